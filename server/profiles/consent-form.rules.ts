import {
  type Attestation,
  ATTESTATIONS,
  CONSENT_ANSWERS,
  type ConsentAnswer,
  type ConsentBoard,
  type ConsentEntry,
  CONSENT_KINDS,
  type ConsentKind,
  type ConsentLine,
  NOT_RECORDED,
} from "./consent.rules.ts";

/** One cell of the board as one choice: not recorded, a family's answer, or the applicant's word that nobody sees them. */
export const CONSENT_CHOICES = ["none", "missing", "granted", "denied", "withdrawn", "off-camera", "blurred"] as const;
export type ConsentChoice = (typeof CONSENT_CHOICES)[number];

export function choiceOf({ isRecorded, answer, attested }: ConsentEntry): ConsentChoice {
  if (!isRecorded) return "none";
  return attested ?? answer;
}

const isAttestation = (choice: string): choice is Attestation => (ATTESTATIONS as readonly string[]).includes(choice);
const isAnswer = (choice: string): choice is ConsentAnswer => (CONSENT_ANSWERS as readonly string[]).includes(choice);

/**
 * The cell after a choice. An attestation keeps the family's answer beside it; “withdrawn” is taken through its own
 * step only, because it locks evidence, and here stays what it was. What is no choice changes nothing.
 */
export function entryAfter(before: ConsentEntry, choice: string): ConsentEntry {
  if (choice === "none") return before.answer === "withdrawn" ? before : NOT_RECORDED;
  if (isAttestation(choice)) return { ...before, isRecorded: true, attested: choice };
  if (!isAnswer(choice) || choice === "withdrawn") return before;
  return { isRecorded: true, answer: choice, attested: null };
}

/** Every line after a form that names its cells `video-ID`, `audio-ID`, `work-ID` and its labels `label-ID`. */
export function boardAfterForm(board: ConsentBoard, body: Record<string, unknown>): ConsentBoard {
  const sent = (key: string) => (typeof body[key] === "string" ? (body[key] as string).trim() : null);
  return board.map((line): ConsentLine => {
    const cells = CONSENT_KINDS.map((kind): [ConsentKind, ConsentEntry] => [
      kind,
      entryAfter(line[kind], sent(`${kind}-${line.studentId}`) ?? ""),
    ]);
    const label = sent(`label-${line.studentId}`)?.slice(0, LABEL_MAX);
    return { ...line, ...(Object.fromEntries(cells) as Record<ConsentKind, ConsentEntry>), label: label || line.label };
  });
}

export const LABEL_MAX = 60;
/** A class, and its helpers; more than this is a mistake in pasting. */
export const STUDENTS_MAX = 200;

/** Lines for the students of a pasted list, one a row; those already on the board and empty rows are left out. */
export function newLines(
  board: ConsentBoard,
  list: string,
  kinds: readonly ConsentKind[],
  newId: () => string,
): ConsentLine[] {
  const known = new Set(board.map(({ label }) => label.toLowerCase()));
  const waits: ConsentEntry = { isRecorded: true, answer: "missing", attested: null };
  const cell = (kind: ConsentKind) => (kinds.includes(kind) ? waits : NOT_RECORDED);
  return list
    .split(/\r?\n/)
    .map((row) => row.trim().slice(0, LABEL_MAX))
    .filter((label) => label !== "" && !known.has(label.toLowerCase()) && known.add(label.toLowerCase()))
    .slice(0, STUDENTS_MAX - board.length)
    .map((label) => ({ studentId: newId(), label, video: cell("video"), audio: cell("audio"), work: cell("work") }));
}

/** What is recorded of a student, and what their family said to it. */
export const CONSENT_KINDS = ["video", "audio", "work"] as const;
export type ConsentKind = (typeof CONSENT_KINDS)[number];
export const CONSENT_ANSWERS = ["granted", "denied", "withdrawn", "missing"] as const;
export type ConsentAnswer = (typeof CONSENT_ANSWERS)[number];

/** The applicant's word that a student without consent cannot be seen, heard or read in the evidence. */
export const ATTESTATIONS = ["off-camera", "blurred"] as const;
export type Attestation = (typeof ATTESTATIONS)[number];

/** One kind of recording of one student. `isRecorded` false: the student does not appear in it, no answer is needed. */
export type ConsentEntry = { isRecorded: boolean; answer: ConsentAnswer; attested: Attestation | null };

/** A line of the consent board. `label` is the applicant's own (initials, a number); reviewers never see it. */
export type ConsentLine = { studentId: string; label: string } & Record<ConsentKind, ConsentEntry>;
export type ConsentBoard = readonly ConsentLine[];

export const NOT_RECORDED: ConsentEntry = { isRecorded: false, answer: "missing", attested: null };

/** True where nothing stands in the way: not recorded, granted, or attested off camera or blurred. */
export function isClear({ isRecorded, answer, attested }: ConsentEntry): boolean {
  return !isRecorded || answer === "granted" || attested !== null;
}

export type ConsentGap = { studentId: string; label: string; kind: ConsentKind; answer: ConsentAnswer };

/** Who still stands in the way of submitting, for the applicant and the coordinator. */
export function consentGapsOf(board: ConsentBoard): ConsentGap[] {
  return board.flatMap((line) =>
    CONSENT_KINDS.filter((kind) => !isClear(line[kind])).map((kind) => ({
      studentId: line.studentId,
      label: line.label,
      kind,
      answer: line[kind].answer,
    })),
  );
}

/** All that reviewers are told. An empty board is complete only when the applicant says that no student is recorded. */
export function isConsentComplete(board: ConsentBoard, isNobodyRecorded: boolean): boolean {
  return board.length === 0 ? isNobodyRecorded : consentGapsOf(board).length === 0;
}

/** The roles of evidence that one kind of consent covers. */
export const COVERS: Record<ConsentKind, readonly string[]> = { video: ["video"], audio: ["video"], work: ["work"] };

const change = (
  board: ConsentBoard,
  studentId: string,
  kind: ConsentKind,
  entry: Partial<ConsentEntry>,
): ConsentBoard =>
  board.map((line) => (line.studentId === studentId ? { ...line, [kind]: { ...line[kind], ...entry } } : line));

/** A family's answer. Anything but “granted” drops an earlier attestation: it was given about another situation. */
export function answerConsent(
  board: ConsentBoard,
  studentId: string,
  kind: ConsentKind,
  answer: ConsentAnswer,
): ConsentBoard {
  return change(board, studentId, kind, answer === "granted" ? { answer } : { answer, attested: null });
}

/** The applicant attests that the student does not appear, or is blurred, in what was uploaded. */
export function attest(
  board: ConsentBoard,
  studentId: string,
  kind: ConsentKind,
  attested: Attestation | null,
): ConsentBoard {
  return change(board, studentId, kind, { attested });
}

export type Withdrawal = { board: ConsentBoard; locksRoles: readonly string[] };

/** A family takes consent back: the evidence it covers is locked at once, whatever state the application is in. */
export function withdrawConsent(board: ConsentBoard, studentId: string, kind: ConsentKind): Withdrawal {
  const line = board.find((one) => one.studentId === studentId);
  const locksRoles = line?.[kind].isRecorded ? COVERS[kind] : [];
  return { board: answerConsent(board, studentId, kind, "withdrawn"), locksRoles };
}

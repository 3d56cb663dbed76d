import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import { indicatorIds, LEVELS, type Level, maxPointsOf, pointsOf, type Rubric, rubricKey } from "../programs/index.ts";

/** One indicator as a reviewer marked it: a level, or a code that says why it cannot be scored. */
export type Mark = { indicatorId: string; level: Level | null; code: string | null };
export type Answer = Mark & { note: string };

/** What comes from a form: not yet to be trusted. */
export type AnswerDraft = { indicatorId: string; level: number | null; code: string | null; note: string };

/** Submitted and locked. It names the rubric version it was scored with; a reopened review adds a version. */
export type ScoreSheet = { version: number; rubric: string; answers: readonly Answer[]; submittedAt: Date };

const isLevel = (value: number | null): value is Level => LEVELS.some((level) => level === value);

function faultOf(answer: AnswerDraft, codes: readonly string[]): string | null {
  const { level, code, note } = answer;
  if (level !== null && code !== null) return "Choose a level or “not scorable”, not both.";
  if (code !== null) return codes.includes(code) ? null : `“${code}” is not one of the codes of this rubric.`;
  if (level === null) return "Choose a level, or say why it cannot be scored.";
  if (!isLevel(level)) return `Level ${level} does not exist; the levels are 1, 2 and 3.`;
  return note.trim() === "" ? "Write a short note: what in the evidence led you to this level?" : null;
}

/** Consent missing for a visible learner; identifying or prohibited content: stop and call the coordinator at once. */
export const STOP_CODES: readonly string[] = ["NS6", "NS7"];

/** The stop codes marked in these answers, each once, sorted. */
export function stopCodesIn(answers: readonly Pick<AnswerDraft, "code">[]): string[] {
  return STOP_CODES.filter((stop) => answers.some(({ code }) => code === stop)).sort();
}

export const NOTE_MAX = 4000;

/** Why an answer cannot even be kept while it is being written, or null. What is merely missing is no fault yet. */
export function faultOfDraft({ indicatorId, level, code, note }: AnswerDraft, rubric: Rubric): string | null {
  if (!indicatorIds(rubric).includes(indicatorId)) return "This indicator is not in the rubric.";
  if (level !== null && !isLevel(level)) return "That level does not exist; the levels are 1, 2 and 3.";
  if (code !== null && !rubric.notScorable.some((one) => one.code === code))
    return "That reason is not one of this rubric.";
  return note.length > NOTE_MAX ? `This note is too long: at most ${NOTE_MAX} characters can be kept.` : null;
}

/** What is still missing or wrong, one entry an indicator, in the rubric's order. Empty means ready to submit. */
export function faultsOf(answers: readonly AnswerDraft[], rubric: Rubric): FieldError[] {
  const ids = indicatorIds(rubric);
  const codes = rubric.notScorable.map(({ code }) => code);
  const faults: FieldError[] = [];
  for (const id of ids) {
    const given = answers.filter(({ indicatorId }) => indicatorId === id);
    const [first] = given;
    const message = first === undefined ? "This indicator is not scored yet." : faultOf(first, codes);
    if (given.length > 1) faults.push({ field: id, message: "This indicator was answered twice." });
    else if (message !== null) faults.push({ field: id, message });
  }
  for (const { indicatorId } of answers)
    if (!ids.includes(indicatorId))
      faults.push({ field: indicatorId, message: "This indicator is not in the rubric." });
  return faults;
}

/**
 * A finished sheet, answers in the rubric's order.
 * `filledFor` is the rubric the form was drawn with (`rubricKey`); it must be the one frozen into the review.
 * @throws Problem `changed-meanwhile` for another rubric version, `invalid-input` with one entry an indicator
 */
export function sealSheet(
  answers: readonly AnswerDraft[],
  filledFor: string,
  rubric: Rubric,
  version: number,
  submittedAt: Date,
): ScoreSheet {
  if (filledFor !== rubricKey(rubric))
    throw new Problem(
      "changed-meanwhile",
      "This sheet belongs to another version of the rubric. Please open the review again.",
    );
  refuseIfAny(faultsOf(answers, rubric), "A few indicators need another look before you submit.");
  const inOrder = indicatorIds(rubric).flatMap((id) => answers.filter(({ indicatorId }) => indicatorId === id));
  const sealed = inOrder.map(({ indicatorId, level, code, note }) => ({ indicatorId, level, code, note: note.trim() }));
  return { version, rubric: filledFor, answers: sealed as Answer[], submittedAt };
}

/** A mark's level in totals: a not-scorable one counts as the lowest. */
export function countedLevel({ level }: Pick<Mark, "level">): Level {
  return level ?? 1;
}

/** One reviewer's points, e.g. 36 (of `maxPointsOf(rubric)`, 42 for the sample). */
export function totalOf(marks: readonly Mark[], rubric: Rubric): number {
  return marks.reduce((sum, mark) => sum + pointsOf(rubric, countedLevel(mark)), 0);
}

/** One reviewer's points by domain, in the rubric's order, for the summary before Submit and for the feedback report. */
export function domainTotalsOf(
  marks: readonly Mark[],
  rubric: Rubric,
): { domainId: string; points: number; of: number }[] {
  const share = maxPointsOf(rubric) / indicatorIds(rubric).length;
  return rubric.domains.map(({ id, indicators }) => ({
    domainId: id,
    points: totalOf(
      marks.filter((mark) => indicators.some((one) => one.id === mark.indicatorId)),
      rubric,
    ),
    of: indicators.length * share,
  }));
}

import { indicatorIds, maxPointsOf, rubricKey } from "../programs/index.ts";
import type { MediaItem } from "../media/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import { progressOf } from "./review-queue.page.ts";
import type { DraftAnswer, Review } from "./review-record.rules.ts";
import { type AnswerDraft, domainTotalsOf, faultsOf, type Mark, totalOf } from "./score-sheet.rules.ts";

/** One item of the frozen Profile, as a reader meets it: by role and number, never by its file's name. */
export type EvidenceItem = {
  id: string;
  kind: "video" | "document" | "image" | "narrative";
  label: string;
  href: string | null;
  text: string | null;
  /** The file and its captions, for the player. */
  video: { item: MediaItem; captions: MediaItem | null } | null;
};

/** The review room: evidence beside the rubric, one indicator after the other. */
export function reviewRoomPage(
  review: Review,
  evidence: readonly EvidenceItem[],
  players: readonly object[],
  errors: readonly FieldError[] = [],
) {
  const { done, of } = progressOf(review);
  return {
    title: `Review of ${review.profileCode}`,
    reviewId: review.id,
    code: review.profileCode,
    reviewBy: review.reviewBy,
    rubricKey: rubricKey(review.rubric),
    isReopened: review.state === "reopened",
    reopenReason: review.state === "reopened" ? review.reason : null,
    done,
    of,
    donePct: Math.round((100 * done) / of),
    players: [...players],
    documents: evidence.filter(({ kind }) => kind === "document" || kind === "image"),
    narratives: evidence.filter(({ kind }) => kind === "narrative"),
    errors: [...errors],
    domains: review.rubric.domains.map(({ id, name, question, indicators }) => ({
      id,
      name,
      question,
      indicators: indicators.map((indicator) => indicatorModel(review, indicator, errors)),
    })),
  };
}

function indicatorModel(
  review: Review,
  indicator: Review["rubric"]["domains"][number]["indicators"][number],
  errors: readonly FieldError[],
) {
  const answer = answerOf(review, indicator.id);
  const value = answer.code ?? (answer.level === null ? "" : String(answer.level));
  const fieldId = `i${indicator.id.replace(".", "-")}`;
  return {
    id: indicator.id,
    fieldId,
    name: indicator.name,
    lookFor: indicator.lookFor,
    evidence: indicator.evidence.map((kind) => review.rubric.evidenceKinds[kind] ?? kind).join(", "),
    revision: answer.revision,
    note: answer.note,
    noteName: `note:${indicator.id}`,
    levelName: `level:${indicator.id}`,
    isScored: answer.level !== null || answer.code !== null,
    error: errors.find(({ field }) => field === indicator.id)?.message ?? null,
    levels: review.rubric.levels
      .toSorted((a, b) => a.level - b.level)
      .map(({ level, name }) => ({
        value: String(level),
        inputId: `${fieldId}-${level}`,
        name,
        text: indicator.descriptors[`${level}`],
        isChosen: value === String(level),
      })),
    codes: review.rubric.notScorable.map(({ code, meaning }) => ({
      value: code,
      text: `${code}: ${meaning}`,
      isChosen: value === code,
    })),
    hasCode: answer.code !== null,
  };
}

/** What is written for one indicator so far. */
export function answerOf(review: Review, indicatorId: string): DraftAnswer {
  const written = review.draft.find((answer) => answer.indicatorId === indicatorId);
  return written ?? { indicatorId, level: null, code: null, note: "", revision: 0, savedAt: review.offeredAt };
}

/** One look at everything before it is locked. Totals are the reader's own; nobody else's are anywhere near. */
export function reviewSummaryPage(review: Review) {
  const answers = indicatorIds(review.rubric).map((id) => answerOf(review, id));
  const faults = faultsOf(review.draft, review.rubric);
  const marks = answers as unknown as readonly Mark[];
  const names = new Map(
    review.rubric.domains.flatMap(({ indicators }) => indicators.map(({ id, name }) => [id, name] as const)),
  );
  const level = new Map(review.rubric.levels.map((each) => [each.level as number, each.name]));
  return {
    title: `Before you submit ${review.profileCode}`,
    reviewId: review.id,
    code: review.profileCode,
    rubricKey: rubricKey(review.rubric),
    isReady: faults.length === 0,
    faults: faults.map(({ field, message }) => ({
      href: `/reviews/${review.id}#i${field.replace(".", "-")}`,
      text: `${field} ${names.get(field) ?? ""}: ${message}`,
    })),
    total: `${totalOf(marks, review.rubric)} of ${maxPointsOf(review.rubric)} points`,
    domains: domainTotalsOf(marks, review.rubric).map(({ domainId, points, of }) => ({
      label: review.rubric.domains.find(({ id }) => id === domainId)?.name ?? domainId,
      value: `${points} of ${of}`,
    })),
    rows: answers.map((answer) => ({
      id: answer.indicatorId,
      name: names.get(answer.indicatorId) ?? "",
      level: answer.code ?? (answer.level === null ? "not scored" : `${answer.level} ${level.get(answer.level) ?? ""}`),
      note: answer.note,
      href: `/reviews/${review.id}#i${answer.indicatorId.replace(".", "-")}`,
    })),
  };
}

/** Reads the whole form as a browser without scripts sends it: `level:1.1=3`, `note:1.1=...`. */
export function answersOfForm(review: Review, form: Readonly<Record<string, unknown>>): AnswerDraft[] {
  const text = (key: string) => (typeof form[key] === "string" ? form[key] : "");
  return indicatorIds(review.rubric).map((indicatorId) => {
    const chosen = text(`level:${indicatorId}`);
    const code = chosen === "NS" ? text(`code:${indicatorId}`) || null : null;
    const level = chosen === "NS" || chosen === "" ? null : Number(chosen);
    return { indicatorId, level, code, note: text(`note:${indicatorId}`) };
  });
}

import { indicatorIds, indicatorsOf, maxPointsOf, rubricKey } from "../programs/index.ts";
import type { MediaItem } from "../media/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Unkept } from "./review-form.rules.ts";
import { progressOf } from "./review-queue.page.ts";
import { type DraftAnswer, draftMark, type Review } from "./review-record.rules.ts";
import {
  type AnswerDraft,
  domainTotalsOf,
  faultsOf,
  type Mark,
  NOTE_MAX,
  stopCodesIn,
  totalOf,
} from "./score-sheet.rules.ts";

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
  { sheet = [], unkept = [], leaving = NOTHING_REFUSED }: RoomFaults = {},
) {
  const { done, of } = progressOf(review);
  const names = new Map(indicatorsOf(review.rubric).map(({ id, name }) => [id, name]));
  const errors = [
    ...sheet.map(({ field, message }) => ({
      field: fieldIdOf(field),
      message: `${field} ${names.get(field) ?? ""}: ${message}`,
    })),
    ...leaving.errors,
  ];
  return {
    title: `Review of ${review.profileCode}`,
    reviewId: review.id,
    code: review.profileCode,
    reviewBy: review.reviewBy,
    signInHref: `/sign-in?next=/reviews/${review.id}`,
    rubricKey: rubricKey(review.rubric),
    asked: moreTimeModel(review),
    quiet: quietModel(review),
    stop: stopModel(review),
    isReopened: review.state === "reopened",
    reopenReason: review.state === "reopened" ? review.reason : null,
    done,
    of,
    donePct: Math.round((100 * done) / of),
    players: [...players],
    documents: evidence.filter(({ kind }) => kind === "document" || kind === "image"),
    narratives: evidence.filter(({ kind }) => kind === "narrative"),
    errors,
    leaving: leavingModel(leaving),
    noteMax: NOTE_MAX,
    domains: review.rubric.domains.map(({ id, name, question, indicators }) => ({
      id,
      name,
      question,
      indicators: indicators.map((indicator) => indicatorModel(review, indicator, sheet, unkept)),
    })),
  };
}

function indicatorModel(
  review: Review,
  indicator: Review["rubric"]["domains"][number]["indicators"][number],
  errors: readonly FieldError[],
  unkept: readonly Unkept[],
) {
  const kept = answerOf(review, indicator.id);
  const typed = unkept.find(({ mine }) => mine.indicatorId === indicator.id);
  const answer = { ...kept, ...typed?.mine };
  const value = answer.code ?? (answer.level === null ? "" : String(answer.level));
  const fieldId = fieldIdOf(indicator.id);
  return {
    id: indicator.id,
    fieldId,
    name: indicator.name,
    lookFor: indicator.lookFor,
    evidence: indicator.evidence.map((kind) => review.rubric.evidenceKinds[kind] ?? kind).join(", "),
    revision: kept.revision,
    revisionName: `revision:${indicator.id}`,
    drawn: draftMark([kept]),
    drawnName: `drawn:${indicator.id}`,
    otherWords: typed?.other ? wordsOf(typed.other) : null,
    note: answer.note,
    noteName: `note:${indicator.id}`,
    levelName: `level:${indicator.id}`,
    isScored: answer.code !== null || (answer.level !== null && answer.note.trim() !== ""),
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

/** `1.1` has the element `i1-1`: where its links lead, and where the focus goes. */
export function fieldIdOf(indicatorId: string): string {
  return `i${indicatorId.replace(".", "-")}`;
}

function wordsOf({ level, code, note }: AnswerDraft): string {
  return `${code ?? (level === null ? "no level" : `level ${level}`)}, “${note}”`;
}

/** Refusals of the forms that give a case back or ask for time; `form` says which was sent. */
export type Leaving = {
  form: "decline" | "conflict" | "more-time" | null;
  errors: readonly FieldError[];
  reason: string;
  until: string;
};
export type RoomFaults = { sheet?: readonly FieldError[]; unkept?: readonly Unkept[]; leaving?: Leaving };
export const NOTHING_REFUSED: Leaving = { form: null, errors: [], reason: "", until: "" };

/** What the small forms beside the sheet show: each its own words and marks, the others empty. */
export function leavingModel({ form, errors, reason, until }: Leaving) {
  const of = (one: Leaving["form"]) => ({ isOpen: form === one, reason: form === one ? reason : "" });
  return {
    isOpen: form !== null,
    errors: [...errors],
    decline: of("decline"),
    conflict: of("conflict"),
    moreTime: { ...of("more-time"), until },
  };
}

/** What became of the request for more time. */
function moreTimeModel({ moreTimeAsked }: Review) {
  if (!moreTimeAsked) return null;
  const { until, answer } = moreTimeAsked;
  return { until, isAnswered: Boolean(answer), isGranted: answer?.isGranted === true, words: answer?.words ?? "" };
}

/** The way to stop a case for consent or content; open where a stop code is marked. */
function stopModel({ id, draft, stopped }: Review) {
  const codes = stopCodesIn(draft);
  return {
    action: `/reviews/${id}/stop`,
    isMarked: codes.length > 0,
    isStopped: stopped !== undefined && codes.every((code) => stopped.codes.includes(code)),
  };
}

/** The reader's own pause of reminders. */
export function quietModel({ id, snoozedUntil }: Review) {
  return {
    action: `/reviews/${id}/snooze`,
    until: snoozedUntil,
    options: [
      { value: "1", text: "a day" },
      { value: "3", text: "three days" },
      { value: "7", text: "a week" },
    ],
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
    seen: draftMark(review.draft),
    hasChanged: false,
    stop: stopModel(review),
    isReady: faults.length === 0,
    faults: faults.map(({ field, message }) => ({
      href: `/reviews/${review.id}#${fieldIdOf(field)}`,
      text: `${field} ${names.get(field) ?? ""}: ${message}`,
    })),
    // Unscored counts as the lowest level in a total: said of a sheet half done that would read as a result.
    isScored: answers.every(({ level: own, code }) => own !== null || code !== null),
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
      href: `/reviews/${review.id}#${fieldIdOf(answer.indicatorId)}`,
    })),
  };
}

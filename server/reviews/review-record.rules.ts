import type { PersonId } from "../kernel/actor.ts";
import { hashOf } from "../kernel/canonical.ts";
import type { Rubric } from "../programs/index.ts";
import type { ReviewState } from "./review.rules.ts";
import type { AnswerDraft, ScoreSheet } from "./score-sheet.rules.ts";

/** One answer while it is being written. `revision` counts its own saves, so that two tabs cannot overwrite unseen. */
export type DraftAnswer = AnswerDraft & { revision: number; savedAt: Date };

/** One reader's work on one Profile, from the offer to the locked sheet. Its id is the offer's. */
export type Review = {
  id: string;
  version: number;
  cohortId: string;
  profileId: string;
  profileCode: string;
  /** Never shown to the reviewer; keeps a coordinator out of their own case. */
  applicantId: PersonId;
  /** 1 to 3, or 4 for a fourth read. The reader is not told which. */
  place: number;
  reviewerId: PersonId;
  reviewerCode: string;
  state: ReviewState;
  /** The whole rubric as it stood when the offer was made: the question stays beside the answer. */
  rubric: Rubric;
  offeredAt: Date;
  respondBy: Date;
  reviewBy: Date;
  acceptedAt: Date | null;
  startedAt: Date | null;
  submittedAt: Date | null;
  endedAt: Date | null;
  reason: string | null;
  draft: DraftAnswer[];
  /** Every submitted version; the last counts. */
  sheets: ScoreSheet[];
  fourthReadAsked: { reason: string; at: Date } | null;
  moreTimeAsked: {
    reason: string;
    until: Date;
    at: Date;
    /** The coordinators' answer; `until` is the date that holds from then on. */
    answer: { isGranted: boolean; until: Date; words: string; at: Date; byId: PersonId } | null;
  } | null;
  snoozedUntil: Date | null;
  /** Set when the reader confirmed a stop code before the sheet was in; the case stops at once. */
  stopped?: { codes: readonly string[]; at: Date };
};

/** The draft with one answer replaced. `expectedRevision` is what the page was drawn with, 0 for none. */
export function withAnswer(
  draft: readonly DraftAnswer[],
  answer: AnswerDraft,
  expectedRevision: number,
  savedAt: Date,
): { draft: DraftAnswer[]; saved: DraftAnswer } | { conflict: DraftAnswer } {
  const before = draft.find(({ indicatorId }) => indicatorId === answer.indicatorId);
  const revision = before?.revision ?? 0;
  if (before && revision !== expectedRevision && !isSame(before, answer)) return { conflict: before };
  const saved: DraftAnswer = { ...answer, revision: revision + 1, savedAt };
  return { draft: [...draft.filter(({ indicatorId }) => indicatorId !== answer.indicatorId), saved], saved };
}

/** A short mark of what is written: equal for equal answers, whatever their order and revisions. */
export function draftMark(draft: readonly AnswerDraft[]): string {
  const answers = draft
    .map(({ indicatorId, level, code, note }) => ({ indicatorId, level, code, note }))
    .sort((a, b) => (a.indicatorId < b.indicatorId ? -1 : 1));
  return hashOf(answers).slice(0, 24);
}

export function isSame(a: AnswerDraft, b: AnswerDraft): boolean {
  return a.level === b.level && a.code === b.code && a.note === b.note;
}

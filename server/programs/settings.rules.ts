import type { Rung } from "../letters/index.ts";

/** What happens when a discrepancy trigger fires: nothing, a sign beside the result, a wait for the JGP, a fourth read. */
export const TRIGGER_MODES = ["off", "show", "hold", "automatic"] as const;
export type TriggerMode = (typeof TRIGGER_MODES)[number];
export const TRIGGERS = ["a", "b", "c", "d"] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** Everything a program version decides. Durations and counts carry their unit in the name; percents are integers. */
export type ProgramSettings = {
  promoteAtPct: number;
  interviewAtPct: number;
  readersPerProfile: number;
  triggers: Record<Trigger, TriggerMode>;
  splitIndicatorsMin: number;
  spreadOverPct: number;
  /** In tenths of a rubric point of one reviewer's mean (15 = 1.5 points of 42). */
  nearCutTenths: number;
  fourthReaderWithinDays: number;
  videoMinSec: number;
  videoMaxSec: number;
  videoPartsMax: number;
  bytesGraceMin: number;
  returnHours: number;
  responseDays: number;
  reviewDays: number;
  hoursPerReview: number;
  reviewerCapacity: number;
  isOnePerSchool: boolean;
  conflictYears: number;
  interviewNoticeDays: number;
  interviewAnswerDays: number;
  interviewMovesForCause: number;
  jgpSignaturesPerSide: number;
  jocQuorumPerSide: number;
  jocSeatsPerSide: number;
  releaseFromHour: number;
  releaseUntilHour: number;
  counsellingWithinDays: number;
  proceduralReviewWithinDays: number;
  mediaKeptDaysAfterClose: number;
  draftKeptDays: number;
  auditKeptYears: number;
  renewalYears: number;
  renewalInterval: number;
  suppressCellsUnder: number;
  responseRungs: readonly Rung[];
  reviewRungs: readonly Rung[];
};

/** The defaults. The cuts, three readers, 45-90 minutes are the contract's; the rest is ours, for a committee to change. */
export const DEFAULT_SETTINGS: ProgramSettings = {
  promoteAtPct: 80,
  interviewAtPct: 75,
  readersPerProfile: 3,
  triggers: { a: "hold", b: "hold", c: "show", d: "automatic" },
  splitIndicatorsMin: 3,
  spreadOverPct: 20,
  nearCutTenths: 15,
  fourthReaderWithinDays: 10,
  videoMinSec: 45 * 60,
  videoMaxSec: 90 * 60,
  videoPartsMax: 3,
  bytesGraceMin: 15,
  returnHours: 48,
  responseDays: 4,
  reviewDays: 21,
  hoursPerReview: 2.5,
  reviewerCapacity: 10,
  isOnePerSchool: true,
  conflictYears: 5,
  interviewNoticeDays: 5,
  interviewAnswerDays: 7,
  interviewMovesForCause: 1,
  jgpSignaturesPerSide: 1,
  jocQuorumPerSide: 3,
  jocSeatsPerSide: 5,
  releaseFromHour: 8,
  releaseUntilHour: 18,
  counsellingWithinDays: 30,
  proceduralReviewWithinDays: 30,
  mediaKeptDaysAfterClose: 90,
  draftKeptDays: 30,
  auditKeptYears: 7,
  renewalYears: 5,
  renewalInterval: 5,
  suppressCellsUnder: 10,
  responseRungs: [
    { id: "response-50pct", offset: { pct: 50 }, to: "reviewer" },
    { id: "response-1-before", offset: { days: -1 }, to: "reviewer" },
  ],
  reviewRungs: [
    { id: "review-50pct", offset: { pct: 50 }, to: "reviewer" },
    { id: "review-75pct", offset: { pct: 75 }, to: "reviewer" },
    { id: "review-3-before", offset: { days: -3 }, to: "reviewer" },
    { id: "review-1-before", offset: { days: -1 }, to: "reviewer" },
    { id: "review-1-after", offset: { days: 1 }, to: "reviewer" },
    { id: "review-3-after", offset: { days: 3 }, to: "reviewer" },
    { id: "review-5-after", offset: { days: 5 }, to: "coordinator" },
  ],
};

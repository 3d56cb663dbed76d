/** Where a lesson is taught, youngest first; `k12` is itinerant and matches all of them, both ways. */
export const BANDS = ["early", "elementary", "middle", "high", "k12"] as const;
export type Band = (typeof BANDS)[number];

/** First, second and last choice of a band. */
export type BandPreference = 0 | 1 | 2;

/** A Profile as matching sees it. `null` and empty lists are what the list of incomplete people is made of. */
export type ProfileToMatch = {
  id: string;
  code: string;
  personId: string;
  subject: string | null;
  band: Band | null;
  schoolId: string | null;
  schoolsLastFiveYears: readonly string[];
  networkId: string | null;
  /** Whole minutes of video, for the tie-break and the load chart; left out where nobody knows. */
  videoMin?: number;
  /** People whom the applicant declared a conflict with. */
  declaredConflicts: readonly string[];
  /** Reviewers (ids) whose review of this Profile has started: it never moves and takes one of the three places. */
  startedWith: readonly string[];
  /** Reviewers (ids) who hold it without having started: it stays where it is unless something better needs it. */
  standsWith: readonly string[];
};

/** A reviewer as matching sees them. */
export type ReviewerToMatch = {
  id: string;
  /** The reader code that coordinators work with, as R-027. */
  code: string;
  personId: string;
  subjects: readonly string[];
  bands: readonly { band: Band; preference: BandPreference }[];
  schoolId: string | null;
  schoolsLastFiveYears: readonly string[];
  networkId: string | null;
  /** Reviews in this cohort, started ones included; null where nobody has said yet. */
  capacity: number | null;
  /** Reviews of this cohort that they hold outside the Profiles of this input (scored ones, say); left out for none. */
  heldElsewhere?: number;
  /** Only `active` reviewers are matched. */
  state: string;
  isOnLeave: boolean;
  /** People: declared conflicts, relatives, those they coach or coached, those whose work they judged before. */
  declaredConflicts: readonly string[];
  relatives: readonly string[];
  coachees: readonly string[];
  reviewedBefore: readonly string[];
};

/** A coordinator's decision about one pair, with the reason on record. */
export type PairDecision = { profileId: string; reviewerId: string; reason: string };

/** How far outside its cell a short cell may look, each step a recorded decision. Dearer than any ordinary pair. */
export const FALLBACK_STEPS = ["adjacent-band", "any-band", "subject-group"] as const;
export type FallbackStep = (typeof FALLBACK_STEPS)[number];
export type FallbackDecision = { subject: string; band: Band; step: FallbackStep; reason: string };

/** All that one run of matching is decided from. */
export type MatchingInput = {
  profiles: readonly ProfileToMatch[];
  reviewers: readonly ReviewerToMatch[];
  /** Pairs that the coordinator fixed; a lock never overrides a conflict, it is listed as refused instead. */
  locks: readonly PairDecision[];
  forbids: readonly PairDecision[];
  fallbacks: readonly FallbackDecision[];
  /** Who was asked for a Profile and answered, or did not: they are not asked for it again. Left out before publication. */
  asked?: readonly Pick<PairDecision, "profileId" | "reviewerId">[];
  /** Subject -> group, for the last fallback step. */
  subjectGroups: Readonly<Record<string, string>>;
  settings: MatchingSettings;
};

export type MatchingSettings = {
  reviewsEach: number;
  isOnePerSchool: boolean;
  /** See `Instance.loadWeight`. */
  loadWeight: number;
  seed: number;
};

export const DEFAULT_SETTINGS: MatchingSettings = { reviewsEach: 3, isOnePerSchool: true, loadWeight: 6, seed: 1 };

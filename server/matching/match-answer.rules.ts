import type { MatchingInput } from "./candidates.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import type { IncompletePerson } from "./incomplete.rules.ts";
import { whyNotAllowed } from "./bench.rules.ts";
import type { Change } from "./what-if.rules.ts";
import { reasonInWords } from "./reasons.rules.ts";
import type { ObjectiveByStage } from "./stages.rules.ts";

/** Why this reader: what they cost, what their load costs, and who came close. */
export type ReaderChosen = { reviewerId: string; cost: number; isFixed: boolean };
export type Alternative = { reviewerId: string; cost: number; why: string };

/** A Profile's readers and its ranked bench of those who would come next. */
export type ProfileAnswer = { profileId: string; readers: ReaderChosen[]; missing: number; bench: Alternative[] };

/** A remedy by ids, so that it can be tried and taken later, when positions have changed. */
export type RemedyChange =
  | Exclude<Change, { kind: "raise-cap" }>
  | { kind: "raise-cap"; reviewerIds: string[]; to: number };
export type RemedyAnswer = { words: string; gain: number; change: RemedyChange };
export type ShortageAnswer = { sentence: string; missing: number; profileIds: string[]; remedies: RemedyAnswer[] };

/** What a run found, by ids: what is shown, published and exported. */
export type MatchAnswer = {
  profiles: ProfileAnswer[];
  objective: ObjectiveByStage;
  shortages: ShortageAnswer[];
  incomplete: IncompletePerson[];
  refusedLocks: { profileId: string; reviewerId: string; why: string }[];
  /** One sentence: what was proved, and by what. */
  proof: string;
  isProven: boolean;
  solverVersion: string;
  tookMs: number;
};

/** Reviews that an answer hands out, locked ones included (the objective counts only what it was free to place). */
export function reviewsIn({ profiles }: Pick<MatchAnswer, "profiles">): number {
  return profiles.reduce((sum, { readers }) => sum + readers.length, 0);
}

/** Pairs of an answer that would not be allowed today: somebody paused, moved or declared a conflict since. */
export function noLongerAllowed(
  answer: MatchAnswer,
  today: MatchingInput,
): { profileId: string; reviewerId: string; why: string }[] {
  // Locks are looked at apart: here the question is what speaks against each pair by itself.
  const eligibility = findEligible({ ...today, locks: [] });
  const profileAt = new Map(today.profiles.map(({ id }, p) => [id, p]));
  const reviewerAt = new Map(today.reviewers.map(({ id }, j) => [id, j]));
  const pairs = answer.profiles.flatMap(({ profileId, readers }) =>
    readers.map((reader) => ({ ...reader, profileId })),
  );
  const alone = pairs.flatMap(({ profileId, reviewerId }) => {
    const p = profileAt.get(profileId);
    const j = reviewerAt.get(reviewerId);
    if (p === undefined) return [{ profileId, reviewerId, why: "the Profile is no longer in the cohort" }];
    if (j === undefined)
      return [{ profileId, reviewerId, why: "the reviewer left the pool or applies in this cohort" }];
    const reason = whyNotAllowed(eligibility, p, j);
    if (reason === null || today.profiles[p]?.startedWith.includes(reviewerId)) return [];
    const why = reason === "no-longer-fits" ? "subject or grade band no longer fit" : reasonInWords(reason);
    return [{ profileId, reviewerId, why }];
  });
  return [...alone, ...tooMany(pairs, today), ...sharedSchools(answer, today), ...newLocks(answer, today)];
}

type Broken = { profileId: string; reviewerId: string; why: string };

/** Readers whose capacity is lower than what the answer gives them: told once each, at their last Profile. */
function tooMany(pairs: readonly { profileId: string; reviewerId: string }[], { reviewers }: MatchingInput): Broken[] {
  const byReader = Map.groupBy(pairs, ({ reviewerId }) => reviewerId);
  return reviewers.flatMap(({ id, capacity, heldElsewhere = 0 }) => {
    const own = byReader.get(id) ?? [];
    const last = own.at(-1);
    if (!last || own.length + heldElsewhere <= (capacity ?? 0)) return [];
    return [{ profileId: last.profileId, reviewerId: id, why: `they can take ${capacity ?? 0} reviews now` }];
  });
}

/** Somebody moved to the school of another reader of the same Profile. */
function sharedSchools({ profiles }: MatchAnswer, { reviewers, settings }: MatchingInput): Broken[] {
  if (!settings.isOnePerSchool) return [];
  const schoolOf = new Map(reviewers.map(({ id, schoolId }) => [id, schoolId]));
  return profiles.flatMap(({ profileId, readers }) => {
    const seen = new Set<string>();
    return readers.flatMap(({ reviewerId, isFixed }) => {
      const school = schoolOf.get(reviewerId) ?? null;
      if (school === null) return [];
      const isShared = seen.has(school) && !isFixed;
      seen.add(school);
      return isShared ? [{ profileId, reviewerId, why: "another reader of this Profile is from the same school" }] : [];
    });
  });
}

/** A lock that was set after the run and that the run does not keep. */
function newLocks({ profiles, refusedLocks }: MatchAnswer, { locks }: MatchingInput): Broken[] {
  const readersOf = new Map(profiles.map((each) => [each.profileId, each.readers.map(({ reviewerId }) => reviewerId)]));
  const isRefused = (profileId: string, reviewerId: string) =>
    refusedLocks.some((one) => one.profileId === profileId && one.reviewerId === reviewerId);
  return locks
    .filter(({ profileId, reviewerId }) => {
      const readers = readersOf.get(profileId);
      return readers && !readers.includes(reviewerId) && !isRefused(profileId, reviewerId);
    })
    .map(({ profileId, reviewerId }) => ({ profileId, reviewerId, why: "they were locked after this run" }));
}

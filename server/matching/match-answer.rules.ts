import type { MatchingInput } from "./candidates.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import type { IncompletePerson } from "./incomplete.rules.ts";
import { REASONS, reasonInWords, reasonsIn } from "./reasons.rules.ts";
import type { ObjectiveByStage } from "./stages.rules.ts";

/** Why this reader: what they cost, what their load costs, and who came close. */
export type ReaderChosen = { reviewerId: string; cost: number; isFixed: boolean };
export type Alternative = { reviewerId: string; cost: number; why: string };

/** A Profile's readers and its ranked bench of those who would come next. */
export type ProfileAnswer = { profileId: string; readers: ReaderChosen[]; missing: number; bench: Alternative[] };

export type RemedyAnswer = { words: string; gain: number; change: unknown };
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

/** Pairs of an answer that would not be allowed today: somebody paused, moved or declared a conflict since. */
export function noLongerAllowed(
  answer: MatchAnswer,
  today: MatchingInput,
): { profileId: string; reviewerId: string; why: string }[] {
  const { instance, outOfService, excludedStart, excludedReviewer, excludedReasons, fixedPairs } = findEligible(today);
  const profileAt = new Map(today.profiles.map(({ id }, p) => [id, p]));
  const reviewerAt = new Map(today.reviewers.map(({ id }, j) => [id, j]));
  const fixed = new Set(fixedPairs.map(({ profile, reviewer }) => `${profile}.${reviewer}`));
  return answer.profiles.flatMap(({ profileId, readers }) =>
    readers.flatMap(({ reviewerId }) => {
      const p = profileAt.get(profileId);
      const j = reviewerAt.get(reviewerId);
      if (p === undefined) return [{ profileId, reviewerId, why: "the Profile is no longer in the cohort" }];
      if (j === undefined) return [{ profileId, reviewerId, why: "the reviewer is no longer in the pool" }];
      if (fixed.has(`${p}.${j}`)) return [];
      const pairs = instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1]);
      if (pairs.includes(j)) return [];
      let mask = outOfService[j] ?? 0;
      for (let k = excludedStart[p] ?? 0; k < (excludedStart[p + 1] ?? 0); k += 1) {
        if (excludedReviewer[k] === j) mask |= excludedReasons[k] ?? 0;
      }
      const [first] = reasonsIn(mask & ~REASONS.alreadyReads);
      return [{ profileId, reviewerId, why: first ? reasonInWords(first) : "subject or grade band no longer fit" }];
    }),
  );
}

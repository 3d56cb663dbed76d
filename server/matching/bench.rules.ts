import { hashOf } from "../kernel/canonical.ts";
import type { MatchingInput, ProfileToMatch } from "./candidates.rules.ts";
import { type Eligibility, findEligible } from "./eligibility.rules.ts";
import { loadCost } from "./flow-problem.rules.ts";
import { REASONS, type Reason, reasonsIn } from "./reasons.rules.ts";

/** Somebody on a Profile's bench: what the pair costs, and what one more review costs them. */
export type OnBench = { reviewerId: string; code: string; schoolId: string | null; cost: number; load: number };

/**
 * Who could take one more place of this Profile now, best first: smallest pair cost, then least load cost, then least
 * load relative to capacity, then the cohort's seed. For one place that is what stages 3, 4 and 6 decide with everybody
 * who was told left where they are. Full readers and those who were asked are not on it.
 */
export function bench(input: MatchingInput, profileId: string, asked: ReadonlySet<string>): OnBench[] {
  const profile = input.profiles.find(({ id }) => id === profileId);
  if (!profile) return [];
  const { instance } = eligibilityOfOne(input, profile);
  const load = heldReviews(input);
  return [...instance.pairReviewer]
    .map((j, k) => {
      const { id, code, schoolId, capacity } = input.reviewers[j] as MatchingInput["reviewers"][number];
      const held = load.get(id) ?? 0;
      const places = capacity ?? 0;
      return {
        reviewerId: id,
        code,
        schoolId,
        cost: instance.pairCost[k] as number,
        load: loadCost(input.settings.loadWeight, held, places),
        held,
        places,
        tie: hashOf([input.settings.seed, profileId, id]),
      };
    })
    .filter(({ reviewerId, held, places }) => held < places && !asked.has(reviewerId))
    .sort(
      (a, b) =>
        a.cost - b.cost ||
        a.load - b.load ||
        (a.held + 1) * b.places - (b.held + 1) * a.places ||
        (a.tie < b.tie ? -1 : 1),
    )
    .map((each) => ({
      reviewerId: each.reviewerId,
      code: each.code,
      schoolId: each.schoolId,
      cost: each.cost,
      load: each.load,
    }));
}

/** Reviews each reader holds in the cohort. */
export function heldReviews({ profiles, reviewers }: MatchingInput): Map<string, number> {
  const held = new Map(reviewers.map(({ id, heldElsewhere }) => [id, heldElsewhere ?? 0]));
  for (const { startedWith } of profiles) for (const id of startedWith) held.set(id, (held.get(id) ?? 0) + 1);
  return held;
}

/** One more place than the Profile has readers, so that a fourth seat is open too; loads are the caller's to look at. */
function eligibilityOfOne(input: MatchingInput, profile: ProfileToMatch): Eligibility {
  const settings = { ...input.settings, reviewsEach: profile.startedWith.length + 1 };
  return findEligible({ ...input, profiles: [profile], locks: [], settings });
}

/** What speaks against a reader of a Profile, by position; “no longer fits” where it is the subject or the band. */
export function whyNotAllowed(eligibility: Eligibility, p: number, j: number): Reason | "no-longer-fits" | null {
  const { instance, outOfService, excludedStart, excludedReviewer, excludedReasons } = eligibility;
  if (instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1]).includes(j)) return null;
  let mask = outOfService[j] ?? 0;
  for (let k = excludedStart[p] ?? 0; k < (excludedStart[p + 1] ?? 0); k += 1)
    if (excludedReviewer[k] === j) mask |= excludedReasons[k] ?? 0;
  return reasonsIn(mask & ~REASONS.alreadyReads)[0] ?? "no-longer-fits";
}

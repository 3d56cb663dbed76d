import { xoshiro } from "../../bench/matching/xoshiro.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";

/** How large a random instance may get. */
export type Limits = { profiles: number; reviewers: number; capacity: number; cost: number };
export const TINY: Limits = { profiles: 4, reviewers: 5, capacity: 3, cost: 4 };

/** A random instance of any kind: short or ample, with or without schools, loads, held places and standing pairs. */
export function smallInstance(seed: number, limits: Limits = TINY): Instance {
  const random = xoshiro(seed);
  const profileCount = 1 + random.below(limits.profiles);
  const reviewerCount = 1 + random.below(limits.reviewers);
  const density = 30 + random.below(70);
  const pairStart = new Int32Array(profileCount + 1);
  const pairReviewer: number[] = [];
  for (let p = 0; p < profileCount; p++) {
    for (let j = 0; j < reviewerCount; j++) if (random.below(100) < density) pairReviewer.push(j);
    pairStart[p + 1] = pairReviewer.length;
  }
  const schools = 1 + random.below(reviewerCount + 1);
  const capacity = Int32Array.from({ length: reviewerCount }, () => random.below(limits.capacity + 1));
  return {
    profileCount,
    reviewerCount,
    demand: Int32Array.from({ length: profileCount }, () => (random.below(4) === 0 ? random.below(4) : 3)),
    capacity,
    held: capacity.map((places) => (random.below(3) === 0 ? random.below(places + 1) : 0)),
    pairStart,
    pairReviewer: Int32Array.from(pairReviewer),
    pairCost: Int32Array.from(pairReviewer, () => random.below(limits.cost)),
    pairStands: Uint8Array.from(pairReviewer, () => (random.below(4) === 0 ? 1 : 0)),
    school: Int32Array.from({ length: reviewerCount }, () => random.below(schools + 1) - 1),
    isOnePerSchool: random.below(2) === 0,
    loadWeight: [0, 1, 6, 50][random.below(4)] as number,
    seed,
  };
}

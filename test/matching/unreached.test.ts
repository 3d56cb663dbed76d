/** The Profiles that still have a reader whom a search has not reached, against looking at every pair. */
import { xoshiro } from "../../bench/matching/xoshiro.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { Unreached } from "../../server/matching/unreached.rules.ts";
import { smallInstance } from "./small-instances.ts";

function pairsOf({ profileCount, pairStart, pairReviewer }: Instance): [number, number][] {
  return Array.from({ length: profileCount }, (_, p) =>
    [...pairReviewer.subarray(pairStart[p], pairStart[p + 1])].map((j): [number, number] => [p, j]),
  ).flat();
}

test("exactly the Profiles with such a reader are marked, whoever is left, one search after the other", () => {
  const seen = { marked: 0, refused: 0, few: 0, many: 0 };
  for (let seed = 1; seed <= 60; seed++) {
    const instance = smallInstance(seed, { profiles: 12, reviewers: 60, capacity: 3, cost: 3 });
    const unreached = new Unreached(instance);
    const random = xoshiro(seed);
    const pairs = pairsOf(instance);
    for (let search = 0; search < 12; search++) {
      const share = random.below(50);
      const level = Int32Array.from({ length: instance.reviewerCount }, () => (random.below(100) < share ? -1 : 1));
      const left = pairs.filter(([, j]) => level[j] === -1);
      const isMarked = unreached.mark(level);
      expect(isMarked).toBe(left.length <= pairs.length / 4);
      if (!isMarked) {
        seen.refused++;
        continue;
      }
      seen.marked++;
      if (level.filter((each) => each === -1).length > 8) seen.many++;
      else seen.few++;
      const expected = new Set(left.map(([p]) => p));
      for (let p = 0; p < instance.profileCount; p++) expect(unreached.isMarked(p)).toBe(expected.has(p));
    }
  }
  expect(Math.min(seen.marked, seen.refused, seen.few, seen.many)).toBeGreaterThan(20);
});

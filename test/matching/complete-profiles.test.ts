import { generate } from "../../bench/matching/generator.ts";
import { completeProfiles } from "../../server/matching/complete-profiles.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { smallInstance } from "./small-instances.ts";

/** Tries every set of Profiles: the fewest that stay short while as many reviews as possible are placed. */
function fewestByTrying(instance: Instance): number {
  const { profileCount, demand } = instance;
  const { placed } = cover(instance);
  const open = [...demand.keys()].filter((p) => (demand[p] as number) > 0);
  let fewest = profileCount;
  for (let set = 0; set < 1 << open.length; set++) {
    const short = open.filter((_, k) => (set & (1 << k)) !== 0);
    const kept = demand.map((each, p) => (short.includes(p) ? 0 : each));
    const needed = kept.reduce((sum, each) => sum + each, 0);
    // Whoever is complete stays complete while the rest is filled up, so that two counts decide.
    const isPossible = cover({ ...instance, demand: kept }).placed === needed && placed >= needed;
    if (isPossible) fewest = Math.min(fewest, short.length);
  }
  return fewest;
}

test("stage 2 leaves as few Profiles short as trying every set does, on 1,500 small instances", async () => {
  let shortages = 0;
  for (let seed = 1; seed <= 1_500; seed++) {
    const instance = smallInstance(seed);
    const result = await completeProfiles(instance, cover(instance));
    const shortCount = fewestByTrying(instance);
    expect({ seed, shortCount: result.shortCount, isProven: result.isFewestProven }).toEqual({
      seed,
      shortCount,
      isProven: true,
    });
    if (shortCount > 0) shortages++;
  }
  expect(shortages).toBeGreaterThan(500);
});

test.each([
  ["ordinary", {}],
  ["scarce cells, one a school", { isOnePerSchool: true, scarceCells: 6 }],
  ["short everywhere", { capacityPct: 95 }],
])("stage 2 places as many reviews as stage 1 and completes whom it promises: %s", async (_, changes) => {
  const instance = generate("s341", changes);
  const coverage = cover(instance);
  const { served, atLeast, shortCount, placed } = await completeProfiles(instance, coverage);
  expect(served.reduce((sum, each) => sum + each, 0)).toBe(coverage.placed);
  expect(placed).toBe(coverage.placed);
  expect(served.every((each, p) => each >= (atLeast[p] as number))).toBe(true);
  expect(instance.demand.reduce((count, each, p) => count + ((served[p] as number) < each ? 1 : 0), 0)).toBe(
    shortCount,
  );
  expect(shortCount).toBeGreaterThan(0);
});

test("the same instance gets the same answer twice", async () => {
  const instance = generate("s341", { capacityPct: 95 });
  const once = await completeProfiles(instance, cover(instance));
  expect(await completeProfiles(instance, cover(instance))).toEqual(once);
});

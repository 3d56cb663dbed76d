import { generate } from "../../bench/matching/generator.ts";
import { cover } from "../../server/matching/coverage.rules.ts";
import { shortParts } from "../../server/matching/hall.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { smallInstance } from "./small-instances.ts";

const alone = ({ profileCount }: Instance) => new Int32Array(profileCount).fill(-1);

/** Tries every choice of readers, Profile by Profile: the most reviews that can be placed. */
function mostByTrying(instance: Instance): number {
  const { profileCount, demand, pairStart, pairReviewer, capacity, held, school, isOnePerSchool } = instance;
  const room = capacity.map((places, j) => places - (held[j] as number));
  const known = new Map<string, number>();
  const from = (p: number, e: number, chosen: readonly number[]): number => {
    if (p === profileCount) return 0;
    if (e === pairStart[p + 1] || chosen.length === demand[p]) return from(p + 1, pairStart[p + 1] as number, []);
    const key = `${e}|${chosen.join()}|${room.join()}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    let best = from(p, e + 1, chosen);
    const j = pairReviewer[e] as number;
    const isTaken = isOnePerSchool && (school[j] as number) >= 0 && chosen.some((other) => school[other] === school[j]);
    if ((room[j] as number) > 0 && !isTaken) {
      room[j] = (room[j] as number) - 1;
      best = Math.max(best, 1 + from(p, e + 1, [...chosen, j]));
      room[j] = (room[j] as number) + 1;
    }
    known.set(key, best);
    return best;
  };
  return from(0, 0, []);
}

/** Throws away nothing: every slot is an eligible pair, nobody over capacity, nobody twice, one a school. */
function problemsOf(instance: Instance, slots: ReturnType<typeof cover>["placement"]["slots"]): string[] {
  const problems: string[] = [];
  const load = new Int32Array(instance.reviewerCount);
  for (let p = 0; p < instance.profileCount; p++) {
    const readers = [...slots.reviewer.subarray(slots.start[p], slots.start[p + 1])].filter((j) => j >= 0);
    const eligible = instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1]);
    if (new Set(readers).size < readers.length) problems.push(`${p} has somebody twice`);
    for (const j of readers) {
      load[j] = (load[j] as number) + 1;
      if (!eligible.includes(j)) problems.push(`${j} may not read ${p}`);
    }
    const schools = readers.map((j) => instance.school[j] as number).filter((school) => school >= 0);
    if (instance.isOnePerSchool && new Set(schools).size < schools.length) problems.push(`${p} has a school twice`);
  }
  load.forEach((reviews, j) => {
    if (reviews > (instance.capacity[j] as number) - (instance.held[j] as number)) problems.push(`${j} is over`);
  });
  return problems;
}

test("stage 1 places as many reviews as trying everything does, on 3,000 small instances", () => {
  for (let seed = 1; seed <= 3_000; seed++) {
    const instance = smallInstance(seed);
    const { placed, placement } = cover(instance);
    expect({ seed, placed, problems: problemsOf(instance, placement.slots) }).toEqual({
      seed,
      placed: mostByTrying(instance),
      problems: [],
    });
  }
});

test.each([
  ["ordinary", {}],
  ["one a school", { isOnePerSchool: true }],
  ["short everywhere, one a school", { isOnePerSchool: true, capacityPct: 95 }],
  ["scarce cells, one a school", { isOnePerSchool: true, scarceCells: 6 }],
])("Hall's equality proves stage 1 on a larger instance: %s", (_, changes) => {
  for (let seed = 1; seed <= 15; seed++) {
    const instance = generate(seed <= 3 ? "s1000" : "s341", changes, seed);
    const coverage = cover(instance);
    const parts = shortParts(instance, coverage, alone(instance));
    expect(parts.reduce((sum, { missing }) => sum + missing, 0)).toBe(coverage.missing);
    expect(coverage.missing).toBeGreaterThan(0);
    expect(problemsOf(instance, coverage.placement.slots)).toEqual([]);
  }
});

test("a placement that is not the best cannot pass for proved", () => {
  const instance = generate("s341");
  const coverage = cover(instance);
  const p = coverage.criticalProfile.indexOf(0);
  coverage.criticalProfile[p] = 1;
  expect(() => shortParts(instance, coverage, alone(instance))).toThrow("Hall equality fails");
});

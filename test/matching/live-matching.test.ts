import { generate } from "../../bench/matching/generator.ts";
import { type Xoshiro, xoshiro } from "../../bench/matching/xoshiro.ts";
import { type Assignment, objectiveOf, pairAt } from "../../server/matching/assignment.rules.ts";
import { cover, coverageResult } from "../../server/matching/coverage.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { LiveMatching } from "../../server/matching/live-matching.rules.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";
import { type Answer, solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { smallInstance } from "./small-instances.ts";

const SEQUENCES = process.env["LONG"] === "1" ? 2_000 : 500;

/** The instance as it is once `assignment` stands and the pairs for which `isGone` holds are withdrawn. */
function withdrawn(instance: Instance, assignment: Assignment, isGone: (p: number, j: number) => boolean): Instance {
  const kept: number[] = [];
  const stands = new Uint8Array(instance.pairCost.length);
  assignment.forEach((j, k) => {
    if (j >= 0) stands[pairAt(instance, Math.floor(k / 3), j)] = 1;
  });
  const pairStart = new Int32Array(instance.profileCount + 1);
  for (let p = 0; p < instance.profileCount; p++) {
    for (let e = instance.pairStart[p] as number; e < (instance.pairStart[p + 1] as number); e++)
      if (!isGone(p, instance.pairReviewer[e] as number)) kept.push(e);
    pairStart[p + 1] = kept.length;
  }
  return {
    ...instance,
    pairStart,
    pairReviewer: Int32Array.from(kept, (e) => instance.pairReviewer[e] as number),
    pairCost: Int32Array.from(kept, (e) => instance.pairCost[e] as number),
    pairStands: Uint8Array.from(kept, (e) => stands[e] as number),
  };
}

/** From scratch, with the same Profiles to complete; how many of the others end short is not decided by costs. */
function fromScratch(instance: Instance, { certificate }: Answer) {
  const coverage = { ...coverageResult(instance, cover(instance)), atLeast: certificate.atLeast, choices: null };
  return decidedByCosts(solveMatching(instance, { coverage }).objective);
}

function decidedByCosts({ placed, worstPair, sum, changes }: ObjectiveByStage) {
  return { placed, worstPair, sum, changes };
}

function pickUsed(assignment: Assignment, random: Xoshiro): [number, number] | undefined {
  const used = [...assignment.keys()].filter((k) => (assignment[k] as number) >= 0);
  if (used.length === 0) return undefined;
  const k = used[random.below(used.length)] as number;
  return [Math.floor(k / 3), assignment[k] as number];
}

/** Any pair that could be, held or not, however dear: a conflict may be found before anybody was asked. */
function pickAny({ profileCount, pairStart, pairReviewer }: Instance, random: Xoshiro): [number, number] {
  const e = random.below(pairReviewer.length);
  let p = 0;
  while (p + 1 < profileCount && (pairStart[p + 1] as number) <= e) p++;
  return [p, pairReviewer[e] as number];
}

function followSequence(start: Instance, seed: number, length: number): { repaired: number; rerun: number } {
  const random = xoshiro(seed);
  let instance = start;
  let answer = solveMatching(instance);
  let live = new LiveMatching(instance, answer);
  const counted = { repaired: 0, rerun: 0 };
  for (let step = 0; step < length; step++) {
    const before = live.assignment;
    const used = pickUsed(before, random);
    if (!used) break;
    const [profile, reviewer] = random.below(4) === 0 ? pickAny(instance, random) : used;
    const isRelease = random.below(5) === 0;
    instance = withdrawn(instance, before, (p, j) => j === reviewer && (isRelease || p === profile));
    const repair = isRelease ? live.release(reviewer) : live.decline(profile, reviewer);
    if (repair.isRepaired) {
      counted.repaired++;
      const repaired = decidedByCosts(objectiveOf(instance, live.assignment));
      expect({ seed, step, ...repaired }).toEqual({ seed, step, ...fromScratch(instance, answer) });
    } else {
      counted.rerun++;
      answer = solveMatching(instance);
      live = new LiveMatching(instance, answer);
      expect(live.assignment).toEqual(answer.assignment);
    }
  }
  return counted;
}

test("after every decline and release the matching equals one from scratch, stage by stage", () => {
  const total = { repaired: 0, rerun: 0 };
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const start = smallInstance(seed, { profiles: 25, reviewers: 25, capacity: 9, cost: 12 });
    start.pairStands.fill(0);
    const { repaired, rerun } = followSequence(start, seed, 12);
    total.repaired += repaired;
    total.rerun += rerun;
  }
  expect(total.repaired).toBeGreaterThan(4 * SEQUENCES);
  expect(total.rerun).toBeGreaterThan(SEQUENCES);
});

test.each([
  ["fine costs", {}],
  ["the costs of the product, one reader a school", { costs: "product" as const, isOnePerSchool: true }],
])("a first cohort with room to spare is repaired through many declines: %s", (_, variant) => {
  const { repaired } = followSequence(generate("s341", { ...variant, capacityPct: 200 }), 7, 30);
  expect(repaired).toBeGreaterThan(15);
});

test("a decline moves as little as possible, and says what moved", () => {
  const instance = generate("s341", { costs: "product", capacityPct: 200 });
  const live = new LiveMatching(instance, solveMatching(instance));
  const before = live.assignment;
  const repair = live.decline(5, before[15] as number);
  if (!repair.isRepaired) throw new Error("There is room to spare");
  const after = live.assignment;
  const changed = [...before.keys()].filter((k) => {
    const p = 3 * Math.floor(k / 3);
    return !after.subarray(p, p + 3).includes(before[k] as number);
  });
  expect(repair.moves).toHaveLength(changed.length);
  expect(repair.moves[0]).toMatchObject({ profile: 5, from: before[15] });
});

test("a spent matching refuses further changes", () => {
  const instance = smallInstance(3, { profiles: 6, reviewers: 3, capacity: 6, cost: 3 });
  const live = new LiveMatching(instance, solveMatching(instance));
  const results = [0, 1, 2].map((j) => () => live.release(j));
  expect(() => results.forEach((release) => release())).toThrow("A whole run is needed first");
});

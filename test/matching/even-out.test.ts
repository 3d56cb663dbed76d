import { generate } from "../../bench/matching/generator.ts";
import { xoshiro } from "../../bench/matching/xoshiro.ts";
import { type Assignment, loads, objectiveOf } from "../../server/matching/assignment.rules.ts";
import { checkCertificate } from "../../server/matching/check-certificate.rules.ts";
import { evenOut, videoMinutes } from "../../server/matching/even-out.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { smallInstance } from "./small-instances.ts";

const NONE = new Map<number, number[]>();

function minutesFor(seed: number, count: number): number[] {
  const random = xoshiro(seed);
  return Array.from({ length: count }, () => 45 + random.below(46));
}

/** Sum over readers of minutes squared by capacity, and pairs of Profiles with the same three. */
function unevenness({ capacity, reviewerCount, profileCount }: Instance, assignment: Assignment, minutes: number[]) {
  const film = new Float64Array(reviewerCount);
  const trios = new Map<string, number>();
  for (let p = 0; p < profileCount; p++) {
    const readers = [...assignment.subarray(3 * p, 3 * p + 3)].filter((j) => j >= 0);
    for (const j of readers) film[j] = (film[j] as number) + (minutes[p] ?? 0);
    if (readers.length === 3) trios.set(readers.join(), (trios.get(readers.join()) ?? 0) + 1);
  }
  return {
    uneven: film.reduce((sum, each, j) => sum + each ** 2 / Math.max(1, capacity[j] ?? 1), 0),
    repeated: [...trios.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0),
  };
}

test("the tie-break leaves every stage as it was proved, and never makes minutes or trios worse: 300 instances", () => {
  let swaps = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const instance = smallInstance(seed, { profiles: 12, reviewers: 10, capacity: 6, cost: 2 });
    const { assignment, objective, certificate } = solveMatching(instance);
    const minutes = minutesFor(seed, instance.profileCount);
    const evened = evenOut(instance, assignment, objective.worstPair, minutes, NONE);
    expect({ seed, ...objectiveOf(instance, evened.assignment) }).toEqual({ seed, ...objective });
    expect(checkCertificate(instance, evened.assignment, objective, certificate)).toEqual([]);
    expect(loads(instance, evened.assignment)).toEqual(loads(instance, assignment));
    const [before, after] = [assignment, evened.assignment].map((each) => unevenness(instance, each, minutes));
    const isBetter =
      (after?.repeated ?? 0) < (before?.repeated ?? 0) ||
      (after?.repeated === before?.repeated && (after?.uneven ?? 0) <= (before?.uneven ?? 0));
    expect({ seed, isBetter }).toEqual({ seed, isBetter: true });
    if (evened.swaps > 0) expect(after).not.toEqual(before);
    swaps += evened.swaps;
  }
  expect(swaps).toBeGreaterThan(8);
});

test("a district's minutes come out more evenly, with fewer repeated trios, and the same twice", () => {
  const instance = generate("s341", { costs: "product", isOnePerSchool: true });
  const { assignment, objective, certificate } = solveMatching(instance);
  const minutes = minutesFor(7, instance.profileCount);
  const once = evenOut(instance, assignment, objective.worstPair, minutes, NONE);
  const [before, after] = [assignment, once.assignment].map((each) => unevenness(instance, each, minutes));
  expect(after?.repeated).toBeLessThan(before?.repeated ?? 0);
  expect(after?.uneven).toBeLessThan(before?.uneven ?? 0);
  expect(checkCertificate(instance, once.assignment, objective, certificate)).toEqual([]);
  expect(evenOut(instance, assignment, objective.worstPair, minutes, NONE)).toEqual(once);
});

test("a length that is not known counts as the mean of the others", () => {
  expect(videoMinutes([60, undefined, 80])).toEqual([60, 70, 80]);
  expect(videoMinutes([undefined, undefined])).toEqual([0, 0]);
});

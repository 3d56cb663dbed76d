import { generate } from "../../bench/matching/generator.ts";
import { type Xoshiro, xoshiro } from "../../bench/matching/xoshiro.ts";
import { type Assignment, objectiveOf } from "../../server/matching/assignment.rules.ts";
import { checkCertificate } from "../../server/matching/check-certificate.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { type Answer, solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { bestByTrying } from "./brute-force.ts";
import { smallInstance } from "./small-instances.ts";

const instance = generate("s341", { isOnePerSchool: true });
const answer = solveMatching(instance);

function verdict(of: Instance, { assignment, objective, certificate }: Answer): string[] {
  return checkCertificate(of, assignment, objective, certificate);
}

function copy({ assignment, objective, certificate }: Answer): Answer {
  return {
    assignment: assignment.slice(),
    objective: { ...objective },
    certificate: { ...certificate, price: certificate.price.slice(), atLeast: certificate.atLeast.slice() },
  };
}

/** An assignment with one place changed, and the objective that goes with it where there is one. */
function moveOne(from: Answer, random: Xoshiro): Answer {
  const changed = copy(from);
  const k = random.below(changed.assignment.length);
  const p = Math.floor(k / 3);
  const degree = (instance.pairStart[p + 1] as number) - (instance.pairStart[p] as number);
  const kinds = [
    () => instance.pairReviewer[(instance.pairStart[p] as number) + random.below(degree)] as number,
    () => random.below(instance.reviewerCount),
    () => -1,
  ];
  changed.assignment[k] = (kinds[random.below(3)] as () => number)();
  changed.objective = objectiveIfAny(changed.assignment) ?? changed.objective;
  return changed;
}

function objectiveIfAny(assignment: Assignment) {
  try {
    return objectiveOf(instance, assignment);
  } catch {
    return undefined;
  }
}

test("the proof of the solver holds", () => {
  expect(verdict(instance, answer)).toEqual([]);
});

test("a thousand changed answers are refused, each", () => {
  const random = xoshiro(42);
  let refused = 0;
  while (refused < 1_000) {
    const changed = moveOne(answer, random);
    if (changed.assignment.every((j, k) => j === answer.assignment[k])) continue;
    if (isJustAsGood(changed)) continue;
    expect(verdict(instance, changed)).not.toEqual([]);
    refused++;
  }
});

/** A swap may by chance be another optimum, which no checker may refuse; feasible and equal in every stage. */
function isJustAsGood(changed: Answer): boolean {
  return (
    verdict(instance, changed).length === 0 && JSON.stringify(changed.objective) === JSON.stringify(answer.objective)
  );
}

test("two Profiles that trade a reviewer for a worse sum are refused", () => {
  const random = xoshiro(7);
  let tried = 0;
  while (tried < 300) {
    const changed = copy(answer);
    const [a, b] = [random.below(changed.assignment.length), random.below(changed.assignment.length)];
    [changed.assignment[a], changed.assignment[b]] = [changed.assignment[b] as number, changed.assignment[a] as number];
    const objective = objectiveIfAny(changed.assignment);
    if (objective && JSON.stringify(objective) === JSON.stringify(answer.objective)) continue;
    changed.objective = objective ?? changed.objective;
    expect(verdict(instance, changed)).not.toEqual([]);
    tried++;
  }
});

test("a claimed objective that is better than the answer is refused, stage by stage", () => {
  for (const stage of ["placed", "shortCount", "worstPair", "sum", "changes"] as const) {
    const changed = copy(answer);
    changed.objective[stage] += stage === "placed" ? 1 : -1;
    expect(verdict(instance, changed)).not.toEqual([]);
  }
});

test("prices that say nothing are refused", () => {
  const changed = copy(answer);
  changed.certificate.price.fill(0);
  expect(verdict(instance, changed)).not.toEqual([]);
});

test("a dearest pair that is not shown to be needed is refused", () => {
  const changed = copy(answer);
  changed.certificate.worstPairCut = null;
  expect(verdict(instance, changed)).toContain(`nothing shows that ${answer.certificate.dearestPair} is needed`);
});

test("whatever passes the checker is optimal", () => {
  let passed = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const tiny = smallInstance(seed);
    const solved = solveMatching(tiny);
    const best = bestByTrying(tiny);
    // Stage 2 is the flow's answer here; where it is as good as can be, the rest has to be the optimum for its choice.
    if (solved.objective.shortCount !== best.shortCount || best.shortCount > 0) continue;
    expect(solved.objective).toEqual(best);
    passed++;
  }
  expect(passed).toBeGreaterThan(30);
});

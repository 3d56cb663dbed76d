import { generate } from "../../bench/matching/generator.ts";
import { assignmentOf, solveKeepingFlow, solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { checkCertificate } from "../../server/matching/check-certificate.rules.ts";
import { bestByTrying } from "./brute-force.ts";
import { coverTrying } from "./every-choice.ts";
import { leastCostSimply } from "./simple-flow.ts";
import { smallInstance } from "./small-instances.ts";

const IS_LONG = process.env["LONG"] === "1";
const TINY_RUNS = IS_LONG ? 10_000 : 2_000;
const MIDDLE_RUNS = IS_LONG ? 1_000 : 150;

test("every stage equals what trying every assignment gives", () => {
  for (let seed = 1; seed <= TINY_RUNS; seed++) {
    const instance = smallInstance(seed);
    const { objective } = solveMatching(instance, { coverage: coverTrying(instance) });
    expect({ seed, ...objective }).toEqual({ seed, ...bestByTrying(instance) });
  }
});

test("on middle instances the sum equals that of a simple flow that knows none of the tricks", () => {
  for (let seed = 1; seed <= MIDDLE_RUNS; seed++) {
    const instance = smallInstance(seed, { profiles: 40, reviewers: 30, capacity: 8, cost: 40 });
    instance.pairStands.fill(0);
    const { objective, certificate } = solveMatching(instance);
    expect({ seed, sum: objective.sum }).toEqual({ seed, sum: leastCostSimply(instance, certificate) });
  }
});

test.each([
  ["fine costs", {}],
  ["the costs of the product", { costs: "product" as const }],
  ["one reader a school", { isOnePerSchool: true }],
  ["a national shortage", { capacityPct: 95 }],
  ["no load term", { loadWeight: 0 }],
])("the first cohort is solved with a proof: %s", (_, variant) => {
  const instance = generate("s341", variant);
  const { assignment, objective, certificate } = solveMatching(instance);
  expect(checkCertificate(instance, assignment, objective, certificate)).toEqual([]);
  expect(objective.placed).toBeGreaterThan(600);
});

test("the same instance and seed give the same bytes", () => {
  const first = solveMatching(generate("s341"));
  const second = solveMatching(generate("s341"));
  expect(Buffer.from(second.assignment.buffer)).toEqual(Buffer.from(first.assignment.buffer));
  expect(second.certificate).toEqual(first.certificate);
});

test("another seed may choose otherwise, and is as good", () => {
  const instance = generate("s341", { costs: "product" });
  const first = solveMatching(instance);
  const others = [11, 12, 13].map((seed) => solveMatching({ ...instance, seed }));
  for (const other of others) expect(other.objective).toEqual(first.objective);
  expect(others.some((other) => !other.assignment.every((j, k) => j === first.assignment[k]))).toBe(true);
});

test("a matching that stands and is already the best does not change", () => {
  const instance = generate("s341", { costs: "product" });
  const first = solveMatching(instance);
  const standing = { ...instance, pairStands: instance.pairStands.slice(), seed: 99 };
  for (let p = 0; p < instance.profileCount; p++)
    for (let e = instance.pairStart[p] as number; e < (instance.pairStart[p + 1] as number); e++)
      if (first.assignment.subarray(3 * p, 3 * p + 3).includes(instance.pairReviewer[e] as number))
        standing.pairStands[e] = 1;
  const { objective, assignment } = solveMatching(standing);
  expect(objective.changes).toBe(0);
  expect(assignment).toEqual(first.assignment);
});

test("a run stops when it is told to, and says how far it is before", () => {
  const told: string[] = [];
  const stop = () => solveMatching(generate("s341"), { progress: (stage) => told.push(stage) > 0 && stage !== "sum" });
  expect(stop).toThrow("Stopped in sum");
  expect(told).toEqual(["coverage", "worst-pair", "sum"]);
});

test("nobody to match is an answer too", () => {
  const empty = {
    profileCount: 0,
    reviewerCount: 0,
    demand: new Int32Array(0),
    capacity: new Int32Array(0),
    held: new Int32Array(0),
    pairStart: new Int32Array(1),
    pairReviewer: new Int32Array(0),
    pairCost: new Int32Array(0),
    pairStands: new Uint8Array(0),
    school: new Int32Array(0),
    isOnePerSchool: true,
    loadWeight: 1,
    seed: 1,
  };
  const { answer, flow } = solveKeepingFlow(empty);
  expect(answer.objective).toEqual({ placed: 0, shortCount: 0, worstPair: -1, sum: 0, changes: 0 });
  expect(assignmentOf(flow)).toEqual(new Int32Array(0));
});

/** A process that solves one instance with our own engine, once for each line it reads; the counterpart of the peers'. */
import { createInterface } from "node:readline";
import { cover } from "../../server/matching/coverage.rules.ts";
import { flowProblem } from "../../server/matching/flow-problem.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { assignmentOf } from "../../server/matching/solve-matching.rules.ts";
import { leastSum } from "../../server/matching/least-sum.rules.ts";
import { objectiveOf } from "../../server/matching/assignment.rules.ts";
import { readInstance } from "./instance-file.ts";
import { forgetPeak, memoryMb } from "./memory.ts";
import { NOT_PLACED } from "./network.ts";

/**
 * The problem that the peers get: least cost with every place free to stay empty at a high price. Everything from the flat
 * arrays on is counted: stage 1 (its cut gives the starting prices), building the flow, solving it.
 */
function solve(instance: Instance) {
  const { criticalReviewer } = cover(instance);
  const problem = flowProblem(instance, new Int32Array(instance.profileCount), Number.POSITIVE_INFINITY, 1);
  return leastSum(problem, criticalReviewer);
}

const instance = readInstance(process.argv[2] ?? "");
const wanted = instance.demand.reduce((sum, each) => sum + each, 0);
process.stdout.write('{"ready":true}\n');

for await (const _ of createInterface({ input: process.stdin })) {
  forgetPeak();
  const before = memoryMb().now;
  const begin = performance.now();
  const flow = solve(instance);
  const ms = performance.now() - begin;
  const { peak } = memoryMb();
  const { placed, sum } = objectiveOf(instance, assignmentOf(flow));
  const cost = sum + NOT_PLACED * (wanted - placed);
  process.stdout.write(`${JSON.stringify({ cost, ms, peakMb: peak, growthMb: peak - before })}\n`);
}

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
 * The problem that the peers get: least cost with every place free to stay empty at a high price. The peers' time is their
 * run on a graph that is built; so ours is the run on the packed arrays (stage 1, whose cut gives the starting prices, the
 * starting prices, and the flow), and the packing is timed beside it.
 */
function solve(instance: Instance) {
  const begin = performance.now();
  const problem = flowProblem(instance, new Int32Array(instance.profileCount), Number.POSITIVE_INFINITY, 1);
  const packed = performance.now();
  const { criticalReviewer } = cover(instance);
  const flow = leastSum(problem, criticalReviewer);
  return { flow, ms: performance.now() - packed, packMs: packed - begin };
}

const instance = readInstance(process.argv[2] ?? "");
const wanted = instance.demand.reduce((sum, each) => sum + each, 0);
process.stdout.write('{"ready":true}\n');

for await (const _ of createInterface({ input: process.stdin })) {
  forgetPeak();
  const before = memoryMb().now;
  const { flow, ms, packMs } = solve(instance);
  const { peak } = memoryMb();
  const { placed, sum } = objectiveOf(instance, assignmentOf(flow));
  const cost = sum + NOT_PLACED * (wanted - placed);
  process.stdout.write(`${JSON.stringify({ cost, ms, packMs, peakMb: peak, growthMb: peak - before })}\n`);
}

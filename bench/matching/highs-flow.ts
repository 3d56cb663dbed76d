/** A process that solves one instance's network as a linear program with HiGHS (npm), once for each line it reads. */
import { createInterface } from "node:readline";
import loadHighs from "highs";
import { readInstance } from "./instance-file.ts";
import { memoryMb } from "./memory.ts";
import { networkOf } from "./network.ts";

const load = loadHighs as unknown as typeof loadHighs.default;
const highs = await load();
const { nodeCount, supply, tail, head, capacity, cost } = networkOf(readInstance(process.argv[2] ?? ""));
const starts = Int32Array.from({ length: tail.length + 1 }, (_, arc) => arc * 2);
const indices = Int32Array.from({ length: tail.length * 2 }, (_, k) => (k % 2 === 0 ? tail : head)[k >> 1] as number);
const values = Float64Array.from({ length: tail.length * 2 }, (_, k) => (k % 2 === 0 ? 1 : -1));
process.stdout.write('{"ready":true}\n');

for await (const _ of createInterface({ input: process.stdin })) {
  const begin = performance.now();
  const objective = highs.withModel(
    {
      numCols: tail.length,
      numRows: nodeCount,
      colCost: Float64Array.from(cost),
      colLower: new Float64Array(tail.length),
      colUpper: Float64Array.from(capacity),
      rowLower: Float64Array.from(supply),
      rowUpper: Float64Array.from(supply),
      matrix: { format: "csc", numRows: nodeCount, numCols: tail.length, starts, indices, values },
    },
    (model) => {
      model.options.set({ output_flag: false });
      model.run();
      return model.getObjectiveValue();
    },
  );
  const ms = performance.now() - begin;
  process.stdout.write(`${JSON.stringify({ cost: Math.round(objective), ms, peakMb: memoryMb().peak })}\n`);
}

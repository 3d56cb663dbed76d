import { parentPort } from "node:worker_threads";
import type { MatchingInput } from "./candidates.rules.ts";
import { computeMatch } from "./compute-match.ts";

/** The other side of the thread: one input in, progress and one answer out. */
parentPort?.on("message", (input: MatchingInput) => {
  const told = (percent: number, text: string) => {
    parentPort?.postMessage({ told: { percent, text } });
    return true;
  };
  computeMatch(input, told).then(
    (done) => parentPort?.postMessage({ done }),
    (error: unknown) => parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
  );
});

import type { Deps } from "../deps.ts";
import { practiceInput } from "./practice.rules.ts";

const PRACTICE_RUNS = 12;

/**
 * Lets the thread practise once the process has started, about a second of work beside everything else. The first runs of
 * a process take ten times as long as later ones. A failure is written down and changes nothing.
 */
export async function warmUpMatching({ matchThread, log }: Pick<Deps, "matchThread" | "log">): Promise<void> {
  const input = practiceInput();
  try {
    for (let k = 0; k < PRACTICE_RUNS; k++) await matchThread.run(input);
  } catch (error) {
    log.warn({ err: error }, "matching: the practice before the first run failed");
  }
}

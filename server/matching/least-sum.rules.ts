import { Flow } from "./flow.rules.ts";
import type { FlowProblem } from "./flow-problem.rules.ts";
import { PathSearch } from "./shortest-path.rules.ts";
import { startingLists, tuningFor } from "./starting-prices.rules.ts";

/**
 * Stages 4 and 5: the flow of least cost. Starting prices by tatonnement, then exact repairs by shortest paths.
 * @param critical reviewers of stage 1's minimum cut
 * @param tell called as repairs go on, with their share of the work in percent; may throw to stop
 */
export function leastSum(
  problem: FlowProblem,
  critical: Uint8Array,
  tell: (donePct: number) => void = () => {},
  tuning = tuningFor(problem),
): Flow {
  const flow = new Flow(problem, startingLists(problem, critical, tuning));
  tell(20);
  flow.placeAll();
  let toDo = 0;
  for (const each of flow.excess) if (each > 0) toDo += each;
  let done = 0;
  new PathSearch(flow).repairAll(() => {
    if (++done % TELL_EVERY === 0) tell(20 + Math.floor((80 * done) / (toDo + done / 4)));
  });
  return flow;
}

const TELL_EVERY = 256;

/** Reviews placed by a repaired flow. */
export function placedBy({ problem, lacking }: Flow): number {
  let placed = 0;
  for (let p = 0; p < problem.profileCount; p++) placed += (problem.demand[p] as number) - (lacking[p] as number);
  return placed;
}

import type { Instance } from "./instance.rules.ts";
import { loadCost } from "./flow-problem.rules.ts";
import type { ObjectiveByStage } from "./stages.rules.ts";

/** Who reads what: the reviewers of Profile p at `3 * p` and the two after it, ascending, -1 for a place left empty. */
export type Assignment = Int32Array;

export const PLACES_EACH = 3;

/** Position of the pair (profile, reviewer) in the instance's arrays, or -1: the row is sorted by reviewer. */
export function pairAt({ pairStart, pairReviewer }: Instance, profile: number, reviewer: number): number {
  let low = pairStart[profile] as number;
  let high = (pairStart[profile + 1] as number) - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const j = pairReviewer[middle] as number;
    if (j === reviewer) return middle;
    if (j < reviewer) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Units per reviewer, held ones left out. */
export function loads({ reviewerCount }: Instance, assignment: Assignment): Int32Array {
  const units = new Int32Array(reviewerCount);
  for (const j of assignment) if (j >= 0) units[j] = (units[j] as number) + 1;
  return units;
}

/** The objective of an assignment, from the instance alone. @throws RangeError for a pair that is not eligible */
export function objectiveOf(instance: Instance, assignment: Assignment): ObjectiveByStage {
  const { profileCount, demand, pairCost, pairStands, held, capacity, loadWeight } = instance;
  const objective = { placed: 0, shortCount: 0, worstPair: -1, sum: 0, changes: 0 };
  for (const stands of pairStands) objective.changes += stands;
  for (let p = 0; p < profileCount; p++) {
    let filled = 0;
    for (let k = 0; k < PLACES_EACH; k++) {
      const j = assignment[PLACES_EACH * p + k] as number;
      if (j < 0) continue;
      const pair = pairAt(instance, p, j);
      if (pair < 0) throw new RangeError(`Profile ${p} and reviewer ${j} are not an eligible pair`);
      filled++;
      const cost = pairCost[pair] as number;
      objective.worstPair = Math.max(objective.worstPair, cost);
      objective.sum += cost;
      objective.changes -= pairStands[pair] as number;
    }
    objective.placed += filled;
    if (filled < (demand[p] as number)) objective.shortCount++;
  }
  loads(instance, assignment).forEach((units, j) => {
    const before = held[j] as number;
    for (let k = before; k < before + units; k++) objective.sum += loadCost(loadWeight, k, capacity[j] as number);
  });
  return objective;
}

/** Negative when `a` is better, stage by stage. */
export function compareObjectives(a: ObjectiveByStage, b: ObjectiveByStage): number {
  return (
    b.placed - a.placed ||
    a.shortCount - b.shortCount ||
    a.worstPair - b.worstPair ||
    a.sum - b.sum ||
    a.changes - b.changes
  );
}

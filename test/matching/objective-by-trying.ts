import type { Instance } from "../../server/matching/instance.rules.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";

/** What one way to give out reviews is worth; compared from left to right, smaller is better. */
type Worth = readonly [notPlaced: number, shortCount: number, sum: number, changes: number];

/**
 * The best objective of stages 1 to 5 by trying every answer: Profile by Profile every set of readers, remembering only the
 * best worth for each vector of loads. For tiny instances.
 */
export function objectiveByTrying(instance: Instance): ObjectiveByStage {
  const costs = [-1, ...new Set(instance.pairCost)].sort((a, b) => a - b);
  const [notPlaced, shortCount] = bestUpTo(instance, costs.at(-1) as number);
  for (const worst of costs) {
    const worth = bestUpTo(instance, worst);
    if (worth[0] !== notPlaced || worth[1] !== shortCount) continue;
    const demand = instance.demand.reduce((sum, each) => sum + each, 0);
    return { placed: demand - notPlaced, shortCount, worstPair: worst, sum: worth[2], changes: worth[3] };
  }
  throw new Error("The dearest pair of all is always enough");
}

/** The best worth with no pair dearer than `dearest`. */
function bestUpTo(instance: Instance, dearest: number): Worth {
  const { profileCount, reviewerCount, demand } = instance;
  let states = new Map<string, { load: number[]; worth: Worth }>();
  const none = Array.from({ length: reviewerCount }, () => 0);
  states.set(none.join(), { load: none, worth: [0, 0, 0, 0] });
  for (let p = 0; p < profileCount; p++) {
    const next: typeof states = new Map();
    const ways = waysToRead(instance, p, dearest);
    for (const { load, worth } of states.values())
      for (const way of ways) {
        const after = addLoad(instance, load, way.readers);
        if (!after) continue;
        const missing = (demand[p] as number) - way.readers.length;
        const total: Worth = [
          worth[0] + missing,
          worth[1] + (missing > 0 ? 1 : 0),
          worth[2] + way.cost + loadCost(instance, load, way.readers),
          worth[3] + way.changes,
        ];
        const key = after.join();
        const known = next.get(key);
        if (!known || isBetter(total, known.worth)) next.set(key, { load: after, worth: total });
      }
    states = next;
  }
  return [...states.values()].map(({ worth }) => worth).reduce((best, each) => (isBetter(each, best) ? each : best));
}

type Way = { readers: number[]; cost: number; changes: number };

/** Every allowed set of readers for one Profile, the empty one included. */
function waysToRead(instance: Instance, p: number, dearest: number): Way[] {
  const { pairStart, pairReviewer, pairCost, pairStands, school, isOnePerSchool, demand } = instance;
  const start = pairStart[p] as number;
  const end = pairStart[p + 1] as number;
  const standing = pairStands.subarray(start, end).reduce((sum, each) => sum + each, 0);
  let ways: Way[] = [{ readers: [], cost: 0, changes: standing }];
  for (let e = start; e < end; e++) {
    const reviewer = pairReviewer[e] as number;
    const place = school[reviewer] as number;
    if ((pairCost[e] as number) > dearest) continue;
    const more = ways
      .filter(({ readers }) => readers.length < (demand[p] as number))
      .filter(({ readers }) => !isOnePerSchool || place < 0 || readers.every((other) => school[other] !== place))
      .map(({ readers, cost, changes }) => ({
        readers: [...readers, reviewer],
        cost: cost + (pairCost[e] as number),
        changes: changes - (pairStands[e] as number),
      }));
    ways = [...ways, ...more];
  }
  return ways;
}

function addLoad({ capacity, held }: Instance, load: readonly number[], readers: readonly number[]): number[] | null {
  const after = [...load];
  for (const j of readers) {
    after[j] = (after[j] as number) + 1;
    if ((after[j] as number) + (held[j] as number) > (capacity[j] as number)) return null;
  }
  return after;
}

/** What one more review costs each of these reviewers, who have `load` beside what they hold. */
function loadCost(
  { capacity, held, loadWeight }: Instance,
  load: readonly number[],
  readers: readonly number[],
): number {
  return readers.reduce((sum, j) => {
    const k = (held[j] as number) + (load[j] as number);
    return sum + Math.floor((loadWeight * (2 * k + 1)) / (capacity[j] as number));
  }, 0);
}

function isBetter(a: Worth, b: Worth): boolean {
  for (const [k, each] of a.entries()) if (each !== b[k]) return each < (b[k] as number);
  return false;
}

import type { Instance } from "./instance.rules.ts";

/**
 * The cost stages as one minimum-cost flow. Costs are whole numbers in doubles, so sums are exact below 2^53.
 *
 * Where a published matching stands, stages 4 and 5 are solved together: a pair costs `scale * cost`, plus 1 unless it
 * stands. `scale` is larger than the number of places, so no number of changes outweighs one unit of cost, and the least of
 * the combined cost is the lexicographic least (sum first, then changes).
 */
export type FlowProblem = {
  profileCount: number;
  reviewerCount: number;
  /** Per Profile: open places, and how many of them may stay empty. */
  demand: Int32Array;
  mayLack: Int32Array;
  /** Cost of a place left empty, scaled: more than any chain of moves can save. */
  lackCost: number;
  pairStart: Int32Array;
  pairReviewer: Int32Array;
  /** Per pair, scaled; `NO_PAIR` where the pair may not be used (dearer than stage 3 allows, or withdrawn). */
  pairCost: Float64Array;
  scale: number;
  /** The k-th open place of reviewer j costs `placeCost[placeStart[j] + k]`, scaled, never falling in k. */
  placeStart: Int32Array;
  placeCost: Float64Array;
  /** Per reviewer: school or -1; all -1 without the rule of one reviewer a school. */
  school: Int32Array;
  hasSchools: boolean;
  /** Moves the point where equal candidates are first looked at (stage 6). */
  seed: number;
};

/** Stands for "no way": larger than any cost, small enough that adding a few stays exact. */
export const FAR = 2 ** 52;
export const NO_PAIR = 2 ** 50;
/** A price that nobody pays, and the distance from which on a way counts as none. */
export const CLOSED = 2 ** 48;
export const NEVER = 2 ** 47;
/** Beyond this a sum along a path could leave the whole numbers that doubles hold exactly. */
const LARGEST_COST = 2 ** 46;

/** Only pairs up to `dearestPair` take part (Infinity: all). */
export function flowProblem(
  instance: Instance,
  atLeast: Int32Array,
  dearestPair: number,
  lackFactor: number,
): FlowProblem {
  const { profileCount, reviewerCount, demand, pairStart, pairReviewer } = instance;
  const scale = scaleOf(instance);
  const places = placesOf(instance, scale);
  const pairCost = pairCosts(instance, scale, dearestPair);
  const lackCost = lackCostOf(instance, places.placeCost, scale) * lackFactor;
  if (lackCost > LARGEST_COST) throw new RangeError(`Costs too large to stay exact: ${lackCost}`);
  return {
    profileCount,
    reviewerCount,
    demand,
    mayLack: demand.map((open, p) => Math.max(0, open - (atLeast[p] as number))),
    lackCost,
    pairStart,
    pairReviewer,
    pairCost,
    scale,
    ...places,
    school: instance.isOnePerSchool ? instance.school : new Int32Array(reviewerCount).fill(-1),
    hasSchools: instance.isOnePerSchool,
    seed: instance.seed,
  };
}

/** 1 while nothing stands; otherwise a power of two above the number of places, see `FlowProblem`. */
export function scaleOf({ demand, pairStands }: Pick<Instance, "demand" | "pairStands">): number {
  if (!pairStands.includes(1)) return 1;
  let places = 0;
  for (const open of demand) places += open;
  return 2 ** Math.ceil(Math.log2(places + 2));
}

/** The k-th review of a reviewer (held ones included) costs floor(loadWeight * (2k + 1) / capacity): convex in relative load. */
export function loadCost(loadWeight: number, k: number, capacity: number): number {
  return Math.floor((loadWeight * (2 * k + 1)) / capacity);
}

export function placesOf({ reviewerCount, capacity, held, loadWeight }: Instance, scale: number) {
  const placeStart = new Int32Array(reviewerCount + 1);
  for (let j = 0; j < reviewerCount; j++) {
    const open = Math.max(0, (capacity[j] as number) - (held[j] as number));
    placeStart[j + 1] = (placeStart[j] as number) + open;
  }
  const placeCost = new Float64Array(placeStart[reviewerCount] as number);
  for (let j = 0; j < reviewerCount; j++) {
    const first = placeStart[j] as number;
    const end = placeStart[j + 1] as number;
    for (let i = first, k = held[j] as number; i < end; i++, k++)
      placeCost[i] = scale * loadCost(loadWeight, k, capacity[j] as number);
  }
  return { placeStart, placeCost };
}

function pairCosts({ pairCost, pairStands }: Instance, scale: number, dearestPair: number): Float64Array {
  const scaled = new Float64Array(pairCost.length);
  for (let e = 0; e < pairCost.length; e++) {
    const cost = pairCost[e] as number;
    scaled[e] = cost > dearestPair ? NO_PAIR : scale === 1 ? cost : cost * scale + 1 - (pairStands[e] as number);
  }
  return scaled;
}

/** Many times the dearest pair and place: chains of moves that cost more do not occur in practice, and are noticed if so. */
function lackCostOf({ pairCost }: Instance, placeCost: Float64Array, scale: number): number {
  let dearest = 1;
  for (const cost of pairCost) if (cost > dearest) dearest = cost;
  let dearestPlace = 0;
  for (const cost of placeCost) if (cost > dearestPlace) dearestPlace = cost;
  return 64 * (dearest * scale + dearestPlace + scale);
}

import { type Coverage, cover } from "./coverage.rules.ts";
import type { Instance } from "./instance.rules.ts";
import type { CoverageResult } from "./stages.rules.ts";

/** Stage 3's answer: the dearest pair that has to be used, and why nothing cheaper does. */
export type WorstPair = {
  /** No pair above this cost is needed; -1 when nothing is placed. */
  dearestPair: number;
  /** A cut among the cheaper pairs alone that holds fewer reviews than needed; null where none is needed. */
  cut: WorstPairCut | null;
};

export type WorstPairCut = {
  /** Whether the cut falls short of stage 1's number of reviews, or of the places that stage 2 fills. */
  demand: "all" | "atLeast";
  profile: Uint8Array;
  reviewer: Uint8Array;
};

/**
 * Stage 3: the smallest cost so that the pairs up to it still place as many reviews and complete the same Profiles. What a
 * set of pairs can serve is a polymatroid (Edmonds 1970), so both may be asked one after the other.
 */
export function smallestWorstPair(
  instance: Instance,
  { placed, atLeast }: Pick<CoverageResult, "placed" | "atLeast">,
): WorstPair {
  if (placed === 0) return { dearestPair: -1, cut: null };
  const costs = distinctCosts(instance);
  let floor = 0;
  for (const each of atLeast) floor += each;
  const isOne = floor === placed && atLeast.every((each, p) => each === 0 || each === instance.demand[p]);
  const completes = leastThreshold({ ...instance, demand: atLeast }, floor, costs, "atLeast", 0);
  if (isOne) return completes;
  const places = leastThreshold(instance, placed, costs, "all", Math.max(0, costs.indexOf(completes.dearestPair)));
  return places.dearestPair > completes.dearestPair ? places : completes;
}

/**
 * The first of the ascending costs whose pairs place `needed` reviews; steps double until one is found, then halve. Every
 * question goes on from what the cheaper pairs placed.
 */
function leastThreshold(
  instance: Instance,
  needed: number,
  costs: Int32Array,
  demand: WorstPairCut["demand"],
  from: number,
): WorstPair {
  if (needed === 0) return { dearestPair: -1, cut: null };
  const least = unavoidable(instance, demand);
  let low =
    Math.max(
      from,
      costs.findIndex((cost) => cost >= least),
    ) - 1;
  let short: Coverage | undefined;
  let step = 1;
  let high = -1;
  while (high < 0 || high - low > 1) {
    const middle = high < 0 ? Math.min(low + step, costs.length - 1) : (low + high) >> 1;
    step *= 2;
    const cheaper = cover(upTo(instance, costs[middle] as number), short);
    if (cheaper.placed >= needed) {
      high = middle;
    } else {
      low = middle;
      short = cheaper;
    }
    if (high < 0 && middle === costs.length - 1) throw new RangeError("The pairs do not place what stage 1 placed");
  }
  if (high > 0) short ??= cover(upTo(instance, costs[high - 1] as number));
  const cut = short ? { demand, profile: short.criticalProfile, reviewer: short.criticalReviewer } : null;
  return { dearestPair: costs[high] as number, cut };
}

/** Where every place has to be filled, no Profile does with less than its own demand-th cheapest pair. */
function unavoidable({ profileCount, demand, pairStart, pairCost }: Instance, asked: WorstPairCut["demand"]): number {
  if (asked === "all") return 0;
  let most = 0;
  for (let p = 0; p < profileCount; p++) {
    let [first, second, third] = [FAR, FAR, FAR];
    for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) {
      const cost = pairCost[e] as number;
      if (cost >= third) continue;
      if (cost < first) [first, second, third] = [cost, first, second];
      else if (cost < second) [second, third] = [cost, second];
      else third = cost;
    }
    const wanted = demand[p] as number;
    const own = wanted === 0 ? 0 : wanted === 1 ? first : wanted === 2 ? second : third;
    if (own > most && own < FAR) most = own;
  }
  return most;
}

const FAR = Number.MAX_SAFE_INTEGER;

function distinctCosts({ pairCost }: Instance): Int32Array {
  let dearest = 0;
  for (const cost of pairCost) if (cost > dearest) dearest = cost;
  const isUsed = new Uint8Array(dearest + 1);
  for (const cost of pairCost) isUsed[cost] = 1;
  return Int32Array.from(isUsed.keys()).filter((cost) => isUsed[cost] === 1);
}

/** The instance with only the pairs up to a cost. */
export function upTo(instance: Instance, cost: number): Instance {
  const { profileCount, pairStart, pairReviewer, pairCost } = instance;
  const start = new Int32Array(profileCount + 1);
  const reviewer = new Int32Array(pairReviewer.length);
  let count = 0;
  for (let p = 0; p < profileCount; p++) {
    for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++)
      if ((pairCost[e] as number) <= cost) reviewer[count++] = pairReviewer[e] as number;
    start[p + 1] = count;
  }
  return { ...instance, pairStart: start, pairReviewer: reviewer.subarray(0, count) };
}

import { Clearing } from "./clearing.rules.ts";
import { type FlowProblem, NO_PAIR } from "./flow-problem.rules.ts";
import { emptyLists, listCandidates, retakeKeys, type ShortLists } from "./short-lists.rules.ts";
import { SoftPrices } from "./soft-prices.rules.ts";

/** How the start is tuned; `bench/matching` shows what each is worth. Nothing here changes the answer's worth, only the time. */
export const TUNING = {
  listLength: 32,
  pairRounds: 5,
  listRounds: 8,
  clearingRounds: 16,
  /** Profiles looked at in a round over pairs, at most. */
  sample: 2_500,
  /** Softness of the first and the last round, as shares of the spread of a Profile's pair costs. */
  softest: 0.1,
  hardest: 0.02,
  /** All prices are lowered by this share of the spread, so that most repairs end at a free place nearby. */
  shift: 0.02,
};

/**
 * Lists and prices near the optimal ones. `critical` reviewers (those of the minimum cut) start just below the cost of an
 * empty place, where a shortage drives them anyway: without this a national shortage costs many times the work.
 */
export function startingLists(problem: FlowProblem, critical: Uint8Array, tuning = TUNING): ShortLists {
  const { profileCount, scale } = problem;
  const pairSpread = spreadOf(problem);
  const spread = Math.max(scale, pairSpread, loadStep(problem));
  // Where loads weigh far more than pairs, one price for all leaves the ties that even loads are made of.
  const isFlat = 4 * pairSpread <= spread;
  const soft = new SoftPrices(problem, firstPrices(problem, critical, spread));
  const stride = Math.max(1, Math.ceil(profileCount / tuning.sample));
  const rounds = tuning.pairRounds + tuning.listRounds;
  const cooling = (tuning.hardest / tuning.softest) ** (1 / Math.max(1, rounds - 1));
  let softness = tuning.softest * spread;
  const pairRounds = isFlat ? 0 : tuning.pairRounds;
  for (let r = 0; r < pairRounds; r++, softness *= cooling) soft.roundOverPairs(softness, r % stride, stride);
  const lists = emptyLists(problem, profileCount * (tuning.listLength + 8));
  for (let j = 0; j < problem.reviewerCount; j++) lists.snap[j] = Math.round(soft.price[j] as number);
  for (let p = 0; p < profileCount; p++) listCandidates(lists, problem, p, tuning.listLength);
  const rise = new Float64Array(problem.reviewerCount);
  const listRounds = isFlat ? 0 : tuning.listRounds;
  for (let r = 0; r < listRounds; r++, softness *= cooling) soft.roundOverLists(softness, lists, rise);
  for (let j = 0; j < rise.length; j++) rise[j] = Math.round(soft.price[j] as number) - (lists.snap[j] as number);
  const clearing = new Clearing(problem, lists, rise, Math.max(1, scale));
  for (let r = 0; r < (isFlat ? 0 : tuning.clearingRounds); r++) clearing.round();
  const shift = isFlat ? 0 : Math.round(tuning.shift * spread);
  for (let j = 0; j < rise.length; j++) rise[j] = (rise[j] as number) - shift;
  retakeKeys(lists, problem, rise, 8, tuning.listLength);
  return lists;
}

/** The load cost where all reviewers are equally full; higher for critical ones. */
function firstPrices(problem: FlowProblem, critical: Uint8Array, spread: number): Float64Array {
  const { reviewerCount, demand, placeStart, placeCost, lackCost } = problem;
  const places = placeStart[reviewerCount] as number;
  let wanted = 0;
  for (const each of demand) wanted += each;
  const fill = Math.min(1, wanted / Math.max(1, places));
  let sum = 0;
  let counted = 0;
  for (let j = 0; j < reviewerCount; j++) {
    const first = placeStart[j] as number;
    const own = (placeStart[j + 1] as number) - first;
    if (own === 0) continue;
    sum += placeCost[first + Math.min(own - 1, Math.floor(fill * own))] as number;
    counted++;
  }
  const level = counted > 0 ? Math.round(sum / counted) : 0;
  return Float64Array.from({ length: reviewerCount }, (_, j) => (critical[j] ? lackCost - spread : level));
}

/** Median over some Profiles of (middle pair cost - least pair cost). */
function spreadOf(problem: FlowProblem): number {
  const { profileCount, pairStart, pairCost } = problem;
  const spreads: number[] = [];
  const stride = Math.max(1, Math.floor(profileCount / 64));
  for (let p = 0; p < profileCount; p += stride) {
    const row = pairCost.slice(pairStart[p], pairStart[p + 1]).filter((cost) => cost < NO_PAIR);
    row.sort();
    if (row.length > 1) spreads.push((row[row.length >> 1] as number) - (row[0] as number));
  }
  spreads.sort((a, b) => a - b);
  return spreads[spreads.length >> 1] ?? 0;
}

/** Mean rise of cost from one place of a reviewer to the next. */
function loadStep({ reviewerCount, placeStart, placeCost }: FlowProblem): number {
  let rise = 0;
  let steps = 0;
  for (let j = 0; j < reviewerCount; j++) {
    const first = placeStart[j] as number;
    const last = (placeStart[j + 1] as number) - 1;
    if (last <= first) continue;
    rise += (placeCost[last] as number) - (placeCost[first] as number);
    steps += last - first;
  }
  return steps > 0 ? rise / steps : 0;
}

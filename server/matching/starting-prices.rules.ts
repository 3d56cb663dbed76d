import { Clearing } from "./clearing.rules.ts";
import { type FlowProblem, NO_PAIR } from "./flow-problem.rules.ts";
import { emptyLists, listCandidates, retakeKeys, type ShortLists } from "./short-lists.rules.ts";
import { NewtonPrices } from "./newton-prices.rules.ts";
import { SoftPrices } from "./soft-prices.rules.ts";

/** How the start is tuned. Nothing here changes the answer's worth, only the time. All but counts are shares of the spread. */
export const TUNING = {
  listLength: 32,
  pairRounds: 5,
  /** Profiles looked at in a round over pairs, at most; softness of the first such round, and what each keeps of it. */
  sample: 2_500,
  softest: 0.1,
  cooling: 0.874,
  /** Newton steps over the lists, and the softness of the first and the last. */
  newtonSteps: 6,
  newtonSoftest: 0.1,
  newtonHardest: 0.015,
  iterations: 8,
  /** No price moves by more than so many times the softness in one Newton step. */
  most: 8,
  /** Supply is never softened less than this share of the rise of cost from one place to the next. */
  supply: 0.3,
  /** Where loads weigh far more than pairs: steps and softness, and how far below the common price is an exception. */
  flatSteps: 8,
  flatSoftness: 0.12,
  flatGap: 0.7,
  clearingRounds: 6,
  idleRounds: 3,
  /** All prices are lowered by this, so that most repairs end at a free place nearby. */
  shift: 0.02,
};

/** Up to so many pairs a Profile in the mean, the start is made shorter: searches are short there, and prices dear. */
const FEW_PAIRS = 16;
const SOME_PAIRS = 40;
/** From so many on a search is so long that more Newton steps pay; beyond the last number they no longer do (measured). */
const MANY_PAIRS = 150;
const TOO_MANY_PAIRS = 300;

/**
 * The tuning for a size. Where the lists hold nearly all pairs, rounds over pairs tell nothing that the Newton steps do not,
 * and rounds with hard choices cost more than the searches they save.
 */
export function tuningFor({ profileCount, pairReviewer }: FlowProblem): typeof TUNING {
  const pairsEach = pairReviewer.length / Math.max(1, profileCount);
  if (pairsEach > MANY_PAIRS && pairsEach < TOO_MANY_PAIRS) return { ...TUNING, newtonSteps: 10 };
  if (pairsEach > SOME_PAIRS) return TUNING;
  const short = { ...TUNING, pairRounds: 0, clearingRounds: 0, idleRounds: 2, newtonSoftest: 0.2 };
  return pairsEach > FEW_PAIRS ? short : { ...short, newtonSteps: 4, newtonHardest: 0.04 };
}

/**
 * Lists and prices near the optimal ones. `critical` reviewers (those of the minimum cut) start just below the cost of an
 * empty place, where a shortage drives them anyway: without this a national shortage costs many times the work.
 */
export function startingLists(problem: FlowProblem, critical: Uint8Array, tuning = tuningFor(problem)): ShortLists {
  const { profileCount, scale } = problem;
  const pairSpread = spreadOf(problem);
  const step = loadStep(problem);
  const spread = Math.max(scale, pairSpread, step);
  // Where loads weigh far more than pairs, one price for all leaves the ties that even loads are made of.
  const isFlat = 4 * pairSpread <= spread;
  const price = firstPrices(problem, critical, spread);
  if (!isFlat) roundsOverPairs(problem, price, spread, tuning);
  const lists = emptyLists(problem, profileCount * (tuning.listLength + 8));
  for (let j = 0; j < problem.reviewerCount; j++) lists.snap[j] = Math.round(price[j] as number);
  for (let p = 0; p < profileCount; p++) listCandidates(lists, problem, p, tuning.listLength);
  if (isFlat) {
    levelExceptions(problem, lists, critical, step, tuning);
    return lists;
  }
  const rise = risesOverLists(problem, lists, spread, step, tuning);
  retakeKeys(lists, problem, rise, 8, tuning.listLength);
  return lists;
}

/**
 * One price for all, the middle one of those that Newton steps find, but for reviewers whom they put far below it: nearly idle
 * ones in cells with places to spare. Left at the common price, each of these few would cost a search through everybody.
 */
function levelExceptions(
  problem: FlowProblem,
  lists: ShortLists,
  critical: Uint8Array,
  step: number,
  tuning: typeof TUNING,
): void {
  const { snap } = lists;
  const newton = new NewtonPrices(problem, lists);
  const softness = tuning.flatSoftness * step;
  for (let k = 0; k < tuning.flatSteps; k++)
    newton.step(softness, tuning.supply * step, tuning.iterations, tuning.most * softness);
  roundUp(problem, lists, newton.rise);
  const found = newton.rise.map((rise, j) => rise + (snap[j] as number));
  const ordinary = found.filter((_, j) => critical[j] === 0).sort();
  const level = ordinary[ordinary.length >> 1] ?? 0;
  for (let j = 0; j < found.length; j++) {
    if (critical[j] === 1) continue;
    const price = found[j] as number;
    snap[j] = level - price > tuning.flatGap * step ? price : level;
  }
  lists.top = 0;
  for (let p = 0; p < problem.profileCount; p++) listCandidates(lists, problem, p, tuning.listLength);
}

function roundsOverPairs(problem: FlowProblem, price: Float64Array, spread: number, tuning: typeof TUNING): void {
  const soft = new SoftPrices(problem, price);
  const stride = Math.max(1, Math.ceil(problem.profileCount / tuning.sample));
  let softness = tuning.softest * spread;
  for (let r = 0; r < tuning.pairRounds; r++, softness *= tuning.cooling)
    soft.roundOverPairs(softness, r % stride, stride);
}

/** Newton steps, then rounds with hard choices; how far every price rises above the lists' `snap`, in whole units. */
function risesOverLists(
  problem: FlowProblem,
  lists: ShortLists,
  spread: number,
  step: number,
  tuning: typeof TUNING,
): Float64Array {
  const newton = new NewtonPrices(problem, lists);
  const { rise } = newton;
  const cooling = (tuning.newtonHardest / tuning.newtonSoftest) ** (1 / Math.max(1, tuning.newtonSteps - 1));
  let softness = tuning.newtonSoftest * spread;
  for (let k = 0; k < tuning.newtonSteps; k++, softness *= cooling) {
    const supply = Math.max(softness, tuning.supply * step);
    newton.step(softness, supply, tuning.iterations, tuning.most * softness);
  }
  roundUp(problem, lists, rise);
  const clearing = new Clearing(problem, lists, rise, Math.max(1, problem.scale));
  for (let r = 0; r < tuning.clearingRounds; r++) clearing.round();
  const shift = Math.round(tuning.shift * spread);
  for (let j = 0; j < rise.length; j++) rise[j] = (rise[j] as number) - shift;
  for (let r = 0; r < tuning.idleRounds; r++) clearing.lowerIdle();
  return rise;
}

/** Whole prices, none below the cost of the reviewer's first place: at less, nobody could be taken on. */
function roundUp({ placeStart, placeCost }: FlowProblem, { snap }: ShortLists, rise: Float64Array): void {
  for (let j = 0; j < rise.length; j++) {
    const first = placeStart[j] as number;
    const least = first < (placeStart[j + 1] as number) ? (placeCost[first] as number) : 0;
    const before = snap[j] as number;
    rise[j] = Math.max(least, Math.round(before + (rise[j] as number))) - before;
  }
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

const SPREAD_SAMPLE = 32;

/** Median over some Profiles of (middle pair cost - least pair cost). */
function spreadOf(problem: FlowProblem): number {
  const { profileCount, pairStart, pairCost } = problem;
  const spreads: number[] = [];
  const stride = Math.max(1, Math.floor(profileCount / SPREAD_SAMPLE));
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

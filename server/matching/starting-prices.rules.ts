import { Clearing } from "./clearing.rules.ts";
import { type FlowProblem, NO_PAIR } from "./flow-problem.rules.ts";
import { emptyLists, listAll, listCandidates, retakeKeys, type ShortLists } from "./short-lists.rules.ts";
import { NewtonPrices } from "./newton-prices.rules.ts";
import { SoftPrices } from "./soft-prices.rules.ts";

/** How the start is tuned. Nothing here changes the answer's worth, only the time. All but counts are shares of the spread. */
export const TUNING = {
  listLength: 32,
  /** Newton steps over pairs: first over those of every `stride`-th Profile, then over all. Wide and slow finds the level of cells. */
  stride: 2,
  sampleSteps: 2,
  pairSteps: 2,
  pairIterations: 3,
  pairSoftest: 0.8,
  pairCooling: 0.65,
  /** Newton steps over the lists, and the softness of the first and the last. */
  newtonSteps: 5,
  newtonSoftest: 0.15,
  newtonHardest: 0.015,
  iterations: 8,
  /** No price moves by more than so many times the softness in one Newton step: more overshoots, and costs whole subjects. */
  most: 4,
  /** Supply is never softened less than this share of the rise of cost from one place to the next. */
  supply: 0.3,
  /** Where loads weigh far more than pairs: steps, softness, the most, and how far below the common price is an exception. */
  flatSteps: 8,
  flatIterations: 8,
  flatSoftness: 0.12,
  flatMost: 8,
  flatGap: 0.7,
  /** Rounds that look at one reviewer at a time: softened ones over pairs of at most `sample` Profiles, then hard ones. */
  softRounds: 0,
  sample: 2_500,
  softest: 0.1,
  cooling: 0.874,
  clearingRounds: 0,
  idleRounds: 3,
  /** All prices are lowered by this, so that most repairs end at a free place nearby. */
  shift: 0.02,
};

/** Up to so many pairs a Profile in the mean, lists hold nearly all of them: no steps over pairs, and fewer of all. */
const FEW_PAIRS = 16;
const SOME_PAIRS = 40;
/** From so many on a step over all pairs costs more than it saves; ten steps over the lists, but for the very most (measured). */
const MANY_PAIRS = 150;
const TOO_MANY_PAIRS = 300;

/** Soft rounds instead of Newton steps over pairs. */
const BY_ROUNDS = {
  ...TUNING,
  sampleSteps: 0,
  pairSteps: 0,
  softRounds: 5,
  newtonSteps: 6,
  newtonSoftest: 0.1,
  most: 8,
};

/**
 * The tuning for a size. In the middle Newton steps over pairs pay where places are few or loads weigh much; where there is
 * room, and with the rule of one reviewer a school, soft rounds find prices as good for less.
 */
export function tuningFor(problem: FlowProblem): typeof TUNING {
  const pairsEach = problem.pairReviewer.length / Math.max(1, problem.profileCount);
  if (pairsEach > MANY_PAIRS)
    return { ...BY_ROUNDS, clearingRounds: 6, newtonSteps: pairsEach < TOO_MANY_PAIRS ? 10 : 6 };
  if (pairsEach > SOME_PAIRS) {
    if (!isRoomy(problem)) return problem.hasSchools ? BY_ROUNDS : TUNING;
    return isUnloaded(problem) ? { ...BY_ROUNDS, ...UNLOADED } : BY_ROUNDS;
  }
  const short = { ...TUNING, ...SHORT };
  if (pairsEach <= FEW_PAIRS) return problem.hasSchools ? short : { ...short, newtonSteps: 5 };
  return isUnloaded(problem) && isRoomy(problem) ? { ...short, ...UNLOADED } : short;
}

function isUnloaded(problem: FlowProblem): boolean {
  return !problem.hasSchools && loadStep(problem) === 0;
}

/** Where loads cost nothing, most readers are worth nothing: their prices are found by lowering what starts too high. */
const UNLOADED = { softRounds: 0, newtonSteps: 0, listLength: 16, idleRounds: TUNING.idleRounds };

/** Steps over the lists alone. */
const SHORT = { sampleSteps: 0, pairSteps: 0, newtonSoftest: 0.8, newtonSteps: 6, iterations: 4, idleRounds: 1 };

/** Places to spare, and one review more costs less than another reader. */
function isRoomy(problem: FlowProblem): boolean {
  return fillOf(problem) < ROOMY && loadStep(problem) <= spreadOf(problem);
}

const ROOMY = 0.9;

/** Demand relative to places, at most 1. */
function fillOf({ demand, reviewerCount, placeStart }: FlowProblem): number {
  let wanted = 0;
  for (const each of demand) wanted += each;
  return Math.min(1, wanted / Math.max(1, placeStart[reviewerCount] as number));
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
  if (!isFlat) {
    softRounds(problem, price, spread, tuning);
    stepsOverPairs(problem, price, spread, step, tuning);
  }
  const lists = emptyLists(problem, profileCount * (tuning.listLength + 8));
  for (let j = 0; j < problem.reviewerCount; j++) lists.snap[j] = Math.round(price[j] as number);
  for (let p = 0; p < profileCount; p++) {
    // Keys are taken anew below, and sorted then.
    if (!isFlat && pairsOf(problem, p) <= tuning.listLength) listAll(lists, problem, p);
    else listCandidates(lists, problem, p, tuning.listLength);
  }
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
    newton.step(softness, tuning.supply * step, tuning.flatIterations, tuning.flatMost * softness);
  roundUp(problem, lists, newton.rise);
  const found = newton.rise.map((rise, j) => rise + (snap[j] as number));
  const ordinary = found.filter((_, j) => critical[j] === 0).sort();
  const level = ordinary[ordinary.length >> 1] ?? 0;
  for (let j = 0; j < found.length; j++) {
    if (critical[j] === 1) continue;
    const price = found[j] as number;
    snap[j] = level - price > tuning.flatGap * step ? price : level;
  }
  for (let p = 0; p < problem.profileCount; p++) listCandidates(lists, problem, p, tuning.listLength);
}

/** Newton steps over pairs, the first ones over those of every `stride`-th Profile, which then stands for so many. */
function stepsOverPairs(
  problem: FlowProblem,
  price: Float64Array,
  spread: number,
  step: number,
  tuning: typeof TUNING,
) {
  let softness = tuning.pairSoftest * spread;
  const turn = (steps: number, stride: number) => {
    if (steps === 0) return;
    const newton = new NewtonPrices(problem, wholeLists(problem, price, stride), stride);
    for (let k = 0; k < steps; k++, softness *= tuning.pairCooling) {
      const supply = Math.max(softness, tuning.supply * step);
      newton.step(softness, supply, tuning.pairIterations, tuning.most * softness);
    }
    for (let j = 0; j < price.length; j++) price[j] = Math.max(0, (price[j] as number) + (newton.rise[j] as number));
  };
  turn(tuning.sampleSteps, tuning.stride);
  turn(tuning.pairSteps, 1);
}

/** All pairs of every `stride`-th Profile, unsorted; the others have none. */
function wholeLists(problem: FlowProblem, price: Float64Array, stride: number): ShortLists {
  const { profileCount, pairReviewer } = problem;
  const lists = emptyLists(problem, Math.ceil(pairReviewer.length / stride));
  lists.snap.set(price);
  for (let p = 0; p < profileCount; p += stride) listAll(lists, problem, p);
  return lists;
}

function softRounds(problem: FlowProblem, price: Float64Array, spread: number, tuning: typeof TUNING): void {
  const soft = new SoftPrices(problem, price);
  const stride = Math.max(1, Math.ceil(problem.profileCount / tuning.sample));
  let softness = tuning.softest * spread;
  for (let r = 0; r < tuning.softRounds; r++, softness *= tuning.cooling)
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

function pairsOf({ pairStart }: FlowProblem, profile: number): number {
  return (pairStart[profile + 1] as number) - (pairStart[profile] as number);
}

/** The load cost where all reviewers are equally full; higher for critical ones. */
function firstPrices(problem: FlowProblem, critical: Uint8Array, spread: number): Float64Array {
  const { reviewerCount, placeStart, placeCost, lackCost } = problem;
  const fill = fillOf(problem);
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

import type { FlowProblem } from "./flow-problem.rules.ts";

/**
 * Prices by tatonnement with softened choices: every Profile spreads its demand over its candidates, weight
 * exp(-(value - least value) / softness), and every reviewer moves the price toward where demand meets places (a Newton
 * step, diagonal only). A large softness settles the level of whole subjects in a few rounds, a small one the single
 * reviewer. Only multiplication, division and a table of powers, so every machine gets the same bits.
 */
export class SoftPrices {
  readonly price: Float64Array;
  readonly #problem: FlowProblem;
  readonly #asked: Float64Array;
  /** Places a reviewer gives up per unit of price, and the price of the first place. */
  readonly #slope: Float64Array;
  readonly #base: Float64Array;
  readonly #weight: Float64Array;

  constructor(problem: FlowProblem, price: Float64Array) {
    const { reviewerCount: m, placeStart, placeCost } = problem;
    this.#problem = problem;
    this.price = price;
    this.#asked = new Float64Array(m);
    this.#slope = new Float64Array(m);
    this.#base = new Float64Array(m);
    this.#weight = new Float64Array(longestRow(problem));
    for (let j = 0; j < m; j++) {
      const first = placeStart[j] as number;
      const places = (placeStart[j + 1] as number) - first;
      if (places === 0) continue;
      const base = placeCost[first] as number;
      const rise = (placeCost[first + places - 1] as number) - base;
      this.#base[j] = base;
      this.#slope[j] = (places - 1) / Math.max(problem.scale / 2, rise);
    }
  }

  /** One round over every `stride`-th Profile and all its pairs, each standing for `stride` of them. */
  roundOverPairs(softness: number, from: number, stride: number): void {
    const { profileCount, demand, pairStart, pairReviewer, pairCost } = this.#problem;
    this.#asked.fill(0);
    for (let p = from; p < profileCount; p += stride) {
      const first = pairStart[p] as number;
      const end = pairStart[p + 1] as number;
      this.#spread(pairReviewer, pairCost, this.price, first, end, (demand[p] as number) * stride, stride, softness);
    }
    this.#adjust(softness);
  }

  #spread(
    reviewers: Int32Array,
    costs: Float64Array,
    prices: Float64Array,
    first: number,
    end: number,
    demand: number,
    most: number,
    softness: number,
  ): void {
    if (first === end || demand === 0) return;
    const weight = this.#weight;
    const asked = this.#asked;
    const { lackCost } = this.#problem;
    let least = lackCost;
    for (let e = first; e < end; e++) {
      const value = (costs[e] as number) + (prices[reviewers[e] as number] as number);
      weight[e - first] = value;
      if (value < least) least = value;
    }
    const perStep = STEPS / softness;
    const lack = ((lackCost - least) * perStep) | 0;
    let sum = lack < TABLE.length ? 3 * (TABLE[lack] as number) : 0;
    for (let e = first; e < end; e++) {
      const step = ((weight[e - first] as number) - least) * perStep;
      const share = step < TABLE.length ? (TABLE[step | 0] as number) : 0;
      weight[e - first] = share;
      sum += share;
    }
    const each = demand / sum;
    for (let e = first; e < end; e++) {
      const share = weight[e - first] as number;
      if (share === 0) continue;
      const j = reviewers[e] as number;
      const part = share * each;
      asked[j] = (asked[j] as number) + (part > most ? most : part);
    }
  }

  #adjust(softness: number): void {
    const { reviewerCount, placeStart } = this.#problem;
    for (let j = 0; j < reviewerCount; j++) {
      const places = (placeStart[j + 1] as number) - (placeStart[j] as number);
      if (places === 0) continue;
      const price = this.price[j] as number;
      const slope = this.#slope[j] as number;
      const offered = (price - (this.#base[j] as number)) * slope + 0.5;
      const isBent = offered > places || offered < 0;
      const gap = (this.#asked[j] as number) - (offered > places ? places : offered < 0 ? 0 : offered);
      const steepness = (isBent ? 0 : slope) + Math.max(this.#asked[j] as number, 0.5) / softness;
      const step = (DAMPING * gap) / steepness;
      const most = 3 * softness;
      this.price[j] = Math.max(0, price + (step > most ? most : step < -most ? -most : step));
    }
  }
}

const DAMPING = 0.8;
/** exp(-k / 16) for k from 0; beyond exp(-6) nothing is asked. */
const STEPS = 16;
const TABLE = Float64Array.from({ length: 6 * STEPS }, () => 0);
for (let k = 0, value = 1; k < TABLE.length; k++, value *= 0.939413062813476) TABLE[k] = value;

function longestRow({ profileCount, pairStart }: FlowProblem): number {
  let longest = 0;
  for (let p = 0; p < profileCount; p++)
    longest = Math.max(longest, (pairStart[p + 1] as number) - (pairStart[p] as number));
  return longest;
}

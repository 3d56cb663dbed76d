import { FAR, type FlowProblem } from "./flow-problem.rules.ts";
import type { ShortLists } from "./short-lists.rules.ts";

/**
 * Newton steps towards the prices where softened demand meets softened supply. Every Profile spreads its demand over its
 * listed candidates, weight exp(-(value - least value) / softness), at most one unit each; every place is offered with weight
 * 1 / (1 + exp((its cost - price) / softness)). The Jacobian of demand is a Laplacian, that of supply a diagonal, so the step
 * is found by conjugate gradients (Hestenes and Stiefel 1952) with a diagonal preconditioner. Unlike rounds that look at each
 * reviewer alone it moves whole groups of reviewers at once, and errors that many reviewers share are what makes repairs
 * long. Only the four operations and a table: every machine gets the same bits.
 */
export class NewtonPrices {
  readonly #problem: FlowProblem;
  readonly #lists: ShortLists;
  /** Per reviewer: the price now, minus `lists.snap`. */
  readonly rise: Float64Array;
  /** Shares of Profile p that are neither nought nor a whole unit: `#start[p]` up to `#start[p + 1]`. */
  readonly #start: Int32Array;
  readonly #reviewer: Int32Array;
  readonly #share: Float64Array;
  /** Per Profile: one over the sum of these shares, the one without a reviewer included. */
  readonly #perSum: Float64Array;
  /** Per reviewer: demand minus supply, the slope of supply, and the vectors of the conjugate gradients. */
  readonly #gap: Float64Array;
  readonly #slope: Float64Array;
  readonly #diagonal: Float64Array;
  readonly #step: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;
  readonly #weight: Float64Array;
  readonly #times: number;
  /** Per school: the list position of its cheapest reviewer so far, where it is of the Profile now looked at; else -1. */
  readonly #cheapestOf: Int32Array;
  /** While one Profile is spread: units still to give, and the sum of the weights left. */
  #left = 0;
  #sum = 0;

  /** @param times how many Profiles each listed one stands for */
  constructor(problem: FlowProblem, lists: ShortLists, times = 1) {
    this.#times = times;
    const { profileCount: n, reviewerCount: m } = problem;
    this.#problem = problem;
    this.#lists = lists;
    this.rise = new Float64Array(m);
    this.#start = new Int32Array(n + 1);
    this.#reviewer = new Int32Array(lists.top);
    this.#share = new Float64Array(lists.top);
    this.#perSum = new Float64Array(n);
    this.#gap = new Float64Array(m);
    this.#slope = new Float64Array(m);
    this.#diagonal = new Float64Array(m);
    this.#step = new Float64Array(m);
    this.#direction = new Float64Array(m);
    this.#image = new Float64Array(m);
    this.#weight = new Float64Array(longestList(lists));
    this.#cheapestOf = new Int32Array(problem.hasSchools ? 1 + problem.school.reduce(larger, -1) : 0).fill(-1);
  }

  /** One step; no price moves by more than `most`. Returns how many units asked for do not meet a place. */
  step(softness: number, supplySoftness: number, iterations: number, most: number): number {
    this.#gap.fill(0);
    this.#diagonal.fill(0);
    this.#spreadAll(softness);
    const unmet = this.#offer(softness, supplySoftness);
    this.#solve(softness, iterations);
    const { reviewerCount } = this.#problem;
    for (let j = 0; j < reviewerCount; j++) {
      const by = this.#step[j] as number;
      this.rise[j] = (this.rise[j] as number) + (by > most ? most : by < -most ? -most : by);
    }
    return unmet;
  }

  #spreadAll(softness: number): void {
    const { profileCount, demand } = this.#problem;
    let at = 0;
    for (let p = 0; p < profileCount; p++) {
      at = this.#spread(p, demand[p] as number, STEPS / softness, at);
      this.#start[p + 1] = at;
    }
  }

  /** Spreads the demand of one Profile; keeps what is partial from `at` on, and returns its end. */
  #spread(p: number, demand: number, perStep: number, at: number): number {
    this.#perSum[p] = 0;
    const { start, end } = this.#lists;
    if (start[p] === end[p] || demand === 0) return at;
    this.#left = demand;
    const last = this.#lastTaken(p, demand);
    const count = this.#weigh(p, last, perStep, at);
    return this.#settle(p, at, this.#takeWhole(at, count));
  }

  /** Values of the listed candidates, kept in `#weight`; the `demand`-th least of them, or what an empty place costs. */
  #lastTaken(p: number, demand: number): number {
    if (this.#problem.hasSchools) return this.#lastTakenOfSchools(p, demand);
    const { key, reviewer, start, end } = this.#lists;
    const { rise } = this;
    const weight = this.#weight;
    const first = start[p] as number;
    const length = (end[p] as number) - first;
    for (let i = 0; i < length; i++)
      weight[i] = (key[first + i] as number) + (rise[reviewer[first + i] as number] as number);
    return leastBut(weight, length, demand, this.#problem.lackCost);
  }

  /** As `#lastTaken`, but of reviewers of one school only the cheapest counts: the others get a value out of reach. */
  #lastTakenOfSchools(p: number, demand: number): number {
    const { key, reviewer, start, end } = this.#lists;
    const { school } = this.#problem;
    const { rise } = this;
    const weight = this.#weight;
    const cheapestOf = this.#cheapestOf;
    const first = start[p] as number;
    const length = (end[p] as number) - first;
    for (let i = 0; i < length; i++) {
      const j = reviewer[first + i] as number;
      const value = (key[first + i] as number) + (rise[j] as number);
      weight[i] = value;
      const place = school[j] as number;
      if (place < 0) continue;
      const before = cheapestOf[place] as number;
      if (before >= 0 && (weight[before] as number) <= value) {
        weight[i] = FAR;
        continue;
      }
      if (before >= 0) weight[before] = FAR;
      cheapestOf[place] = i;
    }
    for (let i = 0; i < length; i++) {
      const place = school[reviewer[first + i] as number] as number;
      if (place >= 0) cheapestOf[place] = -1;
    }
    return leastBut(weight, length, demand, this.#problem.lackCost);
  }

  /** Weights against the value of the last one taken; what is far below that is a whole unit at once. */
  #weigh(p: number, last: number, perStep: number, at: number): number {
    const { reviewer, start, end } = this.#lists;
    const weight = this.#weight;
    const shares = this.#share;
    const partial = this.#reviewer;
    const table = TABLE;
    const far = table.length;
    const first = start[p] as number;
    const length = (end[p] as number) - first;
    const lack = ((this.#problem.lackCost - last) * perStep) | 0;
    let sum = lack < far ? MOST_PLACES * (table[lack] as number) : 0;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const step = ((weight[i] as number) - last) * perStep;
      if (step >= far) continue;
      const j = reviewer[first + i] as number;
      if (step <= -far) {
        this.#gap[j] = (this.#gap[j] as number) + this.#times;
        this.#left--;
        continue;
      }
      const share = step >= 0 ? (table[step | 0] as number) : 1 / (table[-step | 0] as number);
      shares[at + count] = share;
      partial[at + count++] = j;
      sum += share;
    }
    this.#sum = sum;
    return count;
  }

  /** Nobody reads a Profile more than once: whoever would get a unit or more gets one, and the rest is spread on. */
  #takeWhole(at: number, count: number): number {
    const share = this.#share;
    const reviewers = this.#reviewer;
    let i = 0;
    while (i < count && this.#left > 0) {
      const each = share[at + i] as number;
      if (each * this.#left < this.#sum) {
        i++;
        continue;
      }
      const j = reviewers[at + i] as number;
      this.#gap[j] = (this.#gap[j] as number) + this.#times;
      this.#left--;
      this.#sum -= each;
      count--;
      share[at + i] = share[at + count] as number;
      reviewers[at + i] = reviewers[at + count] as number;
      i = 0;
    }
    return count;
  }

  #settle(p: number, at: number, count: number): number {
    const left = this.#left;
    if (left <= 0 || count === 0 || this.#sum <= SMALLEST_SUM) return at;
    const share = this.#share;
    const each = left / this.#sum;
    const times = this.#times;
    const perLeft = 1 / left;
    const partial = this.#reviewer;
    const gap = this.#gap;
    const diagonal = this.#diagonal;
    for (let i = at; i < at + count; i++) {
      const part = (share[i] as number) * each;
      const j = partial[i] as number;
      const asked = part * times;
      share[i] = asked;
      gap[j] = (gap[j] as number) + asked;
      diagonal[j] = (diagonal[j] as number) + asked * (1 - part * perLeft);
    }
    this.#perSum[p] = perLeft / times;
    return at + count;
  }

  /** Takes supply from the gaps and finishes the diagonal; returns the units asked for beyond supply. */
  #offer(softness: number, supplySoftness: number): number {
    const { reviewerCount, placeStart, placeCost } = this.#problem;
    const { snap } = this.#lists;
    const perStep = STEPS / supplySoftness;
    let unmet = 0;
    for (let j = 0; j < reviewerCount; j++) {
      const price = (snap[j] as number) + (this.rise[j] as number);
      const end = placeStart[j + 1] as number;
      let offered = 0;
      let slope = 0;
      for (let k = placeStart[j] as number; k < end; k++) {
        const step = (price - (placeCost[k] as number)) * perStep;
        const far = step < 0 ? -step : step;
        if (far >= TABLE.length) {
          if (step < 0) break;
          offered++;
          continue;
        }
        const small = TABLE[far | 0] as number;
        const part = 1 / (1 + small);
        offered += step < 0 ? 1 - part : part;
        slope += part * (1 - part);
      }
      const gap = (this.#gap[j] as number) - offered;
      unmet += gap > 0 ? gap : 0;
      this.#gap[j] = gap;
      this.#slope[j] = slope / supplySoftness + LEAST_SLOPE / softness;
      this.#diagonal[j] = (this.#diagonal[j] as number) / softness + (this.#slope[j] as number);
    }
    return unmet;
  }

  /** Conjugate gradients; `#gap` becomes the residual. */
  #solve(softness: number, iterations: number): void {
    const m = this.#problem.reviewerCount;
    const step = this.#step;
    const residual = this.#gap;
    const direction = this.#direction;
    const diagonal = this.#diagonal;
    const image = this.#image;
    step.fill(0);
    let rho = 0;
    for (let j = 0; j < m; j++) {
      const scaled = (residual[j] as number) / (diagonal[j] as number);
      direction[j] = scaled;
      rho += scaled * (residual[j] as number);
    }
    const enough = Math.max(1e-9, CLOSE_ENOUGH * rho);
    for (let k = 0; k < iterations && rho > enough; k++) {
      this.#apply(1 / softness);
      let along = 0;
      for (let j = 0; j < m; j++) along += (direction[j] as number) * (image[j] as number);
      if (along <= 0) return;
      const alpha = rho / along;
      let next = 0;
      for (let j = 0; j < m; j++) {
        step[j] = (step[j] as number) + alpha * (direction[j] as number);
        const r = (residual[j] as number) - alpha * (image[j] as number);
        residual[j] = r;
        next += (r * r) / (diagonal[j] as number);
      }
      const beta = next / rho;
      rho = next;
      for (let j = 0; j < m; j++)
        direction[j] = (residual[j] as number) / (diagonal[j] as number) + beta * (direction[j] as number);
    }
  }

  /** `#image` = Jacobian times `#direction`. */
  #apply(perSoftness: number): void {
    const { profileCount, reviewerCount } = this.#problem;
    const direction = this.#direction;
    const image = this.#image;
    const start = this.#start;
    const reviewers = this.#reviewer;
    const shares = this.#share;
    for (let j = 0; j < reviewerCount; j++) image[j] = (this.#slope[j] as number) * (direction[j] as number);
    for (let p = 0; p < profileCount; p++) {
      const first = start[p] as number;
      const end = start[p + 1] as number;
      if (first === end) continue;
      let mean = 0;
      for (let i = first; i < end; i++) mean += (shares[i] as number) * (direction[reviewers[i] as number] as number);
      mean *= this.#perSum[p] as number;
      for (let i = first; i < end; i++) {
        const j = reviewers[i] as number;
        image[j] = (image[j] as number) + (shares[i] as number) * perSoftness * ((direction[j] as number) - mean);
      }
    }
  }
}

function larger(a: number, b: number): number {
  return a > b ? a : b;
}

/** The `demand`-th (1 to 3) least of the first values, none above `most`. */
function leastBut(values: Float64Array, length: number, demand: number, most: number): number {
  let low = most;
  let middle = most;
  let high = most;
  for (let i = 0; i < length; i++) {
    const value = values[i] as number;
    if (value >= high) continue;
    if (value < low) {
      high = middle;
      middle = low;
      low = value;
    } else if (value < middle) {
      high = middle;
      middle = value;
    } else high = value;
  }
  return demand === 1 ? low : demand === 2 ? middle : high;
}

function longestList({ start, end }: ShortLists): number {
  let longest = 0;
  for (let p = 0; p < start.length; p++) longest = Math.max(longest, (end[p] as number) - (start[p] as number));
  return longest;
}

/** Keeps the step bounded where nothing answers to the price. */
const LEAST_SLOPE = 0.002;
const SMALLEST_SUM = 1e-9;
/** Conjugate gradients end when the squared residual has fallen to this share: the next step starts anew anyway. */
const CLOSE_ENOUGH = 0.001;
const MOST_PLACES = 3;
/** exp(-k / 16) for k from 0; beyond exp(-6) nothing is asked. */
const STEPS = 16;
const TABLE = Float64Array.from({ length: 4 * STEPS }, () => 0);
for (let k = 0, value = 1; k < TABLE.length; k++, value *= 0.939413062813476) TABLE[k] = value;

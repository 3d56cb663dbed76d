import { FAR, type FlowProblem } from "./flow-problem.rules.ts";
import type { ShortLists } from "./short-lists.rules.ts";

/** Offsets looked at to either side of a price, in grains. */
const REACH = 32;
const WIDTH = 2 * REACH + 1;
/** Candidates that count: those chosen, and as many that would be chosen if they were a little cheaper. */
const LOOKED_AT = 6;

/**
 * Rounds of clearing with hard choices: every Profile takes its cheapest candidates and says at which change of price it
 * would leave each or come to the next ones; every reviewer goes half the way to the price where demand meets places.
 */
export class Clearing {
  readonly #problem: FlowProblem;
  readonly #lists: ShortLists;
  readonly #rise: Float64Array;
  readonly #grain: number;
  readonly #demand: Int32Array;
  /** Per reviewer and offset: units that leave when the price rises to it. */
  readonly #leave: Int16Array;
  readonly #value = new Float64Array(LOOKED_AT);
  readonly #reviewer = new Int32Array(LOOKED_AT);

  constructor(problem: FlowProblem, lists: ShortLists, rise: Float64Array, grain: number) {
    this.#problem = problem;
    this.#lists = lists;
    this.#rise = rise;
    this.#grain = grain;
    this.#demand = new Int32Array(problem.reviewerCount);
    this.#leave = new Int16Array(problem.reviewerCount * WIDTH);
  }

  round(): void {
    this.#demand.fill(0);
    this.#leave.fill(0);
    for (let p = 0; p < this.#problem.profileCount; p++) this.#ask(p);
    for (let j = 0; j < this.#problem.reviewerCount; j++) this.#clear(j);
  }

  /** Lowers the price of reviewers with too few units until some come or the idle places are given back. */
  lowerIdle(): void {
    const { placeStart, placeCost, profileCount, reviewerCount } = this.#problem;
    const grain = this.#grain;
    this.#demand.fill(0);
    this.#leave.fill(0);
    for (let p = 0; p < profileCount; p++) this.#ask(p);
    for (let j = 0; j < reviewerCount; j++) {
      const first = placeStart[j] as number;
      const places = (placeStart[j + 1] as number) - first;
      const price = (this.#lists.snap[j] as number) + (this.#rise[j] as number);
      let given = 0;
      while (given < places && (placeCost[first + given] as number) < price) given++;
      let units = this.#demand[j] as number;
      if (units >= given) continue;
      const middle = j * WIDTH + REACH;
      let to = price;
      let offset = 0;
      while (units < given && offset > -REACH) {
        units += this.#leave[middle + offset] as number;
        offset--;
        to = price + offset * grain;
        while (given > 0 && (placeCost[first + given - 1] as number) >= to) given--;
      }
      while (units < given) {
        given--;
        to = placeCost[first + given] as number;
      }
      this.#rise[j] = Math.max(0, to) - (this.#lists.snap[j] as number);
    }
  }

  #ask(p: number): void {
    const wanted = this.#problem.demand[p] as number;
    if (wanted === 0) return;
    const length = this.#cheapest(p);
    const value = this.#value;
    const last = length >= wanted ? (value[wanted - 1] as number) : this.#problem.lackCost;
    const next = length > wanted ? (value[wanted] as number) : this.#problem.lackCost;
    for (let i = 0; i < length; i++) {
      const j = this.#reviewer[i] as number;
      const here = value[i] as number;
      const middle = j * WIDTH + REACH;
      if (i < wanted) {
        this.#demand[j] = (this.#demand[j] as number) + 1;
        const offset = Math.floor((next - here) / this.#grain);
        if (offset <= REACH) this.#leave[middle + offset] = (this.#leave[middle + offset] as number) + 1;
      } else {
        const offset = Math.floor((here - last) / this.#grain);
        if (offset < REACH) this.#leave[middle - offset] = (this.#leave[middle - offset] as number) + 1;
      }
    }
  }

  #cheapest(p: number): number {
    const { reviewer, key, start, end } = this.#lists;
    const rise = this.#rise;
    const values = this.#value;
    const reviewers = this.#reviewer;
    const to = end[p] as number;
    let length = 0;
    let limit = this.#problem.lackCost;
    for (let at = start[p] as number; at < to; at++) {
      const j = reviewer[at] as number;
      const value = (key[at] as number) + (rise[j] as number);
      if (value >= limit) continue;
      let i = length < LOOKED_AT ? length++ : LOOKED_AT - 1;
      for (; i > 0 && (values[i - 1] as number) > value; i--) {
        values[i] = values[i - 1] as number;
        reviewers[i] = reviewers[i - 1] as number;
      }
      values[i] = value;
      reviewers[i] = j;
      if (length === LOOKED_AT) limit = values[LOOKED_AT - 1] as number;
    }
    return length;
  }

  #clear(j: number): void {
    const { placeStart, placeCost } = this.#problem;
    const grain = this.#grain;
    const first = placeStart[j] as number;
    const places = (placeStart[j + 1] as number) - first;
    const price = (this.#lists.snap[j] as number) + (this.#rise[j] as number);
    const cost = (k: number) => (k < places ? (placeCost[first + k] as number) : FAR);
    const middle = j * WIDTH + REACH;
    let units = this.#demand[j] as number;
    let given = 0;
    while (cost(given) <= price) given++;
    let offset = 0;
    if (units > given) {
      while (offset < REACH && units > given) {
        offset++;
        units -= this.#leave[middle + offset] as number;
        while (cost(given) <= price + offset * grain) given++;
      }
    } else {
      while (given > 0 && cost(given - 1) >= price) given--;
      while (offset > -REACH && units < given) {
        units += this.#leave[middle + offset] as number;
        offset--;
        while (given > 0 && cost(given - 1) >= price + offset * grain) given--;
      }
    }
    if (offset === 0) return;
    const half = (offset > 0 ? Math.ceil(offset / 2) : Math.floor(offset / 2)) * (Math.abs(offset) === REACH ? 2 : 1);
    this.#rise[j] = Math.max(-(this.#lists.snap[j] as number), (this.#rise[j] as number) + half * grain);
  }
}

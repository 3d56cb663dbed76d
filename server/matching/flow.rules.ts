import { FAR, type FlowProblem, NEVER } from "./flow-problem.rules.ts";
import { lengthenList, type ShortLists } from "./short-lists.rules.ts";

/** A Profile has at most this many open places; its units are `4 * profile` and up, so that `unit >> 2` is the Profile. */
export const MOST_UNITS = 3;

/**
 * An assignment that is optimal for its prices, but perhaps not feasible yet. Kept at all times:
 *
 * - Profile side: with value = pair cost + the reviewer's price, no used pair of a Profile is worth more than an unused one
 *   that it may use instead (of a school with none of its reviewers, or of the same school), nor more than `lackCost + tau`
 *   while places may stay empty; and no unused one is worth less than `lackCost + tau` where places are empty.
 * - Reviewer side: `taken[j]` places of reviewer j cost at most `price[j] - tau`, the next at least that.
 *
 * `excess[j]` is the number of units at j beyond (or, negative, short of) the places taken; `spare` is how many more places
 * have to be taken in all. When every excess is 0 the assignment is a minimum-cost flow (complementary slackness; Ahuja,
 * Magnanti and Orlin, Network Flows, 1993, theorem 9.4). Prices (`snap + rise`) and `tau` only rise.
 */
export class Flow {
  readonly problem: FlowProblem;
  readonly lists: ShortLists;
  /** Per reviewer: how far the price has risen above `lists.snap`. */
  readonly rise: Float64Array;
  /** Price of the sink: what one more place costs everybody alike. */
  tau = 0;
  /** Per unit: its reviewer or -1, and its pair's key (cost + snap). */
  readonly unitReviewer: Int32Array;
  readonly unitKey: Float64Array;
  /** Per unit: neighbours in the list of its reviewer's units; `first` per reviewer. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly first: Int32Array;
  readonly taken: Int32Array;
  readonly excess: Int32Array;
  /** Per Profile: places that stay empty. */
  readonly lacking: Int32Array;
  /** Per reviewer: cost of the next place minus the price (add `tau`); FAR when full. */
  readonly toSink: Float64Array;
  /** Per reviewer: open places; 0 once released. */
  readonly places: Int32Array;
  /** Sum of all excess. */
  spare = 0;
  /** While a change is repaired: every unit that moved, and the reviewer it had. */
  journal: number[] | null = null;
  /** While a change is repaired: every reviewer whose price rose. */
  risen: number[] | null = null;

  constructor(problem: FlowProblem, lists: ShortLists) {
    const { profileCount: n, reviewerCount: m } = problem;
    this.problem = problem;
    this.lists = lists;
    this.rise = new Float64Array(m);
    this.unitReviewer = new Int32Array(4 * n).fill(-1);
    this.unitKey = new Float64Array(4 * n);
    this.next = new Int32Array(4 * n);
    this.previous = new Int32Array(4 * n);
    this.first = new Int32Array(m).fill(-1);
    this.taken = new Int32Array(m);
    this.excess = new Int32Array(m);
    this.lacking = new Int32Array(n);
    this.toSink = new Float64Array(m);
    const { placeStart } = problem;
    this.places = Int32Array.from({ length: m }, (_, j) => (placeStart[j + 1] as number) - (placeStart[j] as number));
  }

  price(reviewer: number): number {
    return (this.lists.snap[reviewer] as number) + (this.rise[reviewer] as number);
  }

  link(unit: number, reviewer: number, key: number): void {
    const head = this.first[reviewer] as number;
    if (this.unitReviewer[unit] === -1) this.journal?.push(unit, -1);
    this.next[unit] = head;
    this.previous[unit] = -1;
    if (head >= 0) this.previous[head] = unit;
    this.first[reviewer] = unit;
    this.unitReviewer[unit] = reviewer;
    this.unitKey[unit] = key;
  }

  unlink(unit: number): void {
    const before = this.previous[unit] as number;
    const after = this.next[unit] as number;
    this.journal?.push(unit, this.unitReviewer[unit] as number);
    if (before >= 0) this.next[before] = after;
    else this.first[this.unitReviewer[unit] as number] = after;
    if (after >= 0) this.previous[after] = before;
    this.unitReviewer[unit] = -1;
  }

  /** One place more (1) or fewer (-1) of the reviewer counts as taken. */
  take(reviewer: number, by: 1 | -1): void {
    this.taken[reviewer] = (this.taken[reviewer] as number) + by;
    this.renewSink(reviewer);
  }

  renewSink(reviewer: number): void {
    const { placeStart, placeCost } = this.problem;
    const next = (placeStart[reviewer] as number) + (this.taken[reviewer] as number);
    const isFull = (this.taken[reviewer] as number) >= (this.places[reviewer] as number);
    this.toSink[reviewer] = isFull ? FAR : (placeCost[next] as number) - this.price(reviewer);
  }

  /** What giving the last taken place back would save, against the price: never below 0. */
  fromSink(reviewer: number): number {
    const { placeStart, placeCost } = this.problem;
    const last = (placeStart[reviewer] as number) + (this.taken[reviewer] as number) - 1;
    return this.price(reviewer) - this.tau - (placeCost[last] as number);
  }

  /** Whether a Profile may give one more unit to this reviewer, leaving `instead` out of account. */
  mayUse(profile: number, reviewer: number, instead: number): boolean {
    const school = this.problem.school[reviewer] as number;
    for (let unit = 4 * profile; unit < 4 * profile + MOST_UNITS; unit++) {
      const other = this.unitReviewer[unit] as number;
      if (other === reviewer) return false;
      if (other >= 0 && unit !== instead && school >= 0 && this.problem.school[other] === school) return false;
    }
    return true;
  }

  /** Gives every Profile its cheapest candidates at the present prices, even where that overfills or leaves short. */
  placeAll(): void {
    const { profileCount, reviewerCount, demand } = this.problem;
    for (let j = 0; j < reviewerCount; j++) this.#takePlaces(j);
    for (let p = 0; p < profileCount; p++) {
      for (let k = 0; k < (demand[p] as number); k++) this.placeUnit(4 * p + k);
    }
  }

  /**
   * Gives a unit without a reviewer to the cheapest candidate, or leaves it without: exact in either case. Among equally cheap
   * ones a reviewer short of units goes first, then one with a place at the price.
   */
  placeUnit(unit: number): void {
    const profile = unit >> 2;
    const { lists, problem, rise } = this;
    const mayLack = (this.lacking[profile] as number) < (problem.mayLack[profile] as number);
    let least = mayLack ? problem.lackCost + this.tau : NEVER;
    let chosen = -1;
    let chosenKey = 0;
    let at = lists.start[profile] as number;
    for (;;) {
      const end = lists.end[profile] as number;
      for (; at < end; at++) {
        const key = lists.key[at] as number;
        if (key > least) break;
        const j = lists.reviewer[at] as number;
        const value = key + (rise[j] as number);
        if (value > least || (value === least && (chosen < 0 || this.#crowding(j) >= this.#crowding(chosen)))) continue;
        if (!this.mayUse(profile, j, unit)) continue;
        least = value;
        chosen = j;
        chosenKey = key;
      }
      if (at < end || (lists.rest[profile] as number) >= least) break;
      at = lengthenList(lists, problem, profile);
    }
    if (chosen < 0) {
      if (!mayLack) throw new RangeError(`Profile ${profile} has too few candidates`);
      this.lacking[profile] = (this.lacking[profile] as number) + 1;
      return;
    }
    this.link(unit, chosen, chosenKey);
    this.excess[chosen] = (this.excess[chosen] as number) + 1;
    this.spare++;
    if ((this.excess[chosen] as number) <= 0 || (this.toSink[chosen] as number) + this.tau > 0) return;
    this.take(chosen, 1);
    this.excess[chosen] = (this.excess[chosen] as number) - 1;
    this.spare--;
  }

  /** 0: short of units; 1: has a place at the price; 2 and more: neither, and by how much. */
  #crowding(j: number): number {
    const excess = this.excess[j] as number;
    if (excess < 0) return 0;
    return (this.toSink[j] as number) + this.tau === 0 ? 1 : 2 + excess;
  }

  /** Takes the places that cost less than the price. */
  #takePlaces(j: number): void {
    const { placeStart, placeCost } = this.problem;
    const first = placeStart[j] as number;
    const places = this.places[j] as number;
    const price = this.price(j) - this.tau;
    let taken = 0;
    while (taken < places && (placeCost[first + taken] as number) < price) taken++;
    this.taken[j] = taken;
    this.excess[j] = -taken;
    this.spare -= taken;
    this.renewSink(j);
  }
}

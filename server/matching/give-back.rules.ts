import type { Flow } from "./flow.rules.ts";
import { FAR, NEVER } from "./flow-problem.rules.ts";
import { Heap } from "./heap.rules.ts";
import { lowerKey } from "./short-lists.rules.ts";

/**
 * Gives a place back that stands empty after a decline: the shortest path from the sink to the reviewer, searched from the
 * reviewer's end, with prices near them falling instead of all others rising. Together with a `PathSearch` from where the
 * declined review went, this looks at two small neighbourhoods instead of one large one: pushing along shortest paths
 * between any two nodes keeps a flow optimal for its prices (Ahuja, Magnanti and Orlin, section 9.7).
 */
export class GiveBack {
  readonly #flow: Flow;
  readonly #heap: Heap;
  /** Per reviewer the Profiles of their pairs, in rising order, and the costs, as in `FlowProblem.pairCost`. */
  readonly #start: Int32Array;
  readonly #profile: Int32Array;
  readonly #cost: Float64Array;
  /** Per Profile: no unit of it is worth more (`follow` keeps it so); Infinity where one is empty or nobody looked yet. */
  readonly #dearest: Float64Array;
  /**
   * Per Profile, while searching: the least arrival (distance and price of a reviewer and cost of the pair) from which all
   * its units were looked at.
   */
  readonly #entry: Float64Array;
  readonly #entered: number[] = [];
  /** Per reviewer: distance to the start, the unit that moves away from them on the way there, and to whom. */
  readonly #distance: Float64Array;
  readonly #unit: Int32Array;
  readonly #to: Int32Array;
  readonly #met: number[] = [];
  readonly #settled: number[] = [];
  /** The sink: its distance, and what it gives: a place of a reviewer, or an empty unit that the reviewer takes. */
  #best = NEVER;
  #giver = -1;
  #emptyUnit = -1;
  steps = 0;

  constructor(flow: Flow) {
    const { profileCount, reviewerCount, pairStart, pairReviewer, pairCost } = flow.problem;
    this.#flow = flow;
    this.#heap = new Heap(reviewerCount + 64);
    this.#start = new Int32Array(reviewerCount + 1);
    this.#profile = new Int32Array(pairReviewer.length);
    this.#cost = new Float64Array(pairReviewer.length);
    this.#dearest = new Float64Array(profileCount).fill(Number.POSITIVE_INFINITY);
    this.#entry = new Float64Array(profileCount).fill(FAR);
    this.#distance = new Float64Array(reviewerCount).fill(FAR);
    this.#unit = new Int32Array(reviewerCount);
    this.#to = new Int32Array(reviewerCount);
    const start = this.#start;
    for (let e = 0; e < pairReviewer.length; e++) {
      const j = pairReviewer[e] as number;
      start[j + 1] = (start[j + 1] as number) + 1;
    }
    for (let j = 0; j < reviewerCount; j++) start[j + 1] = (start[j + 1] as number) + (start[j] as number);
    const at = start.slice();
    for (let p = 0; p < profileCount; p++)
      for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) {
        const j = pairReviewer[e] as number;
        const k = at[j] as number;
        at[j] = k + 1;
        this.#profile[k] = p;
        this.#cost[k] = pairCost[e] as number;
      }
  }

  /** The pair's cost in the problem was changed. */
  changeCost(profile: number, reviewer: number, cost: number): void {
    this.#cost[
      firstAtLeast(this.#profile, this.#start[reviewer] as number, this.#start[reviewer + 1] as number, profile)
    ] = cost;
  }

  /** The unit may have moved since the last search, or its reviewer's price risen. */
  follow(unit: number): void {
    const { unitReviewer, unitKey, rise } = this.#flow;
    const j = unitReviewer[unit] as number;
    const value = j < 0 ? Number.POSITIVE_INFINITY : (unitKey[unit] as number) + (rise[j] as number);
    if (value > (this.#dearest[unit >> 2] as number)) this.#dearest[unit >> 2] = value;
  }

  /** The reviewer has one unit fewer than places taken; afterwards nobody has on that account. Every unit has been placed. */
  giveBack(reviewer: number): void {
    const flow = this.#flow;
    this.#best = NEVER;
    this.#giver = -1;
    this.#emptyUnit = -1;
    this.#meet(reviewer, 0, -1, -1);
    const heap = this.#heap;
    while (heap.size > 0 && (heap.keys[0] as number) < this.#best) {
      const distance = heap.keys[0] as number;
      const j = heap.pop();
      if (distance !== this.#distance[j]) continue;
      this.#settled.push(j);
      this.#lookBack(j, distance);
    }
    this.#lowerPrices();
    this.#move();
    flow.excess[reviewer] = (flow.excess[reviewer] as number) + 1;
    flow.spare++;
    this.#forget();
  }

  #meet(j: number, distance: number, unit: number, to: number): void {
    const flow = this.#flow;
    if (this.#distance[j] === FAR) this.#met.push(j);
    this.#distance[j] = distance;
    this.#unit[j] = unit;
    this.#to[j] = to;
    this.#heap.push(distance, j);
    if ((flow.taken[j] as number) === 0) return;
    const through = distance + flow.fromSink(j);
    if (through >= this.#best) return;
    this.#best = through;
    this.#giver = j;
    this.#emptyUnit = -1;
  }

  /** Whose units could move to this reviewer: any unit of their Profiles, an empty one too. */
  #lookBack(j: number, distance: number): void {
    const profile = this.#profile;
    const cost = this.#cost;
    const dearest = this.#dearest;
    const entry = this.#entry;
    const start = distance + this.#flow.price(j);
    let limit = this.#best - start;
    const end = this.#start[j + 1] as number;
    for (let k = this.#start[j] as number; k < end; k++) {
      const p = profile[k] as number;
      if ((cost[k] as number) - (dearest[p] as number) >= limit) continue;
      const arrival = start + (cost[k] as number);
      if (arrival >= (entry[p] as number)) continue;
      this.#lookThrough(p, j, arrival);
      limit = this.#best - start;
    }
  }

  /** Every unit of the Profile that may move to the reviewer; where all may, a later arrival has to come cheaper. */
  #lookThrough(profile: number, j: number, arrival: number): void {
    const flow = this.#flow;
    const { problem, unitReviewer, unitKey, rise, tau } = flow;
    const last = 4 * profile + (problem.demand[profile] as number);
    for (let unit = 4 * profile; unit < last; unit++) if (unitReviewer[unit] === j) return;
    let isOpen = true;
    let dearest = 0;
    for (let unit = 4 * profile; unit < last; unit++) {
      const from = unitReviewer[unit] as number;
      const value = from < 0 ? problem.lackCost + tau : (unitKey[unit] as number) + (rise[from] as number);
      dearest = Math.max(dearest, from < 0 ? Number.POSITIVE_INFINITY : value);
      const found = arrival - value;
      if (found >= this.#best || (from >= 0 && found >= (this.#distance[from] as number))) continue;
      if (!flow.mayUse(profile, j, unit)) isOpen = false;
      else if (from >= 0) this.#meet(from, found, unit, j);
      else {
        this.#best = found;
        this.#giver = j;
        this.#emptyUnit = unit;
      }
    }
    this.#dearest[profile] = dearest;
    if (!isOpen) return;
    if (this.#entry[profile] === FAR) this.#entered.push(profile);
    this.#entry[profile] = arrival;
  }

  #lowerPrices(): void {
    for (const j of this.#settled) {
      const by = this.#best - (this.#distance[j] as number);
      if (by > 0) this.#lower(j, by);
    }
  }

  /** A price that rose since the lists were made falls without touching them; below that every list has to know. */
  #lower(j: number, by: number): void {
    const { rise, toSink, lists, first, next, unitKey } = this.#flow;
    if ((toSink[j] as number) < FAR) toSink[j] = (toSink[j] as number) + by;
    const risen = Math.min(by, rise[j] as number);
    rise[j] = (rise[j] as number) - risen;
    const below = by - risen;
    if (below === 0) return;
    lists.snap[j] = (lists.snap[j] as number) - below;
    for (let unit = first[j] as number; unit >= 0; unit = next[unit] as number)
      unitKey[unit] = (unitKey[unit] as number) - below;
    const price = lists.snap[j] as number;
    const profile = this.#profile;
    const cost = this.#cost;
    const { rest } = lists;
    const end = this.#start[j + 1] as number;
    for (let k = this.#start[j] as number; k < end; k++) {
      const lowered = (cost[k] as number) + price;
      if (lowered < (rest[profile[k] as number] as number)) lowerKey(lists, profile[k] as number, lowered);
    }
  }

  #move(): void {
    const flow = this.#flow;
    let j = this.#giver;
    if (j < 0) throw new RangeError("Nobody can give a place back");
    if (this.#emptyUnit >= 0) {
      this.#link(this.#emptyUnit, j);
      const profile = this.#emptyUnit >> 2;
      flow.lacking[profile] = (flow.lacking[profile] as number) - 1;
    } else flow.take(j, -1);
    while ((this.#to[j] as number) >= 0) {
      const unit = this.#unit[j] as number;
      const to = this.#to[j] as number;
      flow.unlink(unit);
      this.#link(unit, to);
      j = to;
    }
  }

  #link(unit: number, reviewer: number): void {
    const { problem, lists } = this.#flow;
    const profile = unit >> 2;
    const pair = firstAtLeast(
      problem.pairReviewer,
      problem.pairStart[profile] as number,
      problem.pairStart[profile + 1] as number,
      reviewer,
    );
    this.#flow.link(unit, reviewer, (problem.pairCost[pair] as number) + (lists.snap[reviewer] as number));
    this.follow(unit);
  }

  #forget(): void {
    this.steps += this.#settled.length;
    for (const j of this.#met) this.#distance[j] = FAR;
    for (const p of this.#entered) this.#entry[p] = FAR;
    this.#entered.length = 0;
    this.#met.length = 0;
    this.#settled.length = 0;
    this.#heap.clear();
  }
}

/** The first position from `low` up to `high` whose number is not less than `least`; the numbers rise. */
function firstAtLeast(numbers: Int32Array, low: number, high: number, least: number): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((numbers[middle] as number) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}

import type { Flow } from "./flow.rules.ts";
import { FAR, NEVER, NO_PAIR } from "./flow-problem.rules.ts";
import { Heap } from "./heap.rules.ts";
import { lowerKey } from "./short-lists.rules.ts";

/** The share of a reviewer's Profiles that are not tall, told from a sample of so many. */
const LOW_SHARE = 0.9;
const SAMPLED = 64;
/** Units of cost by which a Profile's ceiling stands above what it was lifted for. */
const ROOM = 2;

/**
 * Gives a place back that stands empty after a decline: the shortest path from the sink to the reviewer, searched from the
 * reviewer's end, with prices near them falling instead of all others rising. Together with a `PathSearch` from where the
 * declined review went, this looks at two small neighbourhoods instead of one large one: pushing along shortest paths
 * between any two nodes keeps a flow optimal for its prices (Ahuja, Magnanti and Orlin, section 9.7).
 */
export class GiveBack {
  readonly #flow: Flow;
  readonly #heap: Heap;
  /**
   * Per reviewer the Profiles of their pairs and the costs, as in `FlowProblem.pairCost`: up to `#tallEnd` the tall Profiles,
   * then the others, the cheapest first.
   */
  readonly #start: Int32Array;
  readonly #tallEnd: Int32Array;
  readonly #profile: Int32Array;
  readonly #cost: Float64Array;
  /** Per Profile: no unit of it is worth more (`follow` keeps it so); Infinity where one is empty. */
  readonly #dearest: Float64Array;
  /** Per Profile: neither a unit nor what its list knows is worth more; and what that was at first. */
  readonly #ceiling: Float64Array;
  readonly #firstCeiling: Float64Array;
  /** Per reviewer: Profiles whose first ceiling is higher than this are tall; and the highest ceiling of the others. */
  readonly #tall: Float64Array;
  readonly #highest: Float64Array;
  /**
   * Per Profile, while searching: the least arrival (distance and price of a reviewer and cost of the pair) from which all
   * its units were looked at.
   */
  readonly #entry: Float64Array;
  readonly #entered: Int32Array;
  #enteredCount = 0;
  /** Per reviewer: distance to the start, the unit that moves away from them on the way there, and to whom. */
  readonly #distance: Float64Array;
  readonly #unit: Int32Array;
  readonly #to: Int32Array;
  readonly #met: Int32Array;
  #metCount = 0;
  /** Reviewers in the order they were settled, and up to where in `#near` their pairs reach. */
  readonly #settled: Int32Array;
  readonly #nearEnd: Int32Array;
  #settledCount = 0;
  /** Pairs that their Profile's list may have to know of once the reviewer's price has fallen. */
  readonly #near: Int32Array;
  #nearCount = 0;
  /** The sink: its distance, and what it gives: a place of a reviewer, or an empty unit that the reviewer takes. */
  #best = NEVER;
  #giver = -1;
  #emptyUnit = -1;

  /** @param flow with every unit placed */
  constructor(flow: Flow) {
    const { profileCount, reviewerCount, pairReviewer } = flow.problem;
    this.#flow = flow;
    this.#heap = new Heap(reviewerCount + 64);
    this.#start = new Int32Array(reviewerCount + 1);
    this.#profile = new Int32Array(pairReviewer.length);
    this.#cost = new Float64Array(pairReviewer.length);
    this.#dearest = new Float64Array(profileCount).fill(Number.NEGATIVE_INFINITY);
    this.#ceiling = new Float64Array(profileCount).fill(Number.NEGATIVE_INFINITY);
    this.#firstCeiling = new Float64Array(profileCount);
    this.#tall = new Float64Array(reviewerCount).fill(Number.NEGATIVE_INFINITY);
    this.#tallEnd = new Int32Array(reviewerCount);
    this.#highest = new Float64Array(reviewerCount).fill(Number.NEGATIVE_INFINITY);
    this.#entry = new Float64Array(profileCount).fill(FAR);
    this.#entered = new Int32Array(profileCount);
    this.#distance = new Float64Array(reviewerCount).fill(FAR);
    this.#met = new Int32Array(reviewerCount);
    this.#settled = new Int32Array(reviewerCount);
    this.#nearEnd = new Int32Array(reviewerCount);
    this.#near = new Int32Array(pairReviewer.length);
    this.#unit = new Int32Array(reviewerCount);
    this.#to = new Int32Array(reviewerCount);
    this.#turnPairs();
    for (let p = 0; p < profileCount; p++) {
      for (let k = 0; k < (flow.problem.demand[p] as number); k++) this.follow(4 * p + k);
      this.followList(p);
    }
    this.#firstCeiling.set(this.#ceiling);
    for (let j = 0; j < reviewerCount; j++) this.#partTall(j);
  }

  /** A few Profiles are much dearer than most of a reviewer's: they go to the front, so that the others have a low ceiling. */
  #partTall(j: number): void {
    const start = this.#start[j] as number;
    const profiles = this.#profile.slice(start, this.#start[j + 1]);
    const costs = this.#cost.slice(start, this.#start[j + 1]);
    const ceilingOf = (k: number): number => this.#ceiling[profiles[k] as number] as number;
    const step = Math.ceil(profiles.length / SAMPLED);
    const sample = Float64Array.from({ length: Math.floor(profiles.length / step) || 0 }, (_, i) =>
      ceilingOf(i * step),
    );
    const tall = sample.sort()[Math.floor(sample.length * LOW_SHARE)] ?? Number.POSITIVE_INFINITY;
    let at = start;
    const take = (isTall: boolean): void => {
      for (let k = 0; k < profiles.length; k++) {
        const ceiling = ceilingOf(k);
        if (ceiling > tall !== isTall) continue;
        this.#profile[at] = profiles[k] as number;
        this.#cost[at++] = costs[k] as number;
        if (!isTall && ceiling > (this.#highest[j] as number)) this.#highest[j] = ceiling;
      }
    };
    take(true);
    this.#tallEnd[j] = at;
    take(false);
    this.#tall[j] = tall;
  }

  /** From pairs by Profile to usable pairs by reviewer, the cheapest first. */
  #turnPairs(): void {
    const { profileCount, reviewerCount, pairStart, pairReviewer, pairCost } = this.#flow.problem;
    const profileOf = new Int32Array(pairReviewer.length);
    for (let p = 0; p < profileCount; p++) profileOf.fill(p, pairStart[p], pairStart[p + 1]);
    const usable = cheapestFirst(pairCost);
    const start = this.#start;
    for (const e of usable) {
      const j = pairReviewer[e] as number;
      start[j + 1] = (start[j + 1] as number) + 1;
    }
    for (let j = 0; j < reviewerCount; j++) start[j + 1] = (start[j + 1] as number) + (start[j] as number);
    const at = start.slice();
    for (const e of usable) {
      const j = pairReviewer[e] as number;
      const k = at[j] as number;
      at[j] = k + 1;
      this.#profile[k] = profileOf[e] as number;
      this.#cost[k] = pairCost[e] as number;
    }
  }

  /**
   * The pair's cost in the problem was changed: by one, which leaves the order of costs as it is, or for good to `NO_PAIR`.
   * A pair that never was usable has no place here.
   */
  changeCost(profile: number, reviewer: number, cost: number): void {
    const start = this.#start[reviewer] as number;
    const at = this.#profile.subarray(start, this.#start[reviewer + 1]).indexOf(profile);
    if (at >= 0) this.#cost[start + at] = cost;
  }

  /** The unit may have moved since the last search, or its reviewer's price risen. */
  follow(unit: number): void {
    const { unitReviewer, unitKey, rise } = this.#flow;
    const j = unitReviewer[unit] as number;
    const value = j < 0 ? Number.POSITIVE_INFINITY : (unitKey[unit] as number) + (rise[j] as number);
    if (value <= (this.#dearest[unit >> 2] as number)) return;
    this.#dearest[unit >> 2] = value;
    this.#lift(unit >> 2, value);
  }

  /** The Profile's list was made anew. One that has everybody knows of nobody dearer than its last. */
  followList(profile: number): void {
    const { rest, key, start, end } = this.#flow.lists;
    const last = end[profile] as number;
    if (rest[profile] !== Number.POSITIVE_INFINITY) this.#lift(profile, rest[profile] as number);
    else if (last > (start[profile] as number)) this.#lift(profile, key[last - 1] as number);
  }

  /** With some room above, so that small changes of prices do not go round all the Profile's reviewers each time. */
  #lift(profile: number, value: number): void {
    if (value <= (this.#ceiling[profile] as number)) return;
    const { pairStart, pairReviewer, scale } = this.#flow.problem;
    const ceiling = value + ROOM * scale;
    this.#ceiling[profile] = ceiling;
    const first = this.#firstCeiling[profile] as number;
    const end = pairStart[profile + 1] as number;
    for (let e = pairStart[profile] as number; e < end; e++) {
      const j = pairReviewer[e] as number;
      if (ceiling > (this.#highest[j] as number) && first <= (this.#tall[j] as number)) this.#highest[j] = ceiling;
    }
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
      this.#lookBack(j, distance);
      this.#nearEnd[this.#settledCount] = this.#nearCount;
      this.#settled[this.#settledCount++] = j;
    }
    this.#lowerPrices();
    this.#move();
    flow.excess[reviewer] = (flow.excess[reviewer] as number) + 1;
    flow.spare++;
    this.#forget();
  }

  #meet(j: number, distance: number, unit: number, to: number): void {
    const flow = this.#flow;
    if (this.#distance[j] === FAR) this.#met[this.#metCount++] = j;
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

  /** Whose units could move to this reviewer: any unit of their Profiles, an empty one too. Keeps which lists are near. */
  #lookBack(j: number, distance: number): void {
    const profile = this.#profile;
    const cost = this.#cost;
    const dearest = this.#dearest;
    const entry = this.#entry;
    const start = distance + this.#flow.price(j);
    const near = this.#near;
    let nearCount = this.#nearCount;
    const { rest } = this.#flow.lists;
    const highest = this.#highest[j] as number;
    let limit = this.#best - start;
    const end = this.#start[j + 1] as number;
    const tallEnd = this.#tallEnd[j] as number;
    for (let k = this.#start[j] as number; k < end; k++) {
      const p = profile[k] as number;
      const least = (cost[k] as number) - limit;
      // Pairs of one cost differ by one at most, for a change (`FlowProblem.scale`).
      if (least > highest && k >= tallEnd && (cost[k] as number) < NO_PAIR) break;
      if (least < (rest[p] as number)) near[nearCount++] = k;
      if (least >= (dearest[p] as number)) continue;
      const arrival = start + (cost[k] as number);
      if (arrival >= (entry[p] as number)) continue;
      this.#lookThrough(p, j, arrival);
      limit = this.#best - start;
    }
    this.#nearCount = nearCount;
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
    if (this.#entry[profile] === FAR) this.#entered[this.#enteredCount++] = profile;
    this.#entry[profile] = arrival;
  }

  #lowerPrices(): void {
    let from = 0;
    for (let i = 0; i < this.#settledCount; i++) {
      const j = this.#settled[i] as number;
      const to = this.#nearEnd[i] as number;
      const by = this.#best - (this.#distance[j] as number);
      if (by > 0) this.#lower(j, by, from, to);
      from = to;
    }
  }

  /**
   * A price that rose since the lists were made falls without touching them; below that the lists have to know. A pair that
   * was not near when its reviewer was settled is no cheaper than the bound now: the distance to the sink only fell since.
   */
  #lower(j: number, by: number, from: number, to: number): void {
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
    for (let i = from; i < to; i++) {
      const k = this.#near[i] as number;
      lowerKey(lists, this.#profile[k] as number, j, (this.#cost[k] as number) + price);
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
    for (let i = 0; i < this.#metCount; i++) this.#distance[this.#met[i] as number] = FAR;
    for (let i = 0; i < this.#enteredCount; i++) this.#entry[this.#entered[i] as number] = FAR;
    this.#metCount = 0;
    this.#enteredCount = 0;
    this.#settledCount = 0;
    this.#nearCount = 0;
    this.#heap.clear();
  }
}

/** The pairs that may be used, from the cheapest on. */
function cheapestFirst(pairCost: Float64Array): Int32Array {
  const costs = [...new Set(pairCost)].filter((cost) => cost < NO_PAIR).sort((a, b) => a - b);
  const rankOf = new Map(costs.map((cost, rank) => [cost, rank]));
  const start = new Int32Array(costs.length + 1);
  const ranks = Int32Array.from(pairCost, (cost) => rankOf.get(cost) ?? -1);
  for (const rank of ranks) if (rank >= 0) start[rank + 1] = (start[rank + 1] as number) + 1;
  for (let rank = 0; rank < costs.length; rank++)
    start[rank + 1] = (start[rank + 1] as number) + (start[rank] as number);
  const pairs = new Int32Array(start[costs.length] as number);
  for (let e = 0; e < ranks.length; e++) {
    const rank = ranks[e] as number;
    if (rank < 0) continue;
    const at = start[rank] as number;
    start[rank] = at + 1;
    pairs[at] = e;
  }
  return pairs;
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

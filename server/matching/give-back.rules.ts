import type { Flow } from "./flow.rules.ts";
import { FAR, NEVER, NO_PAIR } from "./flow-problem.rules.ts";
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
  /** Per reviewer its pairs, with their Profiles. */
  readonly #start: Int32Array;
  readonly #pair: Int32Array;
  readonly #profile: Int32Array;
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
    const { profileCount, reviewerCount, pairStart, pairReviewer } = flow.problem;
    this.#flow = flow;
    this.#heap = new Heap(reviewerCount + 64);
    this.#start = new Int32Array(reviewerCount + 1);
    this.#pair = new Int32Array(pairReviewer.length);
    this.#profile = new Int32Array(pairReviewer.length);
    this.#distance = new Float64Array(reviewerCount).fill(FAR);
    this.#unit = new Int32Array(reviewerCount);
    this.#to = new Int32Array(reviewerCount);
    const start = this.#start;
    for (const j of pairReviewer) start[j + 1] = (start[j + 1] as number) + 1;
    for (let j = 0; j < reviewerCount; j++) start[j + 1] = (start[j + 1] as number) + (start[j] as number);
    const at = start.slice();
    for (let p = 0; p < profileCount; p++)
      for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) {
        const j = pairReviewer[e] as number;
        const k = at[j] as number;
        at[j] = k + 1;
        this.#pair[k] = e;
        this.#profile[k] = p;
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
    const flow = this.#flow;
    const { problem, unitReviewer, unitKey, rise } = flow;
    const price = flow.price(j);
    const end = this.#start[j + 1] as number;
    for (let k = this.#start[j] as number; k < end; k++) {
      const cost = problem.pairCost[this.#pair[k] as number] as number;
      if (cost === NO_PAIR) continue;
      const profile = this.#profile[k] as number;
      const arrival = distance + cost + price;
      const last = 4 * profile + (problem.demand[profile] as number);
      for (let unit = 4 * profile; unit < last; unit++) {
        const from = unitReviewer[unit] as number;
        if (from === j) break;
        const found =
          arrival - (from < 0 ? problem.lackCost + flow.tau : (unitKey[unit] as number) + (rise[from] as number));
        if (found >= this.#best || (from >= 0 && found >= (this.#distance[from] as number))) continue;
        if (!flow.mayUse(profile, j, unit)) continue;
        if (from >= 0) this.#meet(from, found, unit, j);
        else {
          this.#best = found;
          this.#giver = j;
          this.#emptyUnit = unit;
        }
      }
    }
  }

  #lowerPrices(): void {
    for (const j of this.#settled) {
      const by = this.#best - (this.#distance[j] as number);
      if (by > 0) this.#lower(j, by);
    }
  }

  /** A price that rose since the lists were made falls without touching them; below that every list has to know. */
  #lower(j: number, by: number): void {
    const { rise, toSink, lists, problem, first, next, unitKey } = this.#flow;
    if ((toSink[j] as number) < FAR) toSink[j] = (toSink[j] as number) + by;
    const risen = Math.min(by, rise[j] as number);
    rise[j] = (rise[j] as number) - risen;
    const below = by - risen;
    if (below === 0) return;
    lists.snap[j] = (lists.snap[j] as number) - below;
    for (let unit = first[j] as number; unit >= 0; unit = next[unit] as number)
      unitKey[unit] = (unitKey[unit] as number) - below;
    const end = this.#start[j + 1] as number;
    for (let k = this.#start[j] as number; k < end; k++) {
      const cost = problem.pairCost[this.#pair[k] as number] as number;
      if (cost !== NO_PAIR) lowerKey(lists, this.#profile[k] as number, j, cost + (lists.snap[j] as number));
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
    let low = problem.pairStart[profile] as number;
    let high = problem.pairStart[profile + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((problem.pairReviewer[middle] as number) < reviewer) low = middle + 1;
      else high = middle;
    }
    this.#flow.link(unit, reviewer, (problem.pairCost[low] as number) + (lists.snap[reviewer] as number));
  }

  #forget(): void {
    this.steps += this.#settled.length;
    for (const j of this.#met) this.#distance[j] = FAR;
    this.#met.length = 0;
    this.#settled.length = 0;
    this.#heap.clear();
  }
}

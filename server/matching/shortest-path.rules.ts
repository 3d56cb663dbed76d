import type { Flow } from "./flow.rules.ts";
import { FAR, NEVER } from "./flow-problem.rules.ts";
import { Heap } from "./heap.rules.ts";
import { lengthenList, retakeKeys } from "./short-lists.rules.ts";

/** Where a shortest path came from, when not by moving a unit. */
const BY_SINK = -2;
const AT_START = -3;
const SINK = -1;

/** Candidates out of reach that were looked at since the keys were last taken, from which on it pays to take them anew. */
const VAIN_PER_PROFILE = 64;
/** A list taken anew has at least so many candidates that are surely the cheapest; else so many are listed. */
const SURE = 12;
const LISTED = 32;

/**
 * Repairs a flow by successive shortest paths (Ahuja, Magnanti and Orlin, section 9.7), Dijkstra over reviewers only: from a
 * reviewer with a unit too many, moving units from reviewer to reviewer, to the nearest one with a unit too few or, while
 * places are spare, to the nearest free place. Reviewers met on the way rise in price, so the flow stays optimal for its
 * prices.
 */
export class PathSearch {
  readonly #flow: Flow;
  readonly #heap: Heap;
  /** Per reviewer: distance from the start (FAR: not met), the unit that moves there, and its key there. */
  readonly #distance: Float64Array;
  readonly #parent: Int32Array;
  readonly #parentKey: Float64Array;
  /** Per Profile: the least distance from which its list was looked through (FAR: not yet). */
  readonly #entry: Float64Array;
  readonly #met: Int32Array;
  #metCount = 0;
  readonly #settled: Int32Array;
  #settledCount = 0;
  readonly #entered: Int32Array;
  #enteredCount = 0;
  /** The best end so far: its distance, and where. `#bound` also counts ways on from the sink. */
  #best = NEVER;
  #end = SINK;
  #bound = NEVER;
  /** The sink: its distance; the reviewer whose place is taken (or -1), or else the unit that goes without. */
  #sinkDistance = FAR;
  #sinkReviewer = -1;
  #sinkUnit = -1;
  #readInVain = 0;
  /** Distance from the sink to the nearest reviewer short of units; FAR while the sink itself is an end. */
  #beyondSink = FAR;
  /** Reviewers short of units; renewed when needed. */
  steps = 0;
  scanned = 0;

  constructor(flow: Flow) {
    const { profileCount, reviewerCount } = flow.problem;
    this.#flow = flow;
    this.#heap = new Heap(4 * reviewerCount + 64);
    this.#distance = new Float64Array(reviewerCount).fill(FAR);
    this.#parent = new Int32Array(reviewerCount);
    this.#parentKey = new Float64Array(reviewerCount);
    this.#entry = new Float64Array(profileCount).fill(FAR);
    this.#met = new Int32Array(reviewerCount);
    this.#settled = new Int32Array(reviewerCount);
    this.#entered = new Int32Array(profileCount);
  }

  /** Repairs everything. @param tell called after every path */
  repairAll(tell?: () => void): void {
    const { excess } = this.#flow;
    for (let j = 0; j < excess.length; j++)
      while ((excess[j] as number) > 0) {
        this.repairFrom(j);
        this.#refresh();
        tell?.();
      }
    while (this.#flow.spare < 0) {
      this.repairFrom(SINK);
      this.#refresh();
      tell?.();
    }
  }

  /** Prices have risen so far above the keys that lists are read in vain: keys and units take the present prices. */
  #refresh(): void {
    const flow = this.#flow;
    const { lists, problem, rise, unitReviewer, unitKey } = flow;
    if (this.#readInVain < VAIN_PER_PROFILE * problem.profileCount) return;
    this.#readInVain = 0;
    for (let unit = 0; unit < unitReviewer.length; unit++) {
      const j = unitReviewer[unit] as number;
      if (j >= 0) unitKey[unit] = (unitKey[unit] as number) + (rise[j] as number);
    }
    retakeKeys(lists, problem, rise, SURE, LISTED);
  }

  /** One shortest path from a reviewer with a unit too many (or from the sink, -1), and the moves along it. */
  repairFrom(start: number): void {
    this.#begin(start);
    this.#run();
    if (this.#best >= NEVER) throw new RangeError("No way to a free place: the demand cannot be met");
    this.#raisePrices();
    this.#move(start);
    this.#forget();
  }

  #begin(start: number): void {
    const flow = this.#flow;
    this.#best = NEVER;
    this.#bound = NEVER;
    this.#end = SINK;
    this.#sinkDistance = FAR;
    this.#sinkReviewer = -1;
    this.#sinkUnit = -1;
    this.#beyondSink = flow.spare > 0 ? FAR : this.#nearestBeyondSink();
    if (start === SINK) {
      this.#sinkDistance = 0;
      return;
    }
    this.#distance[start] = 0;
    this.#parent[start] = AT_START;
    this.#met[this.#metCount++] = start;
    this.#heap.push(0, start);
    this.#meetSink((flow.toSink[start] as number) + flow.tau, start, -1);
  }

  #nearestBeyondSink(): number {
    const { excess } = this.#flow;
    let least = FAR;
    for (let j = 0; j < excess.length; j++) {
      if ((excess[j] as number) < 0) least = Math.min(least, this.#flow.fromSink(j));
    }
    return least;
  }

  #run(): void {
    const heap = this.#heap;
    const distance = this.#distance;
    let isSinkOpen = this.#flow.spare <= 0;
    for (;;) {
      const next = heap.size > 0 ? (heap.keys[0] as number) : FAR;
      if (isSinkOpen && this.#sinkDistance <= next && this.#sinkDistance < this.#bound) {
        isSinkOpen = false;
        this.#leaveSink();
        continue;
      }
      if (next >= this.#best || next >= this.#bound || heap.size === 0) return;
      const j = heap.pop();
      if (j >= distance.length) {
        this.#readOn(j - distance.length);
        continue;
      }
      if (next !== distance[j]) continue;
      this.#settled[this.#settledCount++] = j;
      this.#displaceFrom(j, next);
    }
  }

  /** Any unit of a reviewer may move on. */
  #displaceFrom(j: number, distance: number): void {
    const flow = this.#flow;
    const { next, unitKey } = flow;
    const entry = this.#entry;
    const rise = flow.rise[j] as number;
    const hasSchool = (flow.problem.school[j] as number) >= 0;
    for (let unit = flow.first[j] as number; unit >= 0; unit = next[unit] as number) {
      const profile = unit >> 2;
      const base = distance - (unitKey[unit] as number) - rise;
      const before = entry[profile] as number;
      if (base < before) {
        if (before === FAR) this.#entered[this.#enteredCount++] = profile;
        entry[profile] = base;
        this.#tryLack(profile, unit, base);
        this.#scan(profile, unit, base, -1);
      } else if (hasSchool) {
        this.#scan(profile, unit, base, flow.problem.school[j] as number);
      }
    }
  }

  #tryLack(profile: number, unit: number, base: number): void {
    const { problem, lacking, tau } = this.#flow;
    if ((lacking[profile] as number) >= (problem.mayLack[profile] as number)) return;
    this.#meetSink(base + problem.lackCost + tau, -1, unit);
  }

  /** The search has come as far as the bound of a list that was read to its end: the list is lengthened and read again. */
  #readOn(unit: number): void {
    const flow = this.#flow;
    const profile = unit >> 2;
    const from = flow.unitReviewer[unit] as number;
    const base =
      from >= 0
        ? (this.#distance[from] as number) - (flow.unitKey[unit] as number) - (flow.rise[from] as number)
        : this.#sinkDistance - flow.problem.lackCost - flow.tau;
    // Another unit of the Profile may have come to it by a shorter way since, and reads on by itself.
    if (base !== this.#entry[profile]) return;
    lengthenList(flow.lists, flow.problem, profile);
    this.#scan(profile, unit, base, -1);
  }

  /**
   * Looks through a Profile's candidates for the unit; with `onlySchool` >= 0 only through those of that school. At the end of
   * the list the rest waits until the search has come as far as its bound: most searches never do.
   */
  #scan(profile: number, unit: number, base: number, onlySchool: number): void {
    const flow = this.#flow;
    const { rise, toSink, excess, tau, lists } = flow;
    const distance = this.#distance;
    const { school } = flow.problem;
    let inVain = 0;
    let at = lists.start[profile] as number;
    for (;;) {
      const { key, reviewer } = lists;
      const end = lists.end[profile] as number;
      let limit = this.#bound - base;
      for (; at < end; at++) {
        const k = key[at] as number;
        if (k >= limit) {
          this.#readInVain += inVain;
          return;
        }
        const j = reviewer[at] as number;
        const found = base + k + (rise[j] as number);
        if (found >= this.#bound) {
          inVain++;
          continue;
        }
        if (found >= (distance[j] as number)) continue;
        if (onlySchool >= 0 && school[j] !== onlySchool) continue;
        if (!flow.mayUse(profile, j, unit)) continue;
        if (distance[j] === FAR) this.#met[this.#metCount++] = j;
        distance[j] = found;
        this.#parent[j] = unit;
        this.#parentKey[j] = k;
        if ((excess[j] as number) < 0) {
          this.#best = found;
          this.#bound = Math.min(this.#bound, found);
          this.#end = j;
        } else {
          this.#heap.push(found, j);
          const through = found + (toSink[j] as number) + tau;
          if (through < this.#sinkDistance) this.#meetSink(through, j, -1);
        }
        limit = this.#bound - base;
      }
      const rest = lists.rest[profile] as number;
      this.#readInVain += inVain;
      inVain = 0;
      if (rest >= limit) return;
      if (onlySchool < 0) {
        this.#heap.push(base + rest, distance.length + unit);
        return;
      }
      at = lengthenList(lists, flow.problem, profile);
    }
  }

  #meetSink(distance: number, reviewer: number, unit: number): void {
    if (distance >= this.#sinkDistance) return;
    this.#sinkDistance = distance;
    this.#sinkReviewer = reviewer;
    this.#sinkUnit = unit;
    if (this.#flow.spare > 0) {
      if (distance >= this.#best) return;
      this.#best = distance;
      this.#bound = distance;
      this.#end = SINK;
    } else {
      // One past the way through the sink, so that this way itself is still found.
      this.#bound = Math.min(this.#bound, distance + this.#beyondSink + 1);
    }
  }

  /** On from the sink: a reviewer gives a taken place back and looks for a unit, or an empty place of a Profile is filled. */
  #leaveSink(): void {
    const flow = this.#flow;
    const { taken, excess, lacking } = flow;
    const distance = this.#distance;
    for (let j = 0; j < taken.length; j++) {
      if (taken[j] === 0) continue;
      const found = this.#sinkDistance + flow.fromSink(j);
      if (found >= (distance[j] as number) || found >= this.#bound) continue;
      if (distance[j] === FAR) this.#met[this.#metCount++] = j;
      distance[j] = found;
      this.#parent[j] = BY_SINK;
      if ((excess[j] as number) < 0) {
        this.#best = found;
        this.#bound = found;
        this.#end = j;
      } else {
        this.#heap.push(found, j);
      }
    }
    for (let p = 0; p < lacking.length; p++) {
      if (lacking[p] === 0) continue;
      const base = this.#sinkDistance - flow.problem.lackCost - flow.tau;
      if (base >= (this.#entry[p] as number)) continue;
      if (this.#entry[p] === FAR) this.#entered[this.#enteredCount++] = p;
      this.#entry[p] = base;
      this.#scan(p, emptyUnit(flow, p), base, -1);
    }
  }

  #raisePrices(): void {
    const { rise, toSink, risen } = this.#flow;
    const best = this.#best;
    for (let k = 0; k < this.#settledCount; k++) {
      const j = this.#settled[k] as number;
      const by = best - (this.#distance[j] as number);
      if (by <= 0) continue;
      rise[j] = (rise[j] as number) + by;
      risen?.push(j);
      if ((toSink[j] as number) < FAR) toSink[j] = (toSink[j] as number) - by;
    }
    if (this.#sinkDistance < best) this.#flow.tau += best - this.#sinkDistance;
  }

  /** Walks the path backwards and moves every unit on it. */
  #move(start: number): void {
    const flow = this.#flow;
    let j = this.#end;
    if (start === SINK) flow.spare++;
    else flow.excess[start] = (flow.excess[start] as number) - 1;
    if (j === SINK) {
      flow.spare--;
      j = this.#enterSink();
    } else {
      flow.excess[j] = (flow.excess[j] as number) + 1;
    }
    while (j !== start) {
      const unit = this.#parent[j] as number;
      if (unit === BY_SINK) {
        flow.take(j, -1);
        j = this.#throughSink(start);
        continue;
      }
      const from = flow.unitReviewer[unit] as number;
      if (from >= 0) flow.unlink(unit);
      flow.link(unit, j, this.#parentKey[j] as number);
      if (from >= 0) {
        j = from;
        continue;
      }
      const profile = unit >> 2;
      flow.lacking[profile] = (flow.lacking[profile] as number) - 1;
      j = this.#throughSink(start);
    }
  }

  #throughSink(start: number): number {
    return start === SINK ? SINK : this.#enterSink();
  }

  /** The last step before the sink: a place is taken, or a unit goes without. Returns the reviewer before it. */
  #enterSink(): number {
    const flow = this.#flow;
    if (this.#sinkReviewer >= 0) {
      flow.take(this.#sinkReviewer, 1);
      return this.#sinkReviewer;
    }
    const from = flow.unitReviewer[this.#sinkUnit] as number;
    flow.unlink(this.#sinkUnit);
    const profile = this.#sinkUnit >> 2;
    flow.lacking[profile] = (flow.lacking[profile] as number) + 1;
    return from;
  }

  #forget(): void {
    this.steps += this.#settledCount;
    for (let k = 0; k < this.#metCount; k++) this.#distance[this.#met[k] as number] = FAR;
    for (let k = 0; k < this.#enteredCount; k++) this.#entry[this.#entered[k] as number] = FAR;
    this.#metCount = 0;
    this.#settledCount = 0;
    this.#enteredCount = 0;
    this.#heap.clear();
  }
}

function emptyUnit({ unitReviewer, problem }: Flow, profile: number): number {
  const end = 4 * profile + (problem.demand[profile] as number);
  for (let unit = 4 * profile; unit < end; unit++) if (unitReviewer[unit] === -1) return unit;
  return -1;
}

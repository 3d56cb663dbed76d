import type { Instance } from "./instance.rules.ts";
import { SchoolLayer } from "./school-layer.rules.ts";
import { Slots } from "./slots.rules.ts";
import { Unreached } from "./unreached.rules.ts";

/** Readers remembered per Profile while placing simply: some may turn out to share a school. */
const CANDIDATES = 5;
const NEVER = Number.MAX_SAFE_INTEGER;
const NOBODY = new Int32Array(0);
/** A level is large from this part of all Profiles on. */
const LARGE_LEVEL = 1 / 32;
/** After so many Profiles of a large level, and whenever they have doubled, it is asked whether few are left. */
const FIRST_ASKED = 64;

/**
 * Places as many reviews as possible: a maximum b-matching by phases of shortest augmenting paths (Hopcroft and Karp 1973,
 * Dinic 1970), with at most one reviewer a school where that is asked.
 *
 * A path starts at an empty slot and moves slots from reviewer to reviewer until one reaches a free place. A slot may move to
 * another member of its own school, or to a school that none of its Profile's slots uses: the residual network of the layer
 * Profile -> (Profile, school) -> reviewer.
 */
export class Placement {
  readonly instance: Instance;
  readonly slots: Slots;
  /** Per Profile: the places to fill, its demand at first. Stage 2 lowers it for Profiles that are to stay short. */
  readonly limit: Int32Array;
  /** Per Profile: readers beside its pairs, which a what-if adds. */
  readonly extra = new Map<number, Int32Array>();
  /** After a whole `augment`: at least 0 for those whom an unplaced review can reach, else -1. */
  readonly profileLevel: Int32Array;
  readonly reviewerLevel: Int32Array;

  /**
   * How many reviewers of the instance a search can reach at most. Once it has reached that many it need not look at pairs
   * any more. A what-if that only adds places stays within the critical set, and says so here.
   */
  reachable = NEVER;
  /** True for a what-if in which only readers in `extra` have room: pairs need not be looked at for the last step. */
  isRoomOnlyInExtra = false;

  readonly #layer: SchoolLayer;
  /** Per Profile: the arc it is at, and its first arc to a free place. */
  readonly #profileCursor: Int32Array;
  readonly #goalCursor: Int32Array;
  readonly #slotCursor: Int32Array;
  readonly #reviewerCursor: Int32Array;
  /** Reviewers in the order they were reached, and the Profiles of the level now looked at. */
  readonly #queue: Int32Array;
  readonly #profiles: Int32Array;
  /** The path now followed: a slot, and the reviewer it is to move to, per step. */
  readonly #pathSlot: Int32Array;
  readonly #pathReviewer: Int32Array;
  #unreached: Unreached | undefined;
  /** The level in which those not reached were last marked in this search. */
  #markedLevel = NEVER;
  #queued = 0;
  #reached = 0;
  #lastLevel = 0;
  #targetLevel = 0;

  /** `spare` reviewers without places follow those of the instance, for what-ifs. */
  constructor(instance: Instance, spare: number) {
    const reviewerCount = instance.reviewerCount + spare;
    this.instance = instance;
    this.slots = new Slots(instance, spare);
    this.limit = instance.demand.slice();
    this.#layer = new SchoolLayer(instance, this.slots);
    this.profileLevel = new Int32Array(instance.profileCount).fill(-1);
    this.reviewerLevel = new Int32Array(reviewerCount).fill(-1);
    this.#profileCursor = new Int32Array(instance.profileCount);
    this.#goalCursor = new Int32Array(instance.profileCount);
    this.#slotCursor = new Int32Array(this.slots.owner.length);
    this.#reviewerCursor = new Int32Array(reviewerCount);
    this.#queue = new Int32Array(reviewerCount);
    this.#profiles = new Int32Array(instance.profileCount);
    this.#pathSlot = new Int32Array(reviewerCount + 1);
    this.#pathReviewer = new Int32Array(reviewerCount + 1);
  }

  /**
   * Places what can be placed without moving anything: Profiles with few readers first, each with the readers whose places
   * the Profiles still to come want least. Saves most of the phases.
   */
  placeSimply(): void {
    const { pairStart, pairReviewer } = this.instance;
    const room = this.slots.places.map((places, j) => Math.max(0, places - (this.slots.used[j] as number)));
    const wanted = this.#wanted();
    const best = new Int32Array(CANDIDATES);
    const bestWanted = new Float64Array(CANDIDATES);
    for (const p of byChoices(this.instance)) {
      const start = pairStart[p] as number;
      const end = pairStart[p + 1] as number;
      const share = (this.limit[p] as number) / Math.max(1, end - start);
      bestWanted.fill(Number.POSITIVE_INFINITY);
      best.fill(-1);
      let least = Number.POSITIVE_INFINITY;
      for (let e = start; e < end; e++) {
        const j = pairReviewer[e] as number;
        const left = (wanted[j] as number) - share;
        wanted[j] = left;
        const places = room[j] as number;
        if (places === 0 || left >= least * places) continue;
        insertSorted(best, bestWanted, j, left / places);
        least = bestWanted[CANDIDATES - 1] as number;
      }
      for (let k = 0; k < CANDIDATES && (this.slots.filled[p] as number) < (this.limit[p] as number); k++) {
        const j = best[k] as number;
        if (j < 0 || !this.#layer.mayAdd(p, j)) continue;
        this.slots.assign(this.slots.emptyOf(p), j);
        room[j] = (room[j] as number) - 1;
      }
    }
  }

  /** Places what another placement of the same people places. */
  placeAs({ slots }: Placement): void {
    for (const [slot, j] of slots.reviewer.entries()) if (j >= 0) this.slots.assign(slot, j);
  }

  /**
   * Moves reviews along augmenting paths until there is none or `atMost` more are placed. Returns how many more. The last,
   * vain search leaves the critical set in the two level arrays.
   */
  augment(atMost = NEVER): number {
    const { profileCount } = this.instance;
    let gained = 0;
    while (gained < atMost && this.#findLevels()) {
      for (let p = 0; p < profileCount; p++)
        while (gained < atMost && (this.slots.filled[p] as number) < (this.limit[p] as number) && this.#follow(p))
          gained++;
    }
    return gained;
  }

  /** Runs `work` and then puts everything back, readers in `extra` included. */
  trial<Result>(work: () => Result): Result {
    this.slots.beginTrial();
    try {
      return work();
    } finally {
      this.slots.endTrial();
      this.extra.clear();
      this.reachable = NEVER;
      this.isRoomOnlyInExtra = false;
    }
  }

  /** Breadth first from the empty slots to the level where the first free place is; false where there is none. */
  #findLevels(): boolean {
    this.profileLevel.fill(-1);
    this.reviewerLevel.fill(-1);
    this.#queued = 0;
    this.#reached = 0;
    this.#lastLevel = 0;
    this.#targetLevel = NEVER;
    this.#markedLevel = NEVER;
    let done = 0;
    let count = this.#startAtShort();
    // A school may let a slot move on to a reviewer without any Profile that is new: both lists decide.
    for (let level = 0; (count > 0 || done < this.#queued) && this.#targetLevel > level; level++) {
      this.#reachFrom(count, level);
      if (this.#targetLevel === level + 1) break;
      const end = this.#queued;
      count = this.#enterSlots(done, end, level + 1);
      done = end;
    }
    return this.#targetLevel < NEVER;
  }

  /** Begins the list of Profiles with those that have an empty slot. */
  #startAtShort(): number {
    const { filled } = this.slots;
    let count = 0;
    for (let p = 0; p < filled.length; p++) {
      if ((filled[p] as number) >= (this.limit[p] as number)) continue;
      this.profileLevel[p] = 0;
      this.#profiles[count++] = p;
    }
    return count;
  }

  /** From reviewers of one level to the Profiles of their slots; begins the list anew with those not seen before. */
  #enterSlots(from: number, to: number, level: number): number {
    const { first, next, owner } = this.slots;
    let count = 0;
    for (let k = from; k < to; k++) {
      for (let slot = first[this.#queue[k] as number] as number; slot >= 0; slot = next[slot] as number) {
        const p = owner[slot] as number;
        this.#reachWithinSchool(slot, p, level);
        if (this.profileLevel[p] !== -1) continue;
        this.profileLevel[p] = level;
        this.#profiles[count++] = p;
      }
    }
    return count;
  }

  /** From the listed Profiles to all their readers: those in `extra` first, as they may make the pairs unnecessary. */
  #reachFrom(count: number, level: number): void {
    const { pairStart } = this.instance;
    const { reviewerLevel } = this;
    if (this.extra.size > 0)
      for (let k = 0; k < count; k++) {
        const p = this.#profiles[k] as number;
        for (const j of this.extra.get(p) ?? NOBODY)
          if (reviewerLevel[j] === -1 && this.#layer.mayAdd(p, j)) this.#reach(j, level + 1);
      }
    const isLastStep = this.isRoomOnlyInExtra && this.#targetLevel === level + 1;
    const isLarge = count >= LARGE_LEVEL * this.instance.profileCount;
    let askedAt = 0;
    for (let k = 0; k < count; k++) {
      if (k === askedAt && isLarge && this.#markedLevel === NEVER) {
        this.#unreached ??= new Unreached(this.instance);
        if (this.#unreached.mark(reviewerLevel)) this.#markedLevel = k === 0 ? level - 1 : level;
        askedAt = Math.max(FIRST_ASKED, 2 * k);
      }
      const p = this.#profiles[k] as number;
      const end = pairStart[p + 1] as number;
      const isOver = this.#reached >= this.reachable;
      const isReached = this.#isReached(p);
      const isVain = isLastStep || (isOver && level >= this.#lastLevel) || (isReached && level > this.#markedLevel);
      this.#profileCursor[p] = isVain ? end : (pairStart[p] as number);
      this.#goalCursor[p] =
        isVain || isOver || isReached ? (this.#profileCursor[p] as number) : this.#reachReaders(p, level + 1);
    }
    if (this.#targetLevel !== level + 1) return;
    // This was the last step: only readers with room matter, and the first of each Profile is known.
    for (let k = 0; k < count; k++) {
      const p = this.#profiles[k] as number;
      this.#profileCursor[p] = this.#goalCursor[p] as number;
    }
  }

  /** Whether all readers of the Profile are known to be reached. */
  #isReached(p: number): boolean {
    return this.#markedLevel !== NEVER && !(this.#unreached as Unreached).isMarked(p);
  }

  /** Reaches the readers of a Profile; the position of the first one with room at that level, or the end of its pairs. */
  #reachReaders(p: number, level: number): number {
    const { pairStart, pairReviewer } = this.instance;
    const { reviewerLevel } = this;
    const end = pairStart[p + 1] as number;
    let goal = end;
    for (let e = pairStart[p] as number; e < end; e++) {
      const j = pairReviewer[e] as number;
      const present = reviewerLevel[j];
      if (present === level) {
        if (goal === end && this.slots.hasRoom(j)) goal = e;
      } else if (present === -1 && this.#layer.mayAdd(p, j)) {
        this.#reach(j, level);
        if (goal === end && this.slots.hasRoom(j)) goal = e;
      }
    }
    return goal;
  }

  #reachWithinSchool(slot: number, p: number, level: number): void {
    const end = this.#layer.endOfMembers(slot);
    this.#slotCursor[slot] = this.#isReached(p) ? end : this.#layer.firstMember(slot);
    for (let k = this.#slotCursor[slot] as number; k < end; k++) {
      const j = this.#layer.memberAt(k);
      if (this.reviewerLevel[j] === -1 && this.#mayRead(p, j)) this.#reach(j, level + 1);
    }
  }

  #reach(j: number, level: number): void {
    this.reviewerLevel[j] = level;
    this.#reviewerCursor[j] = this.slots.first[j] as number;
    this.#queue[this.#queued++] = j;
    if (j < this.instance.reviewerCount) {
      this.#reached++;
      this.#lastLevel = level;
    }
    if (this.slots.hasRoom(j)) this.#targetLevel = Math.min(this.#targetLevel, level);
  }

  /** Depth first along rising levels from an empty slot of p; every arc that leads nowhere is passed once and for all. */
  #follow(p: number): boolean {
    const { owner, next } = this.slots;
    let depth = 0;
    this.#pathSlot[0] = this.slots.emptyOf(p);
    while (depth >= 0) {
      const slot = this.#pathSlot[depth] as number;
      const j = this.#step(slot, owner[slot] as number, depth);
      if (j < 0) {
        // Nothing further: the reviewer below tries the next of their slots.
        depth--;
        if (depth >= 0) {
          const below = this.#pathReviewer[depth] as number;
          this.#reviewerCursor[below] = next[slot] as number;
        }
        continue;
      }
      this.#pathReviewer[depth] = j;
      if (this.slots.hasRoom(j)) {
        this.#move(depth);
        return true;
      }
      depth++;
      this.#pathSlot[depth] = this.#reviewerCursor[j] as number;
    }
    return false;
  }

  /** The next reviewer that the slot may move to and that leads on, or -1. Cursors stay on an arc while it is good. */
  #step(slot: number, p: number, depth: number): number {
    const end = this.#layer.endOfMembers(slot);
    for (let k = this.#slotCursor[slot] as number; depth > 0 && k < end; k++) {
      const j = this.#layer.memberAt(k);
      this.#slotCursor[slot] = k;
      if (this.#leadsOn(j, depth + 1) && this.slots.reviewer[slot] !== j && this.#mayRead(p, j)) return j;
    }
    if (depth > 0) this.#slotCursor[slot] = end;
    if (this.profileLevel[p] !== depth) return -1;
    return this.#stepOutside(p, depth);
  }

  #stepOutside(p: number, depth: number): number {
    const { pairReviewer } = this.instance;
    const { reviewerLevel } = this;
    const end = this.instance.pairStart[p + 1] as number;
    const level = depth + 1;
    let e = this.#profileCursor[p] as number;
    for (; e < end; e++) {
      const j = pairReviewer[e] as number;
      if (reviewerLevel[j] === level && this.#leadsOn(j, level) && this.#layer.mayAdd(p, j)) {
        this.#profileCursor[p] = e;
        return j;
      }
    }
    const extra = this.extra.get(p) ?? NOBODY;
    for (; e < end + extra.length; e++) {
      const j = extra[e - end] as number;
      if (this.#leadsOn(j, level) && this.#layer.mayAdd(p, j)) {
        this.#profileCursor[p] = e;
        return j;
      }
    }
    this.#profileCursor[p] = e;
    return -1;
  }

  #leadsOn(j: number, level: number): boolean {
    if (this.reviewerLevel[j] !== level) return false;
    return this.slots.hasRoom(j) || (level < this.#targetLevel && (this.#reviewerCursor[j] as number) >= 0);
  }

  /** Moves every slot of the path, the last one first, so that no reviewer is ever over their places. */
  #move(depth: number): void {
    for (let k = depth; k >= 0; k--) {
      const slot = this.#pathSlot[k] as number;
      const from = this.slots.reviewer[slot] as number;
      if (from >= 0 && this.#reviewerCursor[from] === slot)
        this.#reviewerCursor[from] = this.slots.next[slot] as number;
      this.slots.assign(slot, this.#pathReviewer[k] as number);
    }
  }

  #mayRead(p: number, j: number): boolean {
    const { pairStart, pairReviewer } = this.instance;
    let low = pairStart[p] as number;
    let high = pairStart[p + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((pairReviewer[middle] as number) < j) low = middle + 1;
      else high = middle;
    }
    if (low < (pairStart[p + 1] as number) && pairReviewer[low] === j) return true;
    return this.extra.get(p)?.includes(j) ?? false;
  }

  /** Per reviewer: the reviews that would come if each Profile asked all its readers evenly. */
  #wanted(): Float64Array {
    const { profileCount, pairStart, pairReviewer, reviewerCount } = this.instance;
    const wanted = new Float64Array(reviewerCount);
    for (let p = 0; p < profileCount; p++) {
      const start = pairStart[p] as number;
      const end = pairStart[p + 1] as number;
      const share = (this.limit[p] as number) / Math.max(1, end - start);
      for (let e = start; e < end; e++) {
        const j = pairReviewer[e] as number;
        wanted[j] = (wanted[j] as number) + share;
      }
    }
    return wanted;
  }
}

/** Keeps the lowest values, lowest first; equal ones in the order they came. */
function insertSorted(keys: Int32Array, values: Float64Array, key: number, value: number): void {
  let k = keys.length - 1;
  while (k > 0 && (values[k - 1] as number) > value) {
    keys[k] = keys[k - 1] as number;
    values[k] = values[k - 1] as number;
    k--;
  }
  keys[k] = key;
  values[k] = value;
}

/** Profiles by how many readers they have, fewest first (a counting sort: equal ones keep their order). */
function byChoices({ profileCount, reviewerCount, pairStart }: Instance): Int32Array {
  const at = new Int32Array(reviewerCount + 2);
  const choices = (p: number) => (pairStart[p + 1] as number) - (pairStart[p] as number);
  for (let p = 0; p < profileCount; p++) at[choices(p) + 1] = (at[choices(p) + 1] as number) + 1;
  for (let k = 1; k < at.length; k++) at[k] = (at[k] as number) + (at[k - 1] as number);
  const order = new Int32Array(profileCount);
  for (let p = 0; p < profileCount; p++) {
    const position = at[choices(p)] as number;
    order[position] = p;
    at[choices(p)] = position + 1;
  }
  return order;
}

import type { Instance } from "./instance.rules.ts";

/** Every open place of every Profile is a slot that has a reviewer or none; per reviewer their slots are a linked list. */
export class Slots {
  /** Slots of Profile p are `start[p]` up to `start[p + 1]`. */
  readonly start: Int32Array;
  readonly owner: Int32Array;
  /** Per slot: its reviewer, or -1. */
  readonly reviewer: Int32Array;
  /** Per slot: the next one of the same reviewer, or -1; `first` per reviewer. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly first: Int32Array;
  /** Per reviewer: open places, and how many are used. Per Profile: slots filled. */
  readonly places: Int32Array;
  readonly used: Int32Array;
  readonly filled: Int32Array;
  placed = 0;
  /** While a trial runs: slot, then the reviewer it had, for every assignment. */
  #journal: number[] | undefined;
  readonly #placesBefore = new Map<number, number>();

  /** `spare` reviewers without places follow those of the instance, for what-ifs. */
  constructor({ profileCount, reviewerCount, demand, capacity, held }: Instance, spare: number) {
    this.start = new Int32Array(profileCount + 1);
    for (let p = 0; p < profileCount; p++) this.start[p + 1] = (this.start[p] as number) + (demand[p] as number);
    const slotCount = this.start[profileCount] as number;
    this.owner = new Int32Array(slotCount);
    for (let p = 0; p < profileCount; p++) this.owner.fill(p, this.start[p], this.start[p + 1]);
    this.reviewer = new Int32Array(slotCount).fill(-1);
    this.next = new Int32Array(slotCount).fill(-1);
    this.previous = new Int32Array(slotCount).fill(-1);
    this.first = new Int32Array(reviewerCount + spare).fill(-1);
    this.places = new Int32Array(reviewerCount + spare);
    for (let j = 0; j < reviewerCount; j++) this.places[j] = Math.max(0, (capacity[j] as number) - (held[j] as number));
    this.used = new Int32Array(reviewerCount + spare);
    this.filled = new Int32Array(profileCount);
  }

  hasRoom(reviewer: number): boolean {
    return (this.used[reviewer] as number) < (this.places[reviewer] as number);
  }

  /** The Profile's first slot without a reviewer, or -1. */
  emptyOf(profile: number): number {
    const end = this.start[profile + 1] as number;
    for (let slot = this.start[profile] as number; slot < end; slot++) if (this.reviewer[slot] === -1) return slot;
    return -1;
  }

  /** Gives a slot to a reviewer, taking it from the one who had it. */
  assign(slot: number, reviewer: number): void {
    this.#journal?.push(slot, this.reviewer[slot] as number);
    if (this.reviewer[slot] === -1) {
      const profile = this.owner[slot] as number;
      this.filled[profile] = (this.filled[profile] as number) + 1;
      this.placed++;
    } else {
      this.#unlink(slot);
    }
    const head = this.first[reviewer] as number;
    this.reviewer[slot] = reviewer;
    this.next[slot] = head;
    this.previous[slot] = -1;
    if (head >= 0) this.previous[head] = slot;
    this.first[reviewer] = slot;
    this.used[reviewer] = (this.used[reviewer] as number) + 1;
  }

  /** From here on everything can be taken back. */
  beginTrial(): void {
    this.#journal = [];
  }

  /** Changes a reviewer's open places for the length of a trial. */
  tryPlaces(reviewer: number, places: number): void {
    if (!this.#placesBefore.has(reviewer)) this.#placesBefore.set(reviewer, this.places[reviewer] as number);
    this.places[reviewer] = places;
  }

  /** Takes every assignment and every change of places since `beginTrial` back, last one first. */
  endTrial(): void {
    const journal = this.#journal ?? [];
    this.#journal = undefined;
    for (let k = journal.length - 2; k >= 0; k -= 2) {
      const slot = journal[k] as number;
      const before = journal[k + 1] as number;
      if (before >= 0) this.assign(slot, before);
      else this.release(slot);
    }
    for (const [reviewer, places] of this.#placesBefore) this.places[reviewer] = places;
    this.#placesBefore.clear();
  }

  /** Leaves a slot without a reviewer. Not within a trial. */
  release(slot: number): void {
    const profile = this.owner[slot] as number;
    this.#unlink(slot);
    this.reviewer[slot] = -1;
    this.filled[profile] = (this.filled[profile] as number) - 1;
    this.placed--;
  }

  #unlink(slot: number): void {
    const reviewer = this.reviewer[slot] as number;
    const before = this.previous[slot] as number;
    const after = this.next[slot] as number;
    if (before >= 0) this.next[before] = after;
    else this.first[reviewer] = after;
    if (after >= 0) this.previous[after] = before;
    this.used[reviewer] = (this.used[reviewer] as number) - 1;
  }
}

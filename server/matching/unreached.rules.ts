import { pairAt } from "./assignment.rules.ts";
import type { Instance } from "./instance.rules.ts";

/** Readers not reached are looked at from their side once they have at most this part of all pairs. */
const FEW = 1 / 4;
/** Up to so many reviewers are looked for Profile by Profile. */
const ONE_BY_ONE = 8;

/**
 * Knows which Profiles still have a reader whom a search has not reached. Where much is short nearly everybody is reached in
 * the first level, and looking through all pairs of all Profiles in the next ones would find nobody: the few who are left are
 * asked for their Profiles instead (the direction of a search chosen as in Beamer, Asanović and Patterson 2012).
 */
export class Unreached {
  readonly #instance: Instance;
  readonly #pairCount: Int32Array;
  /** Per reviewer their Profiles, once they were asked for. */
  readonly #profiles: (Int32Array | undefined)[];
  /** Per Profile: the last mark in which it had a reader not reached. */
  readonly #marked: Int32Array;
  #mark = 0;

  constructor(instance: Instance) {
    const { profileCount, reviewerCount, pairReviewer } = instance;
    this.#instance = instance;
    this.#pairCount = new Int32Array(reviewerCount);
    for (let e = 0; e < pairReviewer.length; e++) {
      const j = pairReviewer[e] as number;
      this.#pairCount[j] = (this.#pairCount[j] as number) + 1;
    }
    this.#profiles = Array.from({ length: reviewerCount }, () => undefined);
    this.#marked = new Int32Array(profileCount);
  }

  /**
   * Marks the Profiles that have a reader at level -1.
   * @returns false, and nothing is marked, where that is too many to be worth it
   */
  mark(reviewerLevel: Int32Array): boolean {
    const { reviewerCount, pairReviewer } = this.#instance;
    let pairs = 0;
    const unlisted: number[] = [];
    for (let j = 0; j < reviewerCount; j++) {
      if (reviewerLevel[j] !== -1) continue;
      pairs += this.#pairCount[j] as number;
      if (!this.#profiles[j]) unlisted.push(j);
    }
    if (pairs > FEW * pairReviewer.length) return false;
    if (unlisted.length <= ONE_BY_ONE) for (const j of unlisted) this.#profiles[j] = this.#find(j);
    else this.#list(unlisted);
    this.#mark++;
    for (let j = 0; j < reviewerCount; j++) {
      if (reviewerLevel[j] !== -1) continue;
      const profiles = this.#profiles[j] as Int32Array;
      for (let k = 0; k < profiles.length; k++) this.#marked[profiles[k] as number] = this.#mark;
    }
    return true;
  }

  /** Whether the Profile was marked the last time. */
  isMarked(profile: number): boolean {
    return this.#marked[profile] === this.#mark;
  }

  /** The Profiles of many reviewers, from one look through all pairs. */
  #list(reviewers: readonly number[]): void {
    const { profileCount, reviewerCount, pairStart, pairReviewer } = this.#instance;
    const at = new Int32Array(reviewerCount).fill(-1);
    let total = 0;
    for (const j of reviewers) {
      at[j] = total;
      total += this.#pairCount[j] as number;
    }
    const all = new Int32Array(total);
    for (let p = 0; p < profileCount; p++) {
      const end = pairStart[p + 1] as number;
      for (let e = pairStart[p] as number; e < end; e++) {
        const j = pairReviewer[e] as number;
        const k = at[j] as number;
        if (k < 0) continue;
        at[j] = k + 1;
        all[k] = p;
      }
    }
    for (const j of reviewers)
      this.#profiles[j] = all.subarray((at[j] as number) - (this.#pairCount[j] as number), at[j]);
  }

  /** The Profiles of one reviewer. */
  #find(reviewer: number): Int32Array {
    const found = new Int32Array(this.#pairCount[reviewer] as number);
    let count = 0;
    for (let p = 0; count < found.length; p++) if (pairAt(this.#instance, p, reviewer) >= 0) found[count++] = p;
    return found;
  }
}

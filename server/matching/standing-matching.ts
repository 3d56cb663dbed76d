import { type Assignment, objectiveOf, PLACES_EACH } from "./assignment.rules.ts";
import { completeProfiles } from "./complete-profiles.ts";
import { cover } from "./coverage.rules.ts";
import {
  type NewProfile,
  type NewReviewer,
  whereStands,
  withLock,
  withoutPair,
  withoutReviewer,
  withProfile,
  withReviewer,
} from "./grow-instance.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { LiveMatching, type Move, type Repair } from "./live-matching.rules.ts";
import { type Answer, solveMatching } from "./solve-matching.rules.ts";
import type { CoverageResult, ObjectiveByStage } from "./stages.rules.ts";

/** What a change came to. `by` says whether shortest paths repaired it on the spot or everything was solved anew. */
export type Followed = { objective: ObjectiveByStage; moves: Move[]; by: "repair" | "whole-run" };

/**
 * A matching that follows whatever happens: declines, releases, new reviewers, new Profiles, locks. After each the answer
 * is the best stage by stage, with what stood before counting as standing (stage 5).
 *
 * A decline or a release only takes possibilities away. Where nobody is short, or where only Profiles and reviewers outside
 * the critical set of stage 1 are touched, stages 1 to 3 can only stay or get worse, and the critical part, with its choice
 * of who waits, is untouched: then `LiveMatching` repairs it on the spot. Everything else is a run of the whole.
 */
export class StandingMatching {
  #instance: Instance;
  #answer: Answer;
  #coverage: CoverageResult;
  #live: LiveMatching | null;

  private constructor(instance: Instance, { answer, coverage }: Solved) {
    this.#instance = instance;
    this.#answer = answer;
    this.#coverage = coverage;
    this.#live = liveOn(instance, { answer, coverage });
  }

  /** Solves the whole as it is. */
  static async begin(instance: Instance): Promise<StandingMatching> {
    return new StandingMatching(instance, await solveWhole(instance));
  }

  get instance(): Instance {
    return this.#instance;
  }

  get assignment(): Assignment {
    return this.#live?.assignment ?? this.#answer.assignment;
  }

  /** This reviewer will not read this Profile; their place stays open for others. */
  decline(profile: number, reviewer: number): Promise<Followed> {
    const isOutside = this.#isOutside(profile);
    const repair = isOutside ? (live: LiveMatching) => live.decline(profile, reviewer) : null;
    return this.#follow((instance) => withoutPair(instance, profile, reviewer), repair);
  }

  /** This reviewer reads nothing more of what may move. */
  release(reviewer: number): Promise<Followed> {
    const { profileCount, pairStart, pairReviewer } = this.#instance;
    let isOutside = true;
    for (let p = 0; p < profileCount; p++)
      if (pairReviewer.subarray(pairStart[p], pairStart[p + 1]).includes(reviewer)) isOutside &&= this.#isOutside(p);
    const repair = isOutside ? (live: LiveMatching) => live.release(reviewer) : null;
    return this.#follow((instance) => withoutReviewer(instance, reviewer), repair);
  }

  /** @returns what it came to; the newcomer's index is the last one */
  addReviewer(reviewer: NewReviewer): Promise<Followed> {
    return this.#follow((instance) => withReviewer(instance, reviewer), null);
  }

  /** @returns what it came to; the Profile's index is the last one */
  addProfile(profile: NewProfile): Promise<Followed> {
    return this.#follow((instance) => withProfile(instance, profile), null);
  }

  /** From now on this pair never moves. @throws RangeError where it cannot be fixed */
  lock(profile: number, reviewer: number): Promise<Followed> {
    return this.#follow((instance) => withLock(instance, profile, reviewer), null);
  }

  /** True where no choice of who waits can be touched by this Profile. */
  #isOutside(profile: number): boolean {
    return this.#coverage.shortCount === 0 || this.#coverage.criticalProfile[profile] === 0;
  }

  async #follow(
    change: (instance: Instance) => Instance,
    repair: ((live: LiveMatching) => Repair) | null,
  ): Promise<Followed> {
    const before = this.assignment;
    const changed = change(whereStands(this.#instance, before));
    const repaired = this.#live && repair ? repair(this.#live) : null;
    this.#instance = changed;
    if (!repaired?.isRepaired) {
      this.#coverage = await completeProfiles(changed, cover(changed));
      this.#answer = solveMatching(changed, { coverage: this.#coverage });
      this.#live = liveOn(changed, { answer: this.#answer, coverage: this.#coverage });
    }
    const after = this.assignment;
    return {
      objective: objectiveOf(changed, after),
      moves: movesBetween(before, after),
      by: repaired?.isRepaired ? "repair" : "whole-run",
    };
  }
}

type Solved = { answer: Answer; coverage: CoverageResult };

async function solveWhole(instance: Instance): Promise<Solved> {
  const coverage = await completeProfiles(instance, cover(instance));
  return { coverage, answer: solveMatching(instance, { coverage }) };
}

/** Repairs go on from an answer only where it is known to be the best of all choices of who waits. */
function liveOn(instance: Instance, { answer, coverage }: Solved): LiveMatching | null {
  return coverage.choices === null ? null : new LiveMatching(instance, answer);
}

/** Places that changed hands: of each Profile who left and who came, paired in order. */
export function movesBetween(before: Assignment, after: Assignment): Move[] {
  const moves: Move[] = [];
  for (let first = 0; first < after.length; first += PLACES_EACH) {
    const was = [...before.subarray(first, first + PLACES_EACH)].filter((j) => j >= 0);
    const is = [...after.subarray(first, first + PLACES_EACH)].filter((j) => j >= 0);
    const gone = was.filter((j) => !is.includes(j));
    const come = is.filter((j) => !was.includes(j));
    for (let k = 0; k < Math.max(gone.length, come.length); k++)
      moves.push({ profile: first / PLACES_EACH, from: gone[k] ?? -1, to: come[k] ?? -1 });
  }
  return moves;
}

/**
 * What the stages hand to each other. Stage 1 places the most reviews, stage 2 leaves the fewest Profiles short; both are
 * fixed before the solver looks at costs (stage 3 worst pair, 4 least sum, 5 fewest changes, 6 the seed).
 */
export type CoverageResult = {
  /** Stage 1: the most reviews that can be placed at once (schools and capacities kept). */
  placed: number;
  /** Per Profile: how many of its open places one answer to stages 1 and 2 fills (adds up to `placed`). */
  served: Int32Array;
  /**
   * Per Profile: how many places every later stage must fill. A Profile that stage 2 completes has its whole demand here,
   * a Profile that stays short has 0: who of the short ones gets the remaining places is left to the costs.
   */
  atLeast: Int32Array;
  /** Profiles with fewer than their demand, after stage 2. */
  shortCount: number;
  /** True where stage 2 proved that no answer leaves fewer Profiles short; false: the flow's answer was taken. */
  isFewestProven: boolean;
  /**
   * The choices of `atLeast` among which the later stages find the best answer of all. Null where that is not known: then
   * stages 3 to 5 are the best for this `atLeast`, and the proof says so.
   */
  choices: Int32Array[] | null;
  /**
   * The minimum cut of stage 1: Profiles that an unplaced review can reach by moving reviews, and the reviewers there (all
   * full). Nobody outside the set uses these reviewers in any answer that places the most reviews.
   */
  criticalProfile: Uint8Array;
  criticalReviewer: Uint8Array;
};

/** The objective, stage by stage; smaller is better in all but `placed`. */
export type ObjectiveByStage = {
  placed: number;
  shortCount: number;
  /** The dearest pair used, -1 without pairs. */
  worstPair: number;
  /** Sum of pair costs and load costs (the load cost of what is held and may not move is left out). */
  sum: number;
  /** Pairs that stood and may move, and are no longer used. */
  changes: number;
};

/** Told now and then while a run works; a run stops with `Problem cancelled` when the answer is false. */
export type Progress = (stage: "coverage" | "worst-pair" | "sum" | "changes" | "proof", donePct: number) => boolean;

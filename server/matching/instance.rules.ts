/**
 * One matching problem as flat arrays, so that ten thousand Profiles and two million eligible pairs stay small and
 * fast. Ineligible pairs are never in it: no cost can ever override a conflict. Who is who (codes, names) stays outside.
 */
export type Instance = {
  profileCount: number;
  reviewerCount: number;
  /** Per Profile: open places, 0 to 3 (three minus the reviews that have started or are locked). */
  demand: Int32Array;
  /** Per reviewer: capacity in reviews for this cohort, held ones included. */
  capacity: Int32Array;
  /** Per reviewer: reviews already held that this run may not move. `capacity - held` places are open (never below 0). */
  held: Int32Array;
  /** Pairs of Profile p are `pairStart[p]` up to `pairStart[p + 1]` (length profileCount + 1), reviewers ascending. */
  pairStart: Int32Array;
  /** Per pair: the reviewer's index. */
  pairReviewer: Int32Array;
  /** Per pair: cost >= 0 in whole units (band preference 0/1/2 plus network 0/1 in the product; up to 10,000 in benches). */
  pairCost: Int32Array;
  /** Per pair: 1 where this pair stands today and may move (stage 5 counts what changes), else 0. */
  pairStands: Uint8Array;
  /** Per reviewer: school index, or -1. */
  school: Int32Array;
  /** At most one of a Profile's reviewers from any one school (schools of locked reviews are already taken out). */
  isOnePerSchool: boolean;
  /** The k-th review a reviewer holds (k from 0, held ones included) costs floor(loadWeight * (2k + 1) / capacity). */
  loadWeight: number;
  /** Decides between answers that are equal in everything else. */
  seed: number;
};

import type { Flow } from "./flow.rules.ts";
import type { CoverageResult } from "./stages.rules.ts";
import type { WorstPair, WorstPairCut } from "./worst-pair.rules.ts";

/** Cuts and prices that prove an answer; `check-certificate.rules.ts` needs nothing else to verify it. */
export type Certificate = {
  /** Stage 1: Profiles and reviewers of the minimum cut. */
  coverageCut: { profile: Uint8Array; reviewer: Uint8Array };
  /** Stage 2: places that must be filled; stages 3 to 5 are proved for them. */
  atLeast: Int32Array;
  /** Stage 3: the cut among cheaper pairs, or null where the cheapest pairs suffice. */
  dearestPair: number;
  worstPairCut: WorstPairCut | null;
  /** Stages 4 and 5: costs are `scale * cost`, plus 1 for a pair that does not stand; a price per reviewer in these. */
  scale: number;
  price: Float64Array;
  /** What an empty place costs, in the same. */
  lackCost: number;
};

export function certificateOf(
  coverage: CoverageResult,
  atLeast: Int32Array,
  { dearestPair, cut }: WorstPair,
  flow: Flow,
): Certificate {
  return {
    coverageCut: { profile: coverage.criticalProfile, reviewer: coverage.criticalReviewer },
    atLeast,
    dearestPair,
    worstPairCut: cut,
    scale: flow.problem.scale,
    price: Float64Array.from(flow.rise, (_, j) => flow.price(j) - flow.tau),
    lackCost: flow.problem.lackCost,
  };
}

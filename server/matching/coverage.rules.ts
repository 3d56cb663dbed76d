import type { Instance } from "./instance.rules.ts";
import { Placement } from "./placement.rules.ts";
import type { CoverageResult } from "./stages.rules.ts";

/** Stage 1 with its working state, on which reports and what-ifs go on. */
export type Coverage = {
  placement: Placement;
  /** The most reviews that can be placed at once, and how many are missing to the demand. */
  placed: number;
  missing: number;
  /** Per Profile and per reviewer: 1 in the critical set (see `CoverageResult`). */
  criticalProfile: Uint8Array;
  criticalReviewer: Uint8Array;
};

/** A Profile never has more of its places with one what-if reader than one, so this many stand for any number of them. */
export const SPARE_REVIEWERS = 3;

/**
 * Stage 1: the most reviews that can be placed, and the set of Profiles and reviewers where it is short.
 * @param from a coverage of the same people with fewer pairs, from which it goes on
 */
export function cover(instance: Instance, from?: Coverage): Coverage {
  const placement = new Placement(instance, SPARE_REVIEWERS);
  if (from) placement.placeAs(from.placement);
  else placement.placeSimply();
  placement.augment();
  const { placed } = placement.slots;
  return {
    placement,
    placed,
    missing: instance.demand.reduce((sum, each) => sum + each, 0) - placed,
    criticalProfile: Uint8Array.from(placement.profileLevel, (level) => (level >= 0 ? 1 : 0)),
    criticalReviewer: Uint8Array.from(placement.reviewerLevel.subarray(0, instance.reviewerCount), (level) =>
      level >= 0 ? 1 : 0,
    ),
  };
}

/** What the later stages need when stage 2 has nothing to decide or is left out: the flow's own answer. */
export function coverageResult({ demand }: Instance, { placement, ...coverage }: Coverage): CoverageResult {
  const served = placement.slots.filled.slice();
  const isShort = (p: number) => (served[p] as number) < (demand[p] as number);
  const shortCount = served.reduce((count, _, p) => count + (isShort(p) ? 1 : 0), 0);
  return {
    placed: coverage.placed,
    served,
    atLeast: demand.map((each, p) => (isShort(p) ? 0 : each)),
    shortCount,
    isFewestProven: shortCount === 0,
    choices: shortCount === 0 ? [demand.slice()] : null,
    criticalProfile: coverage.criticalProfile,
    criticalReviewer: coverage.criticalReviewer,
  };
}

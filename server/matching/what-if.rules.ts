import type { Band, FallbackStep, MatchingInput } from "./candidates.rules.ts";
import { keyOf } from "./cells.rules.ts";
import { type Coverage, SPARE_REVIEWERS } from "./coverage.rules.ts";
import { type Eligibility, markExclusions, takenByProfile } from "./eligibility.rules.ts";

/** One thing that a coordinator could do about a shortage. Reviewers are positions in the input's list. */
export type Change =
  | { kind: "recruit"; subject: string; band: Band; count: number; reviewsEach: number }
  | { kind: "raise-cap"; reviewers: readonly number[]; to: number }
  | { kind: "fallback"; subject: string; band: Band; step: FallbackStep };

/** Tries changes without making them. */
export type WhatIf = {
  /** How many more reviews could be placed in the whole cohort: exactly, by maximum flow from where stage 1 ended. */
  gainOf(change: Change): number;
  /** The critical Profiles of one cell, as positions. */
  criticalIn(subject: string, band: Band): readonly number[];
};

type Bench = {
  input: MatchingInput;
  eligibility: Eligibility;
  coverage: Coverage;
  criticalByCell: Map<string, number[]>;
  criticalReviewers: number;
  taken: Map<number, number[]>;
};

/** Gets ready to try changes on a finished stage 1; leaves it as it found it. */
export function prepareWhatIf(input: MatchingInput, eligibility: Eligibility, coverage: Coverage): WhatIf {
  const { placement } = coverage;
  const bench: Bench = {
    input,
    eligibility,
    coverage,
    criticalByCell: groupCritical(input, coverage),
    criticalReviewers: coverage.criticalReviewer.reduce((sum, each) => sum + each, 0),
    taken: takenByProfile(eligibility),
  };
  return {
    gainOf: (change) =>
      placement.trial(() => {
        const atMost = Math.min(coverage.missing, apply(change, bench));
        return atMost > 0 ? placement.augment(atMost) : 0;
      }),
    criticalIn: (subject, band) => bench.criticalByCell.get(keyOf(subject, band)) ?? [],
  };
}

/** Makes the change in the placement and says how many reviews it can add at most. */
function apply(change: Change, bench: Bench): number {
  if (change.kind === "fallback") return openCell(change, bench);
  bench.coverage.placement.reachable = bench.criticalReviewers;
  return change.kind === "recruit" ? recruit(change, bench) : raiseCaps(change, bench);
}

/**
 * Any number of equal recruits without conflicts is worth as much as three that share their places evenly: no Profile can
 * use more than three, and reviews dealt out in turn fill both alike.
 */
function recruit({ subject, band, count, reviewsEach }: Change & { kind: "recruit" }, bench: Bench): number {
  const { placement } = bench.coverage;
  const { reviewerCount } = bench.eligibility.instance;
  placement.isRoomOnlyInExtra = true;
  const people = Math.min(count, SPARE_REVIEWERS);
  const places = count * reviewsEach;
  const recruits = Int32Array.from({ length: people }, (_, k) => reviewerCount + k);
  recruits.forEach((reviewer, k) => {
    placement.slots.tryPlaces(reviewer, Math.floor((places + k) / people));
  });
  for (const p of bench.criticalByCell.get(keyOf(subject, band)) ?? []) placement.extra.set(p, recruits);
  return places;
}

function raiseCaps({ reviewers, to }: Change & { kind: "raise-cap" }, { coverage, eligibility }: Bench): number {
  const { slots } = coverage.placement;
  let added = 0;
  for (const reviewer of reviewers) {
    const raised = to - (eligibility.instance.held[reviewer] as number);
    const present = slots.places[reviewer] as number;
    if (raised <= present) continue;
    slots.tryPlaces(reviewer, raised);
    added += raised - present;
  }
  return added;
}

/** Only readers outside the critical set can help: those inside are full with the same Profiles' reviews. */
function openCell({ subject, band, step }: Change & { kind: "fallback" }, bench: Bench): number {
  const { coverage, eligibility, input, taken } = bench;
  const { marks } = eligibility;
  const added = eligibility.cells
    .addedBy(subject, band, step)
    .reviewer.filter((j) => coverage.criticalReviewer[j] === 0 && eligibility.outOfService[j] === 0);
  let pairs = 0;
  if (added.length === 0) return 0;
  for (const p of bench.criticalByCell.get(keyOf(subject, band)) ?? []) {
    markExclusions(input, p, marks, taken);
    const readers = added.filter((j) => marks.mask[j] === 0);
    coverage.placement.extra.set(p, readers);
    pairs += readers.length;
  }
  return pairs;
}

function groupCritical({ profiles }: MatchingInput, { criticalProfile }: Coverage): Map<string, number[]> {
  const byCell = new Map<string, number[]>();
  profiles.forEach(({ subject, band }, p) => {
    if (criticalProfile[p] === 0 || !subject || !band) return;
    const key = keyOf(subject, band);
    const list = byCell.get(key);
    if (list) list.push(p);
    else byCell.set(key, [p]);
  });
  return byCell;
}

import type { Band, MatchingInput } from "./candidates.rules.ts";
import { keyOf } from "./cells.rules.ts";
import type { Coverage } from "./coverage.rules.ts";
import type { Eligibility } from "./eligibility.rules.ts";
import { type ShortPart, shortParts } from "./hall.rules.ts";
import { missingOfProfile } from "./incomplete.rules.ts";
import { countReasons, type ReasonCount } from "./reasons.rules.ts";
import { findRemedies, type Remedy, type ShortCell } from "./remedies.rules.ts";
import { shortageSentence } from "./shortage-words.rules.ts";
import { prepareWhatIf, type WhatIf } from "./what-if.rules.ts";

/** Why some Profiles cannot have all their readers, proved, and what would help. */
export type Shortage = ShortPart & {
  cells: ShortCell[];
  /** Everybody who can read one of these Profiles, and what they can give together: need less missing. */
  readerCount: number;
  canGive: number;
  /** Readers of these cells that none of the Profiles can have, once each under their first reason. */
  excluded: ReasonCount[];
  /** Readers that only some of these Profiles cannot have. */
  partlyExcluded: number;
  remedies: Remedy[];
  sentence: string;
};

export type ShortageReport = {
  placed: number;
  missing: number;
  shortages: Shortage[];
  /** Profiles that nobody can read until their details are complete, as positions. */
  incompleteProfiles: number[];
  whatIf: WhatIf;
};

/** The whole story of stage 1 in words: every short part with its proof, its exclusions and its remedies. */
export function explainShortages(input: MatchingInput, eligibility: Eligibility, coverage: Coverage): ShortageReport {
  const whatIf = prepareWhatIf(input, eligibility, coverage);
  const isComplete = (p: number) =>
    missingOfProfile(input.profiles[p] as MatchingInput["profiles"][number]).length === 0;
  const parts = shortParts(eligibility.instance, coverage, numberCells(input));
  return {
    placed: coverage.placed,
    missing: coverage.missing,
    shortages: parts
      .filter(({ profiles }) => isComplete(profiles[0] as number))
      .map((part) => explain(input, eligibility, whatIf, part)),
    incompleteProfiles: parts.flatMap(({ profiles }) => profiles.filter((p) => !isComplete(p))),
    whatIf,
  };
}

function explain(input: MatchingInput, eligibility: Eligibility, whatIf: WhatIf, part: ShortPart): Shortage {
  const cells = cellsOf(input, part.profiles);
  const shortage = {
    ...part,
    cells,
    canGive: part.need - part.missing,
    ...whoIsLeft(eligibility, part),
    remedies: findRemedies(input, eligibility, whatIf, part, cells),
  };
  return { ...shortage, sentence: shortageSentence(shortage) };
}

/** Cells of a part, most Profiles first. */
function cellsOf({ profiles }: MatchingInput, members: readonly number[]): ShortCell[] {
  const cells = new Map<string, ShortCell>();
  for (const p of members) {
    const { subject, band } = profiles[p] ?? {};
    if (!subject || !band) continue;
    const cell = cells.get(keyOf(subject, band)) ?? { subject, band, profiles: 0 };
    cell.profiles++;
    cells.set(keyOf(subject, band), cell);
  }
  return [...cells.values()].sort((a, b) => b.profiles - a.profiles);
}

/** Who can read at least one of the Profiles, and why the others of the cells can read none. */
function whoIsLeft({ instance, ...eligibility }: Eligibility, { profiles }: ShortPart) {
  const { pairStart, pairReviewer, reviewerCount } = instance;
  const { excludedStart, excludedReviewer, excludedReasons } = eligibility;
  const isReader = new Uint8Array(reviewerCount);
  for (const p of profiles)
    for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) isReader[pairReviewer[e] as number] = 1;
  const masks = new Map<number, number>();
  for (const p of profiles)
    for (let k = excludedStart[p] as number; k < (excludedStart[p + 1] as number); k++) {
      const reviewer = excludedReviewer[k] as number;
      masks.set(reviewer, (masks.get(reviewer) ?? 0) | (excludedReasons[k] as number));
    }
  const held = [...masks.keys()].filter((reviewer) => isReader[reviewer] === 0);
  return {
    readerCount: isReader.reduce((sum, each) => sum + each, 0),
    excluded: countReasons(held.map((reviewer) => masks.get(reviewer) as number)),
    partlyExcluded: masks.size - held.length,
  };
}

/** Per Profile the number of its cell; -1 where its subject or band is missing. */
function numberCells({ profiles }: MatchingInput): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(profiles, (profile) => {
    if (!profile.subject || !profile.band || missingOfProfile(profile).length > 0) return -1;
    const key = keyOf(profile.subject, profile.band as Band);
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key) as number;
  });
}

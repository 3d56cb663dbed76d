import type { Band, MatchingInput } from "./candidates.rules.ts";
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
  const cellOf = numberCells(input);
  const parts = shortParts(eligibility.instance, coverage, cellOf);
  return {
    placed: coverage.placed,
    missing: coverage.missing,
    shortages: parts
      .filter(({ profiles }) => isComplete(profiles[0] as number))
      .map((part) => explain(input, eligibility, whatIf, part, cellsOf(input, cellOf, part.profiles))),
    incompleteProfiles: parts.flatMap(({ profiles }) => profiles.filter((p) => !isComplete(p))),
    whatIf,
  };
}

function explain(
  input: MatchingInput,
  eligibility: Eligibility,
  whatIf: WhatIf,
  part: ShortPart,
  cells: ShortCell[],
): Shortage {
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
function cellsOf({ profiles }: MatchingInput, cellOf: Int32Array, members: readonly number[]): ShortCell[] {
  const cells = new Map<number, ShortCell>();
  for (const p of members) {
    const known = cells.get(cellOf[p] as number);
    const { subject, band } = profiles[p] ?? {};
    if (known) known.profiles++;
    else if (subject && band) cells.set(cellOf[p] as number, { subject, band, profiles: 1 });
  }
  return [...cells.values()].sort((a, b) => b.profiles - a.profiles);
}

/** Who can read at least one of the Profiles, and why the others of the cells can read none. */
function whoIsLeft({ instance, ...eligibility }: Eligibility, { profiles }: ShortPart) {
  const { pairStart, pairReviewer, reviewerCount } = instance;
  const { excludedStart, excludedReviewer, excludedReasons } = eligibility;
  const isReader = new Uint8Array(reviewerCount);
  const masks = new Int32Array(reviewerCount);
  for (const p of profiles) {
    const end = pairStart[p + 1] as number;
    for (let e = pairStart[p] as number; e < end; e++) isReader[pairReviewer[e] as number] = 1;
    const last = excludedStart[p + 1] as number;
    for (let k = excludedStart[p] as number; k < last; k++) {
      const reviewer = excludedReviewer[k] as number;
      masks[reviewer] = (masks[reviewer] as number) | (excludedReasons[k] as number);
    }
  }
  return {
    readerCount: isReader.reduce((sum, each) => sum + each, 0),
    excluded: countReasons(masks.filter((_, reviewer) => isReader[reviewer] === 0)),
    partlyExcluded: masks.reduce((sum, mask, reviewer) => sum + (mask !== 0 && isReader[reviewer] === 1 ? 1 : 0), 0),
  };
}

/** Per Profile the number of its cell; -1 where its subject or band is missing. */
function numberCells({ profiles }: MatchingInput): Int32Array {
  const numbers = new Map<string, Map<Band, number>>();
  let count = 0;
  return Int32Array.from(profiles, (profile) => {
    const { subject, band } = profile;
    if (!subject || !band || missingOfProfile(profile).length > 0) return -1;
    const ofSubject = numbers.get(subject) ?? new Map<Band, number>();
    numbers.set(subject, ofSubject);
    const known = ofSubject.get(band);
    if (known !== undefined) return known;
    ofSubject.set(band, count);
    return count++;
  });
}

import {
  BANDS,
  type Band,
  type FallbackDecision,
  type FallbackStep,
  type ReviewerToMatch,
} from "./candidates.rules.ts";

/** Readers of one cell (subject x band), reviewers ascending, each with the cost of reading outside their first choice. */
export type CellReaders = { reviewer: Int32Array; cost: Uint8Array };

/** Asks who may read a cell, with the fallbacks that are on record for it. */
export type CellIndex = {
  readersOf(subject: string, band: Band): CellReaders;
  /** Those whom a fallback step would add to the cell, beside those who may read it already. */
  addedBy(subject: string, band: Band, step: FallbackStep): CellReaders;
};

/**
 * What a reader outside the cell costs: more than any ordinary pair (band choice 0 to 2 plus network 0 or 1), so that
 * the worst-pair stage reaches for one only where it must.
 */
export const FALLBACK_COST: Record<FallbackStep, number> = { "adjacent-band": 4, "any-band": 6, "subject-group": 8 };

type Reader = { reviewer: number; cost: number };

/** Sorts the reviewers that may serve (by position in `reviewers`) into cells. Each cell is put together once. */
export function indexCells(
  reviewers: readonly ReviewerToMatch[],
  isServing: (reviewer: number) => boolean,
  fallbacks: readonly FallbackDecision[],
  subjectGroups: Readonly<Record<string, string>>,
): CellIndex {
  const bySubject = groupBySubject(reviewers, isServing);
  const decided = new Map<string, FallbackStep[]>();
  for (const { subject, band, step } of fallbacks)
    decided.set(keyOf(subject, band), [...(decided.get(keyOf(subject, band)) ?? []), step]);
  const cells = new Map<string, CellReaders>();

  const inBand = (subject: string, band: Band) => matchBand(reviewers, bySubject.get(subject) ?? [], band);
  const outside = (subject: string, band: Band, step: FallbackStep): Reader[] => {
    const cost = FALLBACK_COST[step];
    const found =
      step === "subject-group"
        ? subjectsLike(subject, subjectGroups).flatMap((other) => inBand(other, band))
        : BANDS.filter((other) => step === "any-band" || isAdjacent(band, other)).flatMap((b) => inBand(subject, b));
    return found.map(({ reviewer }) => ({ reviewer, cost }));
  };

  const readersOf = (subject: string, band: Band): CellReaders => {
    const key = keyOf(subject, band);
    const known = cells.get(key);
    if (known) return known;
    const steps = decided.get(key) ?? [];
    const readers = merge([...inBand(subject, band), ...steps.flatMap((step) => outside(subject, band, step))]);
    cells.set(key, readers);
    return readers;
  };
  const addedBy = (subject: string, band: Band, step: FallbackStep): CellReaders => {
    const present = new Set(readersOf(subject, band).reviewer);
    return merge(outside(subject, band, step).filter(({ reviewer }) => !present.has(reviewer)));
  };
  return { readersOf, addedBy };
}

/** One string for a cell. */
export function keyOf(subject: string, band: Band): string {
  return `${subject}\n${band}`;
}

/** Next to each other in age; K-12 is beside nothing, as it matches everything already. */
export function isAdjacent(a: Band, b: Band): boolean {
  return a !== "k12" && b !== "k12" && Math.abs(BANDS.indexOf(a) - BANDS.indexOf(b)) === 1;
}

function groupBySubject(reviewers: readonly ReviewerToMatch[], isServing: (reviewer: number) => boolean) {
  const bySubject = new Map<string, number[]>();
  reviewers.forEach(({ subjects }, j) => {
    if (!isServing(j)) return;
    for (const subject of new Set(subjects)) {
      const list = bySubject.get(subject);
      if (list) list.push(j);
      else bySubject.set(subject, [j]);
    }
  });
  return bySubject;
}

/** Those who read the band, with the best of their matching choices. K-12 matches both ways. */
function matchBand(reviewers: readonly ReviewerToMatch[], members: readonly number[], band: Band): Reader[] {
  const readers: Reader[] = [];
  for (const reviewer of members) {
    let cost = -1;
    for (const choice of reviewers[reviewer]?.bands ?? []) {
      if (band !== "k12" && choice.band !== "k12" && choice.band !== band) continue;
      if (cost < 0 || choice.preference < cost) cost = choice.preference;
    }
    if (cost >= 0) readers.push({ reviewer, cost });
  }
  return readers;
}

function subjectsLike(subject: string, groups: Readonly<Record<string, string>>): string[] {
  const group = groups[subject];
  if (group === undefined) return [];
  return Object.keys(groups).filter((other) => other !== subject && groups[other] === group);
}

/** Ascending, each reviewer once at their lowest cost. */
function merge(readers: Reader[]): CellReaders {
  readers.sort((a, b) => a.reviewer - b.reviewer || a.cost - b.cost);
  const once = readers.filter(({ reviewer }, k) => reviewer !== readers[k - 1]?.reviewer);
  return {
    reviewer: Int32Array.from(once, ({ reviewer }) => reviewer),
    cost: Uint8Array.from(once, ({ cost }) => cost),
  };
}

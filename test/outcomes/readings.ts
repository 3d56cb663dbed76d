import { SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import type { CaseFile, Reading } from "../../server/outcomes/index.ts";
import { indicatorIds, type Level } from "../../server/programs/index.ts";
import type { Mark } from "../../server/reviews/index.ts";

export const RUBRIC = SAMPLE_RUBRIC;
export const IDS = indicatorIds(RUBRIC);

/** A reading that adds up to `points` (14 to 42): the fewest different levels that do it, so that nothing splits by chance. */
export function readingOf(readerId: string, points: number): Reading {
  const low = (points >= 28 ? 2 : 1) as Level;
  const above = points - low * IDS.length;
  return readingFrom(
    readerId,
    IDS.map((_, i) => (i < above ? low + 1 : low) as Level),
  );
}

export function readingFrom(readerId: string, levels: readonly (Level | string)[]): Reading {
  const marks = IDS.map((indicatorId, i): Mark => {
    const given = levels[i] ?? 1;
    return typeof given === "string"
      ? { indicatorId, level: null, code: given }
      : { indicatorId, level: given, code: null };
  });
  return { readerId, marks };
}

export function caseOf(points: readonly number[], rest: Partial<CaseFile> = {}): CaseFile {
  const readings = points.map((one, i) => readingOf(`reader-${i}`, one));
  return { readings, requests: [], nsRulings: [], look: null, fourth: null, ...rest };
}

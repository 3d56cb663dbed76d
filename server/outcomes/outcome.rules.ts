import { isAtLeast, type Share } from "../kernel/percent.ts";
import { indicatorIds, maxPointsOf, type ProgramSettings, type Rubric } from "../programs/index.ts";
import { type Mark, totalOf } from "../reviews/index.ts";

/** What the points say: 80 and more, 75 up to 80, below 75 (with the default cuts). */
export const BANDS = ["not-promoted", "interview", "promote"] as const;
export type Band = (typeof BANDS)[number];

/** One reader's marks in a case. Names stay outside; `readerId` only keeps readers apart. */
export type Reading = { readerId: string; marks: readonly Mark[] };
export type Cuts = Pick<ProgramSettings, "promoteAtPct" | "interviewAtPct">;

/** The band of a share. Compared as exact integers: 100 of 126 (79.37 %) is an interview. */
export function bandOf(share: Share, { promoteAtPct, interviewAtPct }: Cuts): Band {
  if (isAtLeast(share, promoteAtPct)) return "promote";
  return isAtLeast(share, interviewAtPct) ? "interview" : "not-promoted";
}

/** Each reader's points, in the order given. */
export function totalsOf(readings: readonly Reading[], rubric: Rubric): number[] {
  return readings.map(({ marks }) => totalOf(marks, rubric));
}

/** All readers' points of all possible points: 126 for three readers and the sample rubric. */
export function shareOf(readings: readonly Reading[], rubric: Rubric): Share {
  const points = totalsOf(readings, rubric).reduce((sum, total) => sum + total, 0);
  return { points, of: readings.length * maxPointsOf(rubric) };
}

/** Every reader's mark on one indicator; readers without one are left out. */
export function marksOn(readings: readonly Reading[], indicatorId: string): Mark[] {
  return readings.flatMap(({ marks }) => marks.filter((mark) => mark.indicatorId === indicatorId));
}

/** Indicators on which both the lowest and the highest level were given, in the rubric's order. Codes do not count. */
export function splitIndicatorsOf(readings: readonly Reading[], rubric: Rubric): string[] {
  return indicatorIds(rubric).filter((id) => {
    const levels = marksOn(readings, id).map(({ level }) => level);
    return levels.includes(1) && levels.includes(3);
  });
}

/** The cuts (as percents) that lie between two readers: at least one at or above, at least one below. */
export function straddledCuts(totals: readonly number[], of: number, { promoteAtPct, interviewAtPct }: Cuts): number[] {
  return [promoteAtPct, interviewAtPct].filter((cut) => {
    const above = totals.filter((points) => isAtLeast({ points, of }, cut)).length;
    return above > 0 && above < totals.length;
  });
}

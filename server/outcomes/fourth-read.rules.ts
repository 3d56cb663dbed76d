import type { Share } from "../kernel/percent.ts";
import { maxPointsOf, pointsOf, type Rubric } from "../programs/index.ts";
import { countedLevel } from "../reviews/index.ts";
import type { Fired } from "./discrepancy.rules.ts";
import { marksOn, type Reading, shareOf, totalsOf } from "./outcome.rules.ts";

/**
 * How the fourth reading will be counted. Decided when it is asked for and put on record, so that nothing that happens
 * later can choose the rule: with it fixed, more points from any of the four readers never lower the result.
 */
export type Resolution =
  | { rule: "middle-two" }
  | { rule: "all-four" }
  | { rule: "split-indicators"; indicatorIds: readonly string[] };

/** The first that applies: b, then c or d, then a alone. A JGP member who asks on a held case adds no trigger. */
export function resolutionFor(fired: readonly Fired[]): Resolution {
  const has = (trigger: string) => fired.some((one) => one.trigger === trigger);
  if (has("b")) return { rule: "middle-two" };
  const split = fired.find(({ trigger }) => trigger === "a");
  if (split === undefined || has("c") || has("d")) return { rule: "all-four" };
  return { rule: "split-indicators", indicatorIds: split.about.map(String) };
}

/** The sum of the two middle totals of four, over two readers' points (84 for the sample rubric). */
function middleTwo(readings: readonly Reading[], rubric: Rubric): Share {
  const sorted = totalsOf(readings, rubric).sort((x, y) => x - y);
  const middle = sorted.slice(1, -1).reduce((sum, total) => sum + total, 0);
  return { points: middle, of: 2 * maxPointsOf(rubric) };
}

/** On each split indicator three times the fourth reader's level, the rest of the three unchanged (over 126). */
function onSplitIndicators(three: readonly Reading[], fourth: Reading, ids: readonly string[], rubric: Rubric): Share {
  const keep = three.map(({ readerId, marks }) => ({
    readerId,
    marks: marks.filter((m) => !ids.includes(m.indicatorId)),
  }));
  const again = ids
    .flatMap((id) => marksOn([fourth], id))
    .reduce((sum, mark) => sum + three.length * pointsOf(rubric, countedLevel(mark)), 0);
  return { points: shareOf(keep, rubric).points + again, of: three.length * maxPointsOf(rubric) };
}

/** The final share of a case with a fourth reading. Triggers are not run again. */
export function resolve(three: readonly Reading[], fourth: Reading, resolution: Resolution, rubric: Rubric): Share {
  if (resolution.rule === "split-indicators") return onSplitIndicators(three, fourth, resolution.indicatorIds, rubric);
  const four = [...three, fourth];
  return resolution.rule === "middle-two" ? middleTwo(four, rubric) : shareOf(four, rubric);
}

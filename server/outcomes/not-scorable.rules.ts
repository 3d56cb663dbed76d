import { indicatorIds, type Rubric } from "../programs/index.ts";
import { STOP_CODES } from "../reviews/index.ts";
import { marksOn, type Reading } from "./outcome.rules.ts";

/** Two of three readers could not score the same indicator. */
export const CODED_READERS_MIN = 2;

export const NS_RULINGS = ["returned-for-fix", "let-stand", "void"] as const;
/** What the JGP did, with a reason, about these indicators (`2.1`) or stop codes (`NS6`): never about later ones. */
export type NsRuling = {
  ruling: (typeof NS_RULINGS)[number];
  about: readonly string[];
  byId: string;
  reason: string;
  at: Date;
};

/** The indicators that hold the case: any codes from two or more readers on one of them. */
export function heldIndicatorsOf(readings: readonly Reading[], rubric: Rubric): string[] {
  return indicatorIds(rubric).filter(
    (id) => marksOn(readings, id).filter(({ code }) => code !== null).length >= CODED_READERS_MIN,
  );
}

/**
 * The stop codes in these readings and in what readers stopped before their sheet was in, each once, sorted. One reader
 * is enough.
 */
export function stopCodesOf(readings: readonly Reading[], stops: readonly string[] = []): string[] {
  const codes = [...stops, ...readings.flatMap(({ marks }) => marks.map(({ code }) => code))];
  return STOP_CODES.filter((code) => codes.includes(code)).sort();
}

/** Null when nothing is left to rule on; else what stands: still open, or sent back, or void. The gravest ruling counts. */
export function openOrRuled(
  subjects: readonly string[],
  rulings: readonly NsRuling[],
): "open" | "returned-for-fix" | "void" | null {
  const on = rulings.filter(({ about }) => subjects.some((one) => about.includes(one)));
  if (on.some(({ ruling }) => ruling === "void")) return "void";
  if (on.some(({ ruling }) => ruling === "returned-for-fix")) return "returned-for-fix";
  return subjects.every((one) => on.some(({ about }) => about.includes(one))) ? null : "open";
}

import { type Canonical, canonicalJson } from "../kernel/canonical.ts";
import { type Rubric, rubricKey } from "../programs/index.ts";
import type { Verdict } from "./verdict.rules.ts";

/** A result on record: the rubric version it was computed with, and what it became. A reopening adds a version. */
export type OutcomeVersion = { version: number; rubric: string; verdict: Verdict; at: Date };

/** The next version of a case's outcome, or null when nothing changed: a job that runs twice adds nothing. */
export function nextOutcome(
  last: OutcomeVersion | null,
  verdict: Verdict,
  rubric: Rubric,
  at: Date,
): OutcomeVersion | null {
  const text = (one: Verdict) => canonicalJson(one as Canonical);
  if (last !== null && text(last.verdict) === text(verdict)) return null;
  return { version: (last?.version ?? 0) + 1, rubric: rubricKey(rubric), verdict, at };
}

/**
 * What a JGP member sees in the blind look: which indicators are split and why the case waits. Not the totals, the
 * percent or the side of the cut; trigger c is left out because it tells that the mean is near one.
 */
export function blindLookOf(verdict: Verdict): { triggers: string[]; indicatorIds: string[] } | null {
  if (verdict.stage !== "held") return null;
  const shown = verdict.fired.filter(({ trigger }) => trigger === "a" || trigger === "b");
  const split = shown.find(({ trigger }) => trigger === "a");
  return { triggers: shown.map(({ trigger }) => trigger), indicatorIds: split?.about.map(String) ?? [] };
}

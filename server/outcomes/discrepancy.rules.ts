import {
  maxPointsOf,
  type ProgramSettings,
  type Rubric,
  TRIGGERS,
  type Trigger,
  type TriggerMode,
} from "../programs/index.ts";
import { type Cuts, type Reading, splitIndicatorsOf, straddledCuts, totalsOf } from "./outcome.rules.ts";

/** Trigger d: a reader of the case, or a JGP member, asks for a fourth read, with a reason. */
export type FourthReadRequest = { byRole: "reviewer" | "jgp"; byId: string; reason: string; at: Date };

/** A trigger that fired, what the program version does about it, and the indicators or cuts it is about. */
export type Fired = { trigger: Trigger; mode: Exclude<TriggerMode, "off">; about: readonly (string | number)[] };

/** More than `overPct` percentage points between the highest and the lowest reader (integers, strictly more). */
export function isSpreadOver(totals: readonly number[], of: number, overPct: number): boolean {
  return (Math.max(...totals) - Math.min(...totals)) * 100 > overPct * of;
}

/**
 * Cuts that readers straddle while the readers' mean lies within `nearCutTenths` tenths of a rubric point of the cut.
 * |sum / n - cut * of / 100| <= tenths / 10, both sides multiplied by 100 n.
 */
export function nearStraddledCuts(totals: readonly number[], of: number, cuts: Cuts, nearCutTenths: number): number[] {
  const n = totals.length;
  const sum = totals.reduce((all, one) => all + one, 0);
  return straddledCuts(totals, of, cuts).filter((cut) => Math.abs(100 * sum - cut * of * n) <= 10 * nearCutTenths * n);
}

/** What each trigger is about in these readings; an empty list where it does not fire. Modes are not looked at. */
function subjectsOf(
  readings: readonly Reading[],
  requests: readonly FourthReadRequest[],
  rubric: Rubric,
  settings: ProgramSettings,
): Record<Trigger, (string | number)[]> {
  const totals = totalsOf(readings, rubric);
  const of = maxPointsOf(rubric);
  const split = splitIndicatorsOf(readings, rubric);
  return {
    a: split.length >= settings.splitIndicatorsMin ? split : [],
    b: isSpreadOver(totals, of, settings.spreadOverPct) ? [settings.spreadOverPct] : [],
    c: nearStraddledCuts(totals, of, settings, settings.nearCutTenths),
    d: requests.length > 0 ? ["asked"] : [],
  };
}

/** The triggers that fire on three readings, in order a to d. One that is off never fires. Does not depend on reader order. */
export function firedTriggers(
  readings: readonly Reading[],
  requests: readonly FourthReadRequest[],
  rubric: Rubric,
  settings: ProgramSettings,
): Fired[] {
  const subjects = subjectsOf(readings, requests, rubric, settings);
  return TRIGGERS.flatMap((trigger) => {
    const mode = settings.triggers[trigger];
    const about = subjects[trigger];
    return mode === "off" || about.length === 0 ? [] : [{ trigger, mode, about }];
  });
}

/** A reviewer may ask for a fourth read on a case they scored, as long as they submitted nothing after it. */
export function mayReviewerAsk(submittedAtOfThis: Date, submittedAtOfOthers: readonly Date[]): boolean {
  return submittedAtOfOthers.every((at) => at.getTime() <= submittedAtOfThis.getTime());
}

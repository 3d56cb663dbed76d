import { DateTime } from "luxon";

/** Yearly pay by pathway, interval 1 first, in whole units of `currency`. */
export type SalarySchedule = {
  schoolYear: string;
  currency: string;
  source: string;
  achievementUnitsPerInterval: number;
  pathways: Record<string, readonly number[]>;
};

/** Yearly pay at an interval (1, 2, ...) of a pathway, or null where the schedule has none. */
export function payAt(schedule: SalarySchedule, pathway: string, interval: number): number | null {
  return schedule.pathways[pathway]?.[interval - 1] ?? null;
}

/** Where a promoted teacher is placed, whatever their Professional interval was: Model, interval 1. */
export const MODEL_PLACEMENT = { pathway: "Model", interval: 1 } as const;

export type Placement = { pathway: string; interval: number; yearlyPay: number; change: number; renewalDueOn: string };

/**
 * The placement of a promoted teacher from their Professional interval (null when unknown: the change is then 0).
 * `effectiveOn` is a calendar day, `2026-07-01`; renewal is due `renewalYears` later, or on reaching the renewal interval.
 */
export function placementFor(
  schedule: SalarySchedule,
  professionalInterval: number | null,
  effectiveOn: string,
  renewalYears: number,
): Placement {
  const yearlyPay = payAt(schedule, MODEL_PLACEMENT.pathway, MODEL_PLACEMENT.interval);
  if (yearlyPay === null) throw new Error(`the schedule ${schedule.schoolYear} has no Model interval 1`);
  const before = professionalInterval === null ? null : payAt(schedule, "Professional", professionalInterval);
  const renewalDueOn = DateTime.fromISO(effectiveOn, { zone: "utc" }).plus({ years: renewalYears }).toISODate();
  if (renewalDueOn === null) throw new Error(`not a calendar day: ${effectiveOn}`);
  return { ...MODEL_PLACEMENT, yearlyPay, change: before === null ? 0 : yearlyPay - before, renewalDueOn };
}

/** Renewal is due after the years or on reaching the interval, whichever comes first. Days compare as `YYYY-MM-DD`. */
export function isRenewalDue(
  placed: { renewalDueOn: string; interval: number },
  todayOn: string,
  renewalInterval: number,
): boolean {
  return todayOn >= placed.renewalDueOn || placed.interval >= renewalInterval;
}

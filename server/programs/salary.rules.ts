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

export type Placement = {
  pathway: string;
  interval: number;
  yearlyPay: number;
  /** Where they come from on the Professional pathway, and how much more a year this is; null where payroll has not said. */
  before: { interval: number; yearlyPay: number; change: number } | null;
  renewalDueOn: string;
};

/**
 * The placement of a promoted teacher from their Professional interval (null when unknown).
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
  const formerPay = professionalInterval === null ? null : payAt(schedule, "Professional", professionalInterval);
  const before =
    professionalInterval === null || formerPay === null
      ? null
      : { interval: professionalInterval, yearlyPay: formerPay, change: yearlyPay - formerPay };
  const renewalDueOn = DateTime.fromISO(effectiveOn, { zone: "utc" }).plus({ years: renewalYears }).toISODate();
  if (renewalDueOn === null) throw new Error(`not a calendar day: ${effectiveOn}`);
  return { ...MODEL_PLACEMENT, yearlyPay, before, renewalDueOn };
}

/** Renewal is due after the years or on reaching the interval, whichever comes first. Days compare as `YYYY-MM-DD`. */
export function isRenewalDue(
  placed: { renewalDueOn: string; interval: number },
  todayOn: string,
  renewalInterval: number,
): boolean {
  return todayOn >= placed.renewalDueOn || placed.interval >= renewalInterval;
}

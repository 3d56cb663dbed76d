import { DateTime } from "luxon";
import { type Calendar, dayIn, plusDays } from "../../server/cohorts/index.ts";
import type { Chance } from "./chance.ts";
import { isWorkday } from "./workdays.ts";

export const ZONE = "America/New_York";

/** Days from the submission deadline to every other day of a cohort, a nine-week pace. */
const PACE = {
  registrationFromOn: -70,
  draftingFromOn: -56,
  submissionDueOn: 0,
  intakeDueOn: 6,
  reviewsFromOn: 8,
  reviewsDueOn: 29,
  fourthReadsDueOn: 39,
  interviewsDueOn: 50,
  recommendationDueOn: 55,
  approvalDueOn: 61,
  releaseOn: 64,
  closesOn: 125,
} as const;

/** A cohort's calendar around its deadline, `daysFromToday` away; the release falls on a working day. */
export function calendarAround(today: Date, daysFromToday: number): Calendar {
  const due = plusDays(dayIn(ZONE, today), daysFromToday);
  const days = Object.fromEntries(Object.entries(PACE).map(([day, offset]) => [day, plusDays(due, offset)]));
  let releaseOn = days["releaseOn"] as string;
  while (!isWorkday(releaseOn)) releaseOn = plusDays(releaseOn, 1);
  const sessionsOn = [plusDays(due, -66), plusDays(due, -59), plusDays(due, -45)];
  return { ...(days as Omit<Calendar, "zone" | "sessionsOn">), releaseOn, zone: ZONE, sessionsOn };
}

/** An hour and minute of a local day as an instant. */
export function momentOn(on: string, hour: number, minute = 0): Date {
  return DateTime.fromISO(on, { zone: ZONE }).set({ hour, minute }).toJSDate();
}

/** Some moment of waking life from day `from` to day `to`, both included. */
export function someMoment(chance: Chance, from: string, to: string): Date {
  const days = DateTime.fromISO(to).diff(DateTime.fromISO(from), "days").days;
  return momentOn(plusDays(from, chance.between(0, Math.max(0, days))), chance.between(7, 21), chance.between(0, 59));
}

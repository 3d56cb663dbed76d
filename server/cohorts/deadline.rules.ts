import { DateTime } from "luxon";
import { after, HOUR, MINUTE, SECOND } from "../kernel/time.ts";

/** A calendar day (`YYYY-MM-DD`) in a named zone (`America/New_York`). */
export type ZonedDay = { on: string; zone: string };

const dayOf = ({ on, zone }: ZonedDay) => {
  const day = DateTime.fromISO(on, { zone });
  if (!day.isValid) throw new Error(`not a day: ${on} in ${zone}`);
  return day;
};

/** True for a day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text, { zone: "utc" }).isValid;
}

/** The instant of 23:59:59 local time of that day, also where clocks change on it. */
export function endOfDay(day: ZonedDay): Date {
  return dayOf(day).endOf("day").startOf("second").toJSDate();
}

/** The instant at which that local day begins. */
export function startOfDay(day: ZonedDay): Date {
  return dayOf(day).startOf("day").toJSDate();
}

/** The local calendar day of an instant, `YYYY-MM-DD`. */
export function dayIn(zone: string, at: Date): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd");
}

/** Whole local calendar days later (or earlier), `YYYY-MM-DD`. */
export function plusDays(on: string, days: number): string {
  return DateTime.fromISO(on, { zone: "utc" }).plus({ days }).toFormat("yyyy-MM-dd");
}

/** For people: `Friday, March 13`. */
export function dayText(on: string): string {
  return DateTime.fromISO(on, { zone: "utc" }).setLocale("en-US").toFormat("cccc, LLLL d");
}

/** For people: `Friday, March 13, 2026, 11:59:59 PM EDT`. */
export function deadlineText(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).setLocale("en-US").toFormat("cccc, LLLL d, yyyy, h:mm:ss a ZZZZ");
}

/** More time for one person, given with a reason. The latest instant counts; nobody's deadline moves forward. */
export type Extension = { personId: string; untilAt: Date; reason: string; byId: string; givenAt: Date };

/** The deadline that holds for one person: the cohort's, or a later one that they were given. */
export function deadlineFor(cohortDeadlineAt: Date, extensions: readonly Extension[], personId: string): Date {
  const own = extensions.filter((one) => one.personId === personId).map(({ untilAt }) => untilAt.getTime());
  return new Date(Math.max(cohortDeadlineAt.getTime(), ...own));
}

/** A press of Submit counts by server time; the whole last second (23:59:59.999) is still in time. */
export function isInTime(pressedAt: Date, deadlineAt: Date): boolean {
  return pressedAt.getTime() < deadlineAt.getTime() + SECOND;
}

/** Bytes of what was submitted in time may still arrive until the grace is over (default 15 minutes). */
export function areBytesInTime(completedAt: Date, deadlineAt: Date, graceMin: number): boolean {
  return isInTime(completedAt, after(deadlineAt, graceMin * MINUTE));
}

/** When an item that was sent back must be replaced (default 48 hours later). */
export function returnDueAt(returnedAt: Date, returnHours: number): Date {
  return after(returnedAt, returnHours * HOUR);
}

export type Countdown = { isOver: boolean; days: number; hours: number; minutes: number; seconds: number };

/** What is left until the deadline, in whole units; zeros once it is over. */
export function countdownTo(deadlineAt: Date, now: Date): Countdown {
  const left = Math.max(0, Math.ceil((deadlineAt.getTime() + SECOND - now.getTime()) / SECOND));
  return {
    isOver: !isInTime(now, deadlineAt),
    days: Math.floor(left / 86_400),
    hours: Math.floor(left / 3600) % 24,
    minutes: Math.floor(left / 60) % 60,
    seconds: left % 60,
  };
}

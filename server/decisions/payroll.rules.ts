import { z } from "zod";
import { cellsOf, rowsOfList } from "../kernel/csv.ts";
import type { PersonId } from "../kernel/actor.ts";
import type { FieldError } from "../kernel/problem.ts";
import { payAt, type SalarySchedule } from "../programs/index.ts";

/** Where payroll has somebody on the Professional pathway: their address in lower case, the interval from 1. */
export type PayPlace = { email: string; interval: number };

export const PAYROLL_ID = "payroll";

/** Payroll's last list, whole, for the whole district: who of it is an applicant stays unsaid to whoever sent it. */
export type Payroll = {
  id: typeof PAYROLL_ID;
  version: number;
  places: PayPlace[];
  recordedAt: Date;
  recordedById: PersonId;
};

export const PAYROLL_MAX = 20_000;
const FAULTS_SHOWN = 20;
const isAddress = z.email();

/**
 * Reads payroll's list: an address and an interval of the Professional pathway a row, in either order, other columns
 * passed over, with or without a row of headings. Any fault names its line; somebody named twice with two intervals is one.
 */
export function readPayroll(text: string, schedule: SalarySchedule): { places: PayPlace[]; faults: FieldError[] } {
  const places = new Map<string, number>();
  const faults: string[] = [];
  for (const [i, row] of rowsOfList(text).entries()) {
    const cells = cellsOf(row).filter((cell) => cell !== "");
    if (cells.length === 0 || (i === 0 && cells.some((cell) => /^e-?mail/i.test(cell)))) continue;
    const place = placeOf(cells, schedule);
    if (typeof place === "string") faults.push(`Line ${i + 1} ${place}: “${row.trim().slice(0, 60)}”.`);
    else if ((places.get(place.email) ?? place.interval) !== place.interval)
      faults.push(`Line ${i + 1} gives ${place.email} another interval than a line above.`);
    else places.set(place.email, place.interval);
  }
  if (places.size > PAYROLL_MAX) faults.push(`At most ${PAYROLL_MAX.toLocaleString("en-US")} people, please.`);
  if (places.size === 0 && faults.length === 0) faults.push("The list is empty.");
  const more = faults.length - FAULTS_SHOWN;
  const shown = more > 0 ? [...faults.slice(0, FAULTS_SHOWN), `And ${more} lines more.`] : faults;
  return {
    places: [...places].map(([email, interval]) => ({ email, interval })),
    faults: shown.map((message) => ({ field: "list", message })),
  };
}

function placeOf(cells: readonly string[], schedule: SalarySchedule): PayPlace | string {
  const email = cells.find((cell) => isAddress.safeParse(cell).success);
  if (email === undefined) return "has no address";
  const numbers = cells.filter((cell) => /^\d+$/.test(cell)).map(Number);
  const interval = numbers[0];
  if (interval === undefined) return "has no interval";
  if (numbers.length > 1) return "has more than one number";
  const top = schedule.pathways["Professional"]?.length ?? 0;
  if (payAt(schedule, "Professional", interval) === null)
    return `has interval ${interval}; the Professional pathway has 1 to ${top}`;
  return { email: email.toLowerCase(), interval };
}

/** What a new list changes: people who are new on it, whose interval is another, and who are no longer on it. */
export function changesOf(before: readonly PayPlace[], after: readonly PayPlace[]) {
  const was = new Map(before.map(({ email, interval }) => [email, interval]));
  const is = new Set(after.map(({ email }) => email));
  return {
    added: after.filter(({ email }) => !was.has(email)).length,
    moved: after.filter(({ email, interval }) => was.has(email) && was.get(email) !== interval).length,
    gone: before.filter(({ email }) => !is.has(email)).length,
  };
}

import { z } from "zod";
import { cellsOf, rowsOfList } from "../kernel/csv.ts";
import type { FieldError } from "../kernel/problem.ts";

/** Somebody on an attendance list. */
export type Attendee = { email: string; name: string };

const LIST_MAX = 3000;
const isAddress = z.email();

/**
 * Reads an attendance list: `email,name` a row, in either order, with or without a row of headings, from a spreadsheet or
 * typed. A person named twice counts once. A row without an address is a fault that names its line.
 */
export function readAttendance(text: string): { attendees: Attendee[]; faults: FieldError[] } {
  const attendees = new Map<string, Attendee>();
  const faults: FieldError[] = [];
  for (const [i, row] of rowsOfList(text).entries()) {
    const cells = cellsOf(row).filter((cell) => cell !== "");
    if (cells.length === 0 || (i === 0 && cells.some((cell) => /^e-?mail/i.test(cell)))) continue;
    const email = cells.find((cell) => isAddress.safeParse(cell).success);
    if (email === undefined)
      faults.push({ field: "list", message: `Line ${i + 1} has no address: “${row.trim().slice(0, 60)}”.` });
    else if (!attendees.has(email.toLowerCase()))
      attendees.set(email.toLowerCase(), { email, name: cells.find((cell) => cell !== email) ?? email });
  }
  if (attendees.size > LIST_MAX) faults.push({ field: "list", message: `At most ${LIST_MAX} people at once, please.` });
  return { attendees: [...attendees.values()], faults };
}

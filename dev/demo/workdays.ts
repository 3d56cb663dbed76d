import { DateTime } from "luxon";
import { isEveOfHoliday, isHoliday } from "../../server/decisions/index.ts";

/** Monday to Friday, no holiday and no eve of one: a day on which a decision may go out. `on` is `YYYY-MM-DD`. */
export function isWorkday(on: string): boolean {
  return DateTime.fromISO(on, { zone: "utc" }).weekday <= 5 && !isHoliday(on) && !isEveOfHoliday(on);
}

import { DateTime } from "luxon";

const iso = (year: number, month: number, day: number) => DateTime.utc(year, month, day);

/** The nth weekday (1 Monday ... 7 Sunday) of a month; -1 for the last. */
function nth(year: number, month: number, weekday: number, n: number): DateTime {
  if (n < 0) {
    const last = iso(year, month, 1).endOf("month").startOf("day");
    return last.minus({ days: (last.weekday - weekday + 7) % 7 });
  }
  const first = iso(year, month, 1);
  return first.plus({ days: ((weekday - first.weekday + 7) % 7) + 7 * (n - 1) });
}

/** On a Saturday a fixed holiday is also kept on the Friday before, on a Sunday on the Monday after (5 U.S.C. 6103(b)). */
function withObserved(day: DateTime): DateTime[] {
  if (day.weekday === 6) return [day, day.minus({ days: 1 })];
  return day.weekday === 7 ? [day, day.plus({ days: 1 })] : [day];
}

/** US federal holidays that begin in a year (5 U.S.C. 6103(a)), with the days they are kept on, as `YYYY-MM-DD`, sorted. */
export function federalHolidays(year: number): string[] {
  const fixed = [iso(year, 1, 1), iso(year, 6, 19), iso(year, 7, 4), iso(year, 11, 11), iso(year, 12, 25)];
  const moving = [
    nth(year, 1, 1, 3),
    nth(year, 2, 1, 3),
    nth(year, 5, 1, -1),
    nth(year, 9, 1, 1),
    nth(year, 10, 1, 2),
    nth(year, 11, 4, 4),
  ];
  return [...fixed.flatMap(withObserved), ...moving].map((day) => day.toFormat("yyyy-MM-dd")).sort();
}

/** True for a federal holiday or a day on which one is kept. `on` is `YYYY-MM-DD`. */
export function isHoliday(on: string): boolean {
  const year = Number(on.slice(0, 4));
  return [year, year + 1].some((one) => federalHolidays(one).includes(on));
}

/** True for the day before a holiday. */
export function isEveOfHoliday(on: string): boolean {
  return isHoliday(DateTime.fromISO(on, { zone: "utc" }).plus({ days: 1 }).toFormat("yyyy-MM-dd"));
}

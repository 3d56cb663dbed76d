import { DateTime } from "luxon";

/** The instant of a form's `2026-04-09T14:30` in a zone; null for anything else, and for a time that a clock skips. */
export function momentIn(zone: string, text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const at = DateTime.fromISO(text, { zone });
  return at.isValid && at.toFormat("yyyy-MM-dd'T'HH:mm") === text.slice(0, 16) ? at.toJSDate() : null;
}

/** What a `datetime-local` field shows for an instant. */
export function fieldMoment(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

const [DAY_BEGINS, DAY_ENDS] = [7, 20];

/** The times of day, as people say them, of those that begin at night: before seven or from eight in the evening on. */
export function timesAtNight(starts: readonly Date[], zone: string): string[] {
  return starts
    .map((at) => DateTime.fromJSDate(at, { zone }))
    .filter(({ hour }) => hour < DAY_BEGINS || hour >= DAY_ENDS)
    .map((at) => at.toFormat("h:mm a"));
}

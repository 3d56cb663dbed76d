/** The only source of "now". A fixed one in tests, a movable one for rehearsals, the machine's own in production. */
export type Clock = { now(): Date };

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `at` plus `ms` milliseconds, as a new instant. */
export function after(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

import type { ApplicationState } from "./application.rules.ts";

/** All that an applicant can read before release, and “released” and “closed” after it. */
export const VISIBLE_STATES = [
  "registered",
  "session-attended",
  "draft",
  "submitted",
  "returned",
  "in-review",
  "interview-offered",
  "interview-scheduled",
  "on-hold",
  "withdrawn",
  "void",
  "released",
  "closed",
] as const;
export type VisibleState = (typeof VISIBLE_STATES)[number];

const isVisible = (state: ApplicationState): state is VisibleState & ApplicationState =>
  (VISIBLE_STATES as readonly string[]).includes(state);

/**
 * What an applicant reads. Accepted, scored, fourth read, banded, interview held, recommended and approved all read
 * “in review”; the one exception is an interview offer and its appointment. The two steps before the draft are the
 * applicant's own doing and say nothing of the committee's.
 */
export function visibleStateOf(state: ApplicationState): VisibleState {
  return isVisible(state) ? state : "in-review";
}

/** One move of an application. */
export type HistoryEntry = { state: ApplicationState; at: Date };
export type VisibleEntry = { state: VisibleState; at: Date };

/**
 * The history as its applicant may read it: moves between states that read the same leave no trace, not even a time.
 * A history page, “last changed”, a counter or an ETag for an applicant is made of this and of nothing else.
 */
export function visibleHistoryOf(history: readonly HistoryEntry[]): VisibleEntry[] {
  const shown = history.map(({ state, at }) => ({ state: visibleStateOf(state), at }));
  return shown.filter(({ state }, i) => i === 0 || shown[i - 1]?.state !== state);
}

/** True once the result may be read by its applicant. */
export function isResultOut(state: ApplicationState): boolean {
  return state === "released" || state === "closed";
}

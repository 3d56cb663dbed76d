import type { AnyActor } from "../kernel/actor.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";
import { next, type Workflow } from "../kernel/workflow.ts";
import { dayIn, endOfDay, type Extension, startOfDay, type ZonedDay } from "./deadline.rules.ts";

export const COHORT_STATES = [
  "planned",
  "open",
  "intake",
  "matching",
  "reviewing",
  "interviewing",
  "recommending",
  "deciding",
  "approved",
  "released",
  "closed",
] as const;
export type CohortState = (typeof COHORT_STATES)[number];

/** `system` takes a step at its moment: the deadline, the last signature, the last vote, the release. */
export const COHORT_WORKFLOW = {
  open: { from: ["planned"], to: "open", by: ["jgp"] },
  "close-submissions": { from: ["open"], to: "intake", by: ["system"] },
  "begin-matching": { from: ["intake"], to: "matching", by: ["jgp"] },
  "back-to-intake": { from: ["matching"], to: "intake", by: ["jgp"] },
  "publish-matching": { from: ["matching"], to: "reviewing", by: ["jgp"] },
  "offer-interviews": { from: ["reviewing"], to: "interviewing", by: ["jgp"] },
  "build-list": { from: ["reviewing", "interviewing"], to: "recommending", by: ["jgp"] },
  "send-list": { from: ["recommending"], to: "deciding", by: ["jgp", "system"] },
  "return-list": { from: ["deciding", "approved"], to: "recommending", by: ["joc", "system"] },
  approve: { from: ["deciding"], to: "approved", by: ["joc", "system"] },
  release: { from: ["approved"], to: "released", by: ["system"] },
  close: { from: ["released"], to: "closed", by: ["jgp", "system"] },
} as const satisfies Workflow<CohortState>;
export type CohortAction = keyof typeof COHORT_WORKFLOW;

/** A review can be reopened until the recommendation list is signed and sent. */
export function isReopeningOpen(state: CohortState): boolean {
  return state === "reviewing" || state === "interviewing" || state === "recommending";
}

/** A Profile that comes late still finds readers in these. */
const STILL_READING: readonly CohortState[] = ["planned", "open", "intake", "matching", "reviewing"];

/** True while more time is of use: afterwards nobody would read what is handed in. */
export function mayStillExtend({ state }: { state: CohortState }): boolean {
  return STILL_READING.includes(state);
}

/** The dates of a cohort in the order they come. Local calendar days of one zone; each one ends at 23:59:59. */
export const CALENDAR_DAYS = [
  "registrationFromOn",
  "draftingFromOn",
  "submissionDueOn",
  "intakeDueOn",
  "reviewsFromOn",
  "reviewsDueOn",
  "fourthReadsDueOn",
  "interviewsDueOn",
  "recommendationDueOn",
  "approvalDueOn",
  "releaseOn",
  "closesOn",
] as const;
export type CalendarDay = (typeof CALENDAR_DAYS)[number];
export type Calendar = { zone: string; sessionsOn: readonly string[] } & Record<CalendarDay, string>;

const asked = (calendar: Calendar, day: CalendarDay): ZonedDay => ({ on: calendar[day], zone: calendar.zone });

/** The submission deadline of a cohort as an instant. */
export function submissionDeadlineAt(calendar: Calendar): Date {
  return endOfDay(asked(calendar, "submissionDueOn"));
}

/** The end (23:59:59 local) of one of the calendar's days. */
export function endOf(calendar: Calendar, day: CalendarDay): Date {
  return endOfDay(asked(calendar, day));
}

/** Days out of order, one entry a field. Two may fall on one day, save for the deadline and what follows it. */
export function faultsOfCalendar(calendar: Calendar): FieldError[] {
  return CALENDAR_DAYS.flatMap((day, i) => {
    const before = CALENDAR_DAYS[i - 1];
    if (before === undefined || calendar[before] < calendar[day]) return [];
    const isTie = calendar[before] === calendar[day] && before !== "submissionDueOn";
    return isTie ? [] : [{ field: day, message: "This day comes too early: the step before it is not over." }];
  });
}

/** Days from deadline to release; the target is 8 to 10 weeks. */
export function daysToRelease(calendar: Calendar): number {
  const ms =
    startOfDay(asked(calendar, "releaseOn")).getTime() - startOfDay(asked(calendar, "submissionDueOn")).getTime();
  return Math.round(ms / 86_400_000);
}

/** An information session; attending one opens the application, every cohort anew. `on` is a local day, `time` 24-hour. */
export type InformationSession = { id: string; on: string; time: string; place: string };

export type Cohort = {
  id: string;
  /** Counts writes. */
  version: number;
  /** `C01`: the first part of every code in it. */
  code: string;
  name: string;
  state: CohortState;
  calendar: Calendar;
  programVersionId: string;
  sessions: readonly InformationSession[];
  extensions: readonly Extension[];
  history: readonly { state: CohortState; at: Date }[];
  createdAt: Date;
};

/** `1` reads `C01`. */
export function cohortCode(number: number): string {
  return `C${String(number).padStart(2, "0")}`;
}

/** The cohort after one step of its workflow. @throws Problem `wrong-state`, `not-allowed` */
export function stepCohort<T extends Pick<Cohort, "state" | "history">>(
  cohort: T,
  action: CohortAction,
  actor: Pick<AnyActor, "role">,
  at: Date,
): T {
  const state = next(COHORT_WORKFLOW, action, cohort.state, actor);
  return { ...cohort, state, history: [...cohort.history, { state, at }] };
}

/**
 * The local day from which a closed cohort's evidence is counted: the calendar's, which the letters name, whenever the
 * close was carried out; the day of the release where that came later. Null while it is not closed.
 */
export function countedCloseOn({ history, calendar }: Pick<Cohort, "history" | "calendar">): string | null {
  if (!history.some(({ state }) => state === "closed")) return null;
  const released = history.findLast(({ state }) => state === "released");
  const on = released ? dayIn(calendar.zone, released.at) : calendar.closesOn;
  return on > calendar.closesOn ? on : calendar.closesOn;
}

/** What each step is called in the record, `cohort.past-tense`. */
export const COHORT_EVENTS: Record<CohortAction, string> = {
  open: "cohort.opened",
  "close-submissions": "cohort.submissions-closed",
  "begin-matching": "cohort.matching-begun",
  "back-to-intake": "cohort.intake-reopened",
  "publish-matching": "cohort.matching-published",
  "offer-interviews": "cohort.interviews-offered",
  "build-list": "cohort.list-begun",
  "send-list": "cohort.list-sent",
  "return-list": "cohort.list-returned",
  approve: "cohort.approved",
  release: "cohort.released",
  close: "cohort.closed",
};

/** What a cohort's calendar names next: the first day that is not over. Null after the last. */
export function nextDayOf(calendar: Calendar, now: Date): { day: CalendarDay; at: Date } | null {
  const day = CALENDAR_DAYS.find((one) => endOf(calendar, one).getTime() >= now.getTime());
  return day === undefined ? null : { day, at: endOf(calendar, day) };
}

/** @throws Problem `wrong-state`: the rules of an open cohort stay; only a planned one may take another version */
export function changeProgram<T extends Pick<Cohort, "state" | "programVersionId">>(
  cohort: T,
  programVersionId: string,
): T {
  if (cohort.state !== "planned") throw new Problem("wrong-state", "The rules of an open cohort stay as they are.");
  return { ...cohort, programVersionId };
}

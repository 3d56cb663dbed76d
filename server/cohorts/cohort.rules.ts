import { type FieldError, Problem } from "../kernel/problem.ts";
import type { Workflow } from "../kernel/workflow.ts";
import { endOfDay, startOfDay, type ZonedDay } from "./deadline.rules.ts";

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
  close: { from: ["released"], to: "closed", by: ["jgp"] },
} as const satisfies Workflow<CohortState>;
export type CohortAction = keyof typeof COHORT_WORKFLOW;

/** A review can be reopened until the recommendation list is signed and sent. */
export function isReopeningOpen(state: CohortState): boolean {
  return state === "reviewing" || state === "interviewing" || state === "recommending";
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

export type Cohort = { id: string; name: string; state: CohortState; calendar: Calendar; programVersionId: string };

/** What a cohort's calendar names next: the first day that is not over. Null after the last. */
export function nextDayOf(calendar: Calendar, now: Date): { day: CalendarDay; at: Date } | null {
  const day = CALENDAR_DAYS.find((one) => endOf(calendar, one).getTime() >= now.getTime());
  return day === undefined ? null : { day, at: endOf(calendar, day) };
}

/** @throws Problem `wrong-state`: the rules of an open cohort stay; only a planned one may take another version */
export function changeProgram(cohort: Cohort, programVersionId: string): Cohort {
  if (cohort.state !== "planned") throw new Problem("wrong-state", "The rules of an open cohort stay as they are.");
  return { ...cohort, programVersionId };
}

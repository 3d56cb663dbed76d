import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import {
  type Calendar,
  CALENDAR_DAYS,
  changeProgram,
  type Cohort,
  cohortCode,
  faultsOfCalendar,
  type InformationSession,
} from "./cohort.rules.ts";
import { dayIn, isDay } from "./deadline.rules.ts";

export type CohortPlan = {
  name: string;
  programVersionId: string;
  calendar: Calendar;
  sessions: readonly InformationSession[];
};

/**
 * A cohort as a plan; nobody can register before it opens.
 * @throws Problem `not-allowed`, `invalid-input` for days that are not days or stand out of order
 */
export async function planCohort(
  { cohorts, counters, clock, newId }: Pick<Deps, "cohorts" | "counters" | "clock" | "newId">,
  actor: Actor,
  plan: CohortPlan,
): Promise<Cohort> {
  refuseOthers(actor);
  refuseFaults(plan);
  const now = clock.now();
  const id = newId();
  const code = cohortCode(await counters.next("cohort"));
  const cohort = { id, code, ...plan, state: "planned" as const, extensions: [], history: [], createdAt: now };
  return cohorts.insert(cohort, [event(newId(), "cohort.planned", now, { cohortId: id })]);
}

/**
 * Changes the plan. Once open, the rules stay, days that are over stay, and the deadline moves later only.
 * @throws Problem `not-allowed`, `wrong-state`, `invalid-input`, `changed-meanwhile`
 */
export async function changePlan(
  { cohorts, clock, newId }: Pick<Deps, "cohorts" | "clock" | "newId">,
  actor: Actor,
  cohortId: string,
  plan: CohortPlan,
): Promise<Cohort> {
  refuseOthers(actor);
  refuseFaults(plan);
  const before = await cohorts.get({ id: cohortId });
  if (before.state === "released" || before.state === "closed")
    throw new Problem("wrong-state", "The calendar of a released cohort stays as it is.");
  const now = clock.now();
  if (before.state !== "planned") refuseRewriting(before.calendar, plan.calendar, dayIn(plan.calendar.zone, now));
  const chosen =
    plan.programVersionId === before.programVersionId ? before : changeProgram(before, plan.programVersionId);
  return cohorts.save({ ...chosen, ...plan, programVersionId: chosen.programVersionId }, [
    event(newId(), "cohort.plan-changed", now, { cohortId, byId: actor.personId }),
  ]);
}

function refuseOthers(actor: Actor): void {
  if (actor.role !== "jgp") throw new Problem("not-allowed", "The JGP keeps the calendar.");
}

function refuseFaults({ name, calendar }: CohortPlan): void {
  const unread = CALENDAR_DAYS.filter((day) => !isDay(calendar[day])).map((field) => ({
    field,
    message: "Please choose a day.",
  }));
  refuseIfAny([
    ...(name.trim() === "" ? [{ field: "name", message: "Please give the cohort a name." }] : []),
    ...(unread.length > 0 ? unread : faultsOfCalendar(calendar)),
  ]);
}

/** What people were promised stays: a day that is over, and a deadline that would come sooner. */
function refuseRewriting(before: Calendar, after: Calendar, todayOn: string): void {
  const over = CALENDAR_DAYS.filter((day) => before[day] < todayOn && before[day] !== after[day]);
  const isSooner = after.submissionDueOn < before.submissionDueOn;
  refuseIfAny([
    ...over.map((field) => ({ field, message: "This day is over and stays as it was." })),
    ...(isSooner && !over.includes("submissionDueOn")
      ? [{ field: "submissionDueOn", message: "The deadline of an open cohort may move later, never sooner." }]
      : []),
  ]);
}

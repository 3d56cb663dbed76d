import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Cohort, mayStillExtend, submissionDeadlineAt } from "./cohort.rules.ts";
import { dayText, deadlineFor, endOfDay, isDay } from "./deadline.rules.ts";

export type ExtensionOrder = { cohortId: string; personId: string; untilOn: string; reason: string };

/**
 * More time for one person, until the end of a day, with a reason that stays on record. The day lies no later than the
 * last one of the reviews.
 * @throws Problem `not-allowed` (also for oneself), `wrong-state` once the reviews are over, `invalid-input`,
 * `changed-meanwhile`
 */
export async function giveExtension(
  { cohorts, clock, newId }: Pick<Deps, "cohorts" | "clock" | "newId">,
  actor: Actor,
  { cohortId, personId, untilOn, reason }: ExtensionOrder,
): Promise<Cohort> {
  if (actor.role !== "jgp" || actor.personId === personId)
    throw new Problem("not-allowed", "Another coordinator decides on this.");
  const cohort = await cohorts.get({ id: cohortId });
  if (!mayStillExtend(cohort)) throw new Problem("wrong-state", "The reviews of this cohort are over.");
  const now = clock.now();
  const untilAt = isDay(untilOn) ? endOfDay({ on: untilOn, zone: cohort.calendar.zone }) : null;
  const present = personalDeadline(cohort, personId);
  const isLater = untilAt !== null && untilAt > present && untilAt > now;
  const { reviewsDueOn, zone } = cohort.calendar;
  const isTooLate = untilAt !== null && untilAt > endOfDay({ on: reviewsDueOn, zone });
  const latest = `Please choose a day until ${dayText(reviewsDueOn)}: later nobody would read it.`;
  refuseIfAny([
    ...(isLater ? [] : [{ field: "untilOn", message: "Please choose a day after the deadline that holds now." }]),
    ...(isTooLate ? [{ field: "untilOn", message: latest }] : []),
    ...(reason.trim() === "" ? [{ field: "reason", message: "Please give a reason." }] : []),
  ]);
  const extension = { personId, untilAt: untilAt as Date, reason: reason.trim(), byId: actor.personId, givenAt: now };
  return cohorts.save({ ...cohort, extensions: [...cohort.extensions, extension] }, [
    event(newId(), "cohort.extension-given", now, { cohortId, personId, byId: actor.personId }),
  ]);
}

/** The submission deadline that holds for one person. */
export function personalDeadline(cohort: Pick<Cohort, "calendar" | "extensions">, personId: string): Date {
  return deadlineFor(submissionDeadlineAt(cohort.calendar), cohort.extensions, personId);
}

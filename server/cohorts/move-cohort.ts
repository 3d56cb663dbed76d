import type { ClientSession } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import { COHORT_EVENTS, type Cohort, type CohortAction, stepCohort } from "./cohort.rules.ts";

/**
 * One step of a cohort's workflow, with its event.
 * @throws Problem `not-found`, `wrong-state`, `not-allowed`, `changed-meanwhile`
 */
export async function moveCohort(
  { cohorts, clock, newId }: Pick<Deps, "cohorts" | "clock" | "newId">,
  actor: AnyActor,
  cohortId: string,
  action: CohortAction,
  session: ClientSession | null = null,
): Promise<Cohort> {
  const before = await cohorts.get({ id: cohortId }, session);
  const now = clock.now();
  const moved = stepCohort(before, action, actor, now);
  return cohorts.save(moved, [event(newId(), COHORT_EVENTS[action], now, { cohortId })], session);
}

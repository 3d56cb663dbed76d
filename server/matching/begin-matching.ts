import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { type Cohort, moveCohort } from "../cohorts/index.ts";
import { boardFor } from "./propose-match.ts";

/**
 * Intake is over: from here on the accepted Profiles can be matched. Those that are still being mended join when they
 * are accepted before the publication.
 * @throws Problem `not-found` for a coordinator who applies in the cohort, `wrong-state`
 */
export async function beginMatching(
  deps: Parameters<typeof boardFor>[0],
  actor: Actor,
  cohortId: string,
): Promise<Cohort> {
  await boardFor(deps, actor, cohortId);
  return moveCohort(deps, actor, cohortId, "begin-matching");
}

/** How many Profiles of a cohort wait to be accepted, and how many are. */
export async function intakeOf(
  { applications }: Pick<Deps, "applications">,
  actor: Actor,
  cohortId: string,
): Promise<{ waiting: number; accepted: number }> {
  const counts = await applications.visibleTo(actor).counts({ cohortId });
  return { waiting: (counts["submitted"] ?? 0) + (counts["returned"] ?? 0), accepted: counts["accepted"] ?? 0 };
}

import type { PersonId } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";

/** Profiles of a cohort that a coordinator has a conflict with: no page of theirs shows or counts them. */
export async function conflictedProfiles(
  { applications }: Pick<Deps, "applications">,
  personId: PersonId,
  cohortId: string,
): Promise<Set<string>> {
  const cases = await applications.find({ cohortId, conflictedIds: personId });
  return new Set(cases.map(({ id }) => id));
}

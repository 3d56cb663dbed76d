import { SYSTEM } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { moveApplication } from "./move-application.ts";

/** Every application of a cohort whose result is out is closed with it. Safe to repeat. */
export async function closeApplications(
  deps: Pick<Deps, "applications" | "clock" | "newId">,
  cohortId: string,
): Promise<void> {
  const out = (await deps.applications.ofCohort(cohortId)).filter(({ state }) => state === "released");
  for (const { id } of out) await moveApplication(deps, SYSTEM, id, "close");
}

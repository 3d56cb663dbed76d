import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { endOf } from "./cohort.rules.ts";
import { isInTime } from "./deadline.rules.ts";
import { moveCohort } from "./move-cohort.ts";

/** Closes every released cohort whose last day is over, so that what was promised to be deleted is not kept for want of a click. */
export async function closeDueCohorts(deps: Pick<Deps, "cohorts" | "clock" | "newId">): Promise<void> {
  for (const { id, calendar } of await deps.cohorts.inStates("released")) {
    if (isInTime(deps.clock.now(), endOf(calendar, "closesOn"))) continue;
    await moveCohort(deps, SYSTEM, id, "close").catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
  }
}

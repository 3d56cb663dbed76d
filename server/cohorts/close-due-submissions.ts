import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { submissionDeadlineAt } from "./cohort.rules.ts";
import { isInTime } from "./deadline.rules.ts";
import { moveCohort } from "./move-cohort.ts";

/** Moves every open cohort whose deadline is over to intake. Safe beside another worker that does the same. */
export async function closeDueSubmissions(deps: Pick<Deps, "cohorts" | "clock" | "newId">): Promise<void> {
  for (const { id, calendar } of await deps.cohorts.inStates("open")) {
    if (isInTime(deps.clock.now(), submissionDeadlineAt(calendar))) continue;
    await moveCohort(deps, SYSTEM, id, "close-submissions").catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
  }
}

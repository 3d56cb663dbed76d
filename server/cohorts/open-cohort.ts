import type { Actor } from "../kernel/actor.ts";
import { refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Cohort } from "./cohort.rules.ts";
import { moveCohort } from "./move-cohort.ts";
import { type ReadinessLine, readinessOf } from "./readiness.rules.ts";

type Needs = Pick<Deps, "cohorts" | "programs" | "reviewers" | "clock" | "newId">;

/** What stands in the way of opening, and what is good to know. */
export async function checkReadiness(deps: Omit<Needs, "newId">, cohort: Cohort): Promise<ReadinessLine[]> {
  const active = (await deps.reviewers.all()).filter(({ state }) => state === "active");
  return readinessOf(cohort, {
    program: await deps.programs.findOne({ id: cohort.programVersionId }),
    activeReviewerCount: active.length,
    reviewCapacity: active.reduce((sum, { capacity }) => sum + capacity, 0),
    now: deps.clock.now(),
  });
}

/** @throws Problem `invalid-input` with one entry a line that must be fixed, `wrong-state`, `not-allowed` */
export async function openCohort(deps: Needs, actor: Actor, cohortId: string): Promise<Cohort> {
  const lines = await checkReadiness(deps, await deps.cohorts.get({ id: cohortId }));
  const open = lines.filter(({ isReady, mustFix }) => mustFix && !isReady);
  refuseIfAny(
    open.map(({ id, advice }) => ({ field: id, message: advice ?? "" })),
    "The cohort cannot open yet.",
  );
  return moveCohort(deps, actor, cohortId, "open");
}

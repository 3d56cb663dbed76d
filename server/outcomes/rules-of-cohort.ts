import type { ClientSession } from "mongoose";
import type { Deps } from "../deps.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { ProgramSettings, Rubric } from "../programs/index.ts";

export type CohortRules = { cohort: Cohort; settings: ProgramSettings; rubric: Rubric };

/** The rules that a cohort was opened with; they hold until it closes. @throws Problem `not-found` */
export async function rulesOfCohort(
  { cohorts, programs, rubrics }: Pick<Deps, "cohorts" | "programs" | "rubrics">,
  cohortId: string,
  session: ClientSession | null = null,
): Promise<CohortRules> {
  const cohort = await cohorts.get({ id: cohortId }, session);
  const { settings, rubric } = await programs.get({ id: cohort.programVersionId }, session);
  return { cohort, settings, rubric: (await rubrics.get({ id: rubric }, session)).document };
}

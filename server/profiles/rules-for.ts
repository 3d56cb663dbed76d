import type { ClientSession } from "mongoose";
import type { Deps } from "../deps.ts";
import { type Cohort, personalDeadline } from "../cohorts/index.ts";
import type { ProgramVersion, Rubric } from "../programs/index.ts";
import type { Application } from "./application-record.rules.ts";

export type Rules = { cohort: Cohort; program: ProgramVersion; rubric: Rubric; deadlineAt: Date };

/** The rules that hold for one application: its cohort's version of the program, its rubric, its person's deadline. */
export async function rulesFor(
  { cohorts, programs, rubrics }: Pick<Deps, "cohorts" | "programs" | "rubrics">,
  application: Pick<Application, "cohortId" | "applicantId">,
  session: ClientSession | null = null,
): Promise<Rules> {
  const cohort = await cohorts.get({ id: application.cohortId }, session);
  const program = await programs.get({ id: cohort.programVersionId }, session);
  const { document } = await rubrics.get({ id: program.rubric }, session);
  return { cohort, program, rubric: document, deadlineAt: personalDeadline(cohort, application.applicantId) };
}

import type { Cohort } from "../../server/cohorts/index.ts";
import { openCohort, planCohort, plusDays } from "../../server/cohorts/index.ts";
import { draftProgram, giveApproval, putProgramForward } from "../../server/programs/index.ts";
import { DateTime } from "luxon";
import { calendarAround, momentOn } from "./calendar.ts";
import type { Population } from "./population.ts";
import type { Stage } from "./stage.ts";

/** The rules, drafted by the JGP and approved by both sides of the JOC, a while before the first cohort. */
export async function foundProgram(stage: Stage, { jgp, joc }: Population, at: Date): Promise<string> {
  const { deps } = stage;
  return stage.at(at, async () => {
    const draft = await draftProgram(deps, first(jgp.union));
    await putProgramForward(deps, first(jgp.union), draft.id);
    await giveApproval(deps, first(joc.district), draft.id);
    await giveApproval(deps, first(joc.union), draft.id);
    return draft.id;
  });
}

/** A cohort named by its number and the month of its deadline, planned ten weeks before and opened in time for its first session. */
export async function openDemoCohort(
  stage: Stage,
  { jgp }: Population,
  programVersionId: string,
  today: Date,
  daysFromToday: number,
): Promise<Cohort> {
  const calendar = calendarAround(today, daysFromToday);
  const month = DateTime.fromISO(calendar.submissionDueOn).setLocale("en-US").toFormat("LLLL yyyy");
  const [first_, second, third] = calendar.sessionsOn as [string, string, string];
  const sessions = [
    { id: "s1", on: first_, time: "16:30", place: "Union hall, Wheeler room" },
    { id: "s2", on: second, time: "16:30", place: "Harbor City High, auditorium" },
    { id: "s3", on: third, time: "18:00", place: "Online" },
  ];
  const coordinator = first(jgp.district);
  const openedOn = plusDays(calendar.registrationFromOn, -3);
  return stage.at(momentOn(openedOn, 10), async () => {
    const number = (await stage.deps.cohorts.all()).length + 1;
    const plan = { name: `Cohort ${number}, ${month}`, programVersionId, calendar, sessions };
    const { id } = await planCohort(stage.deps, coordinator, plan);
    return openCohort(stage.deps, coordinator, id);
  });
}

export function first<T>(list: readonly T[]): T {
  if (list[0] === undefined) throw new Error("nobody is seated");
  return list[0];
}

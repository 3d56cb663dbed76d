import { type Calendar, type Cohort, dayIn, openCohort, planCohort, plusDays } from "../../server/cohorts/index.ts";
import { actAs, type Person } from "../../server/people/index.ts";
import { draftProgram, giveApproval, putProgramForward } from "../../server/programs/index.ts";
import type { Theatre } from "./theatre.ts";

export const ZONE = "America/New_York";

export type OpenCohort = {
  cohort: Cohort;
  schools: string[];
  coordinator: Person;
  /** The panel and the committee, with their halves. */
  jgp: Person[];
  joc: Person[];
};

/** Schools, both bodies, rules approved by both sides, and a cohort that opens for registration today. */
export async function openWorldFor(theatre: Theatre, schoolCount = 14): Promise<OpenCohort> {
  const { deps } = theatre.house;
  const schools: string[] = [];
  for (let i = 1; i <= schoolCount; i += 1) {
    const id = deps.newId();
    await deps.schools.insert({ id, name: `Harbor School ${i}`, network: `Network ${i % 4}`, isCharter: i % 7 === 0 });
    schools.push(id);
  }
  const seat = (name: string, role: "jgp" | "joc", side: "district" | "union", isKeyHolder = false) =>
    theatre.person(name, [role], { side, isKeyHolder });
  const jgp = [
    await seat("Dana Whitfield", "jgp", "district", true),
    await seat("Lionel Mathis", "jgp", "union", true),
    await seat("Helen Kessler", "jgp", "district"),
    await seat("Oscar Figueroa", "jgp", "union"),
  ];
  const joc: Person[] = [];
  for (const name of ["Priya Mehta", "Edwin Drayton", "Carla Santiago"]) joc.push(await seat(name, "joc", "district"));
  for (const name of ["Clarence Bolden", "Gwen Swann", "Fiona McBride"]) joc.push(await seat(name, "joc", "union"));
  const coordinator = jgp[0] as Person;
  const draft = await draftProgram(deps, actAs(coordinator, "jgp"));
  await putProgramForward(deps, actAs(coordinator, "jgp"), draft.id);
  await giveApproval(deps, actAs(joc[0] as Person, "joc"), draft.id);
  await giveApproval(deps, actAs(joc[3] as Person, "joc"), draft.id);
  const planned = await planCohort(deps, actAs(coordinator, "jgp"), {
    name: "The rehearsed cohort",
    programVersionId: draft.id,
    calendar: calendarFrom(dayIn(ZONE, deps.clock.now())),
    sessions: [{ id: "s1", on: dayIn(ZONE, deps.clock.now()), time: "16:00", place: "Union hall" }],
  });
  const cohort = await openCohort(deps, actAs(coordinator, "jgp"), planned.id);
  return { cohort, schools, coordinator, jgp, joc };
}

/** Everything ahead, in the order it comes. */
function calendarFrom(today: string): Calendar {
  return {
    zone: ZONE,
    sessionsOn: [today],
    registrationFromOn: today,
    draftingFromOn: today,
    submissionDueOn: plusDays(today, 3),
    intakeDueOn: plusDays(today, 9),
    reviewsFromOn: plusDays(today, 10),
    reviewsDueOn: plusDays(today, 31),
    fourthReadsDueOn: plusDays(today, 41),
    interviewsDueOn: plusDays(today, 52),
    recommendationDueOn: plusDays(today, 57),
    approvalDueOn: plusDays(today, 62),
    releaseOn: plusDays(today, 65),
    closesOn: plusDays(today, 125),
  };
}

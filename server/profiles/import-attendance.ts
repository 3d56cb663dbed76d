import { type Actor, SYSTEM } from "../kernel/actor.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { normalEmail } from "../people/index.ts";
import { type Attendee, readAttendance } from "./attendance.rules.ts";
import { attendSession } from "./attend-session.ts";
import { beginApplication } from "./register-application.ts";

type Needs = Pick<Deps, "applications" | "cohorts" | "counters" | "people" | "clock" | "newId">;

export type AttendancePlan = {
  /** Their application opens. */
  opens: readonly Attendee[];
  /** They attended before, or are further along already. */
  isOpenAlready: readonly Attendee[];
  /** No account yet: one is made, and they sign in by a mail link. */
  isNew: readonly Attendee[];
};

/** What an import would do, before it is done. @throws Problem `invalid-input`, one entry a line, `not-found` */
export async function planAttendance(
  deps: Needs,
  actor: Actor,
  cohortId: string,
  text: string,
): Promise<AttendancePlan> {
  const { attendees, faults } = readAttendance(text);
  refuseIfAny(
    faults.length > 0 || attendees.length > 0 ? faults : [{ field: "list", message: "Nobody is on the list." }],
  );
  await deps.cohorts.get({ id: cohortId });
  const plan = { opens: [] as Attendee[], isOpenAlready: [] as Attendee[], isNew: [] as Attendee[] };
  for (const attendee of attendees) {
    const person = await deps.people.byEmail(normalEmail(attendee.email));
    // One's own attendance is another coordinator's to record.
    if (person?.id === actor.personId) continue;
    const application = person && (await deps.applications.findOne({ cohortId, applicantId: person.id }));
    if (!person) plan.isNew.push(attendee);
    else if (application && application.state !== "registered") plan.isOpenAlready.push(attendee);
    else plan.opens.push(attendee);
  }
  return plan;
}

/**
 * Records who attended an information session: each one's application opens, once. Safe to repeat with the same list.
 * @throws Problem `not-allowed`, `wrong-state` for a cohort that is not open, `invalid-input`
 */
export async function importAttendance(deps: Needs, actor: Actor, cohortId: string, text: string): Promise<number> {
  if (actor.role !== "jgp") throw new Problem("not-allowed", "Coordinators record attendance.");
  const cohort = await deps.cohorts.get({ id: cohortId });
  if (cohort.state !== "open") throw new Problem("wrong-state", "Attendance is recorded while the cohort is open.");
  const { opens, isNew } = await planAttendance(deps, actor, cohortId, text);
  for (const attendee of [...opens, ...isNew]) {
    const applicantId = await accountOf(deps, attendee);
    const application = await beginApplication(deps, cohort, applicantId, actor.role);
    // By the system: the list may name the coordinator, who keeps no application of their own.
    await attendSession(deps, SYSTEM, application.id);
  }
  return opens.length + isNew.length;
}

/** The account with this address; an applicant's is made where there is none, and the role added where it is missing. */
async function accountOf({ people, clock, newId }: Needs, { email, name }: Attendee): Promise<string> {
  const known = await people.byEmail(normalEmail(email));
  if (known) {
    if (!known.roles.includes("applicant")) await people.save({ ...known, roles: [...known.roles, "applicant"] });
    return known.id;
  }
  const id = newId();
  await people.insert({
    id,
    name,
    email: normalEmail(email),
    passwordHash: null,
    roles: ["applicant"],
    side: null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: clock.now(),
  });
  return id;
}

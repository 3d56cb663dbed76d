import type { Actor, PersonId, Role } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Cohort, dayIn, endOf } from "../cohorts/index.ts";
import { type Application, applicationCode } from "./application-record.rules.ts";

type Needs = Pick<Deps, "applications" | "cohorts" | "counters" | "clock" | "newId">;

/**
 * Somebody nominates themselves for a cohort. Registering twice is once.
 * @throws Problem `not-found`, `wrong-state` while registration is not open
 */
export async function registerApplication(deps: Needs, actor: Actor, cohortId: string): Promise<Application> {
  if (actor.role !== "applicant") throw new Problem("not-allowed", "People nominate themselves.");
  const cohort = await deps.cohorts.get({ id: cohortId });
  const now = deps.clock.now();
  const { zone, registrationFromOn } = cohort.calendar;
  const isOpen =
    cohort.state === "open" &&
    dayIn(zone, now) >= registrationFromOn &&
    now <= endOf(cohort.calendar, "submissionDueOn");
  if (!isOpen) throw new Problem("wrong-state", "Registration for this cohort is not open now.");
  return beginApplication(deps, cohort, actor.personId, actor.role);
}

/** The application of one person in one cohort: the one there is, or a new one. */
export async function beginApplication(
  { applications, counters, clock, newId }: Omit<Needs, "cohorts">,
  cohort: Cohort,
  applicantId: PersonId,
  byRole: Role | "system",
): Promise<Application> {
  const before = await applications.findOne({ cohortId: cohort.id, applicantId });
  if (before) return before;
  const now = clock.now();
  const id = newId();
  const code = applicationCode(cohort.code, await counters.next(`application:${cohort.id}`));
  const payload = { profileId: id, cohortId: cohort.id, applicantId };
  const fresh = {
    id,
    cohortId: cohort.id,
    applicantId,
    code,
    state: "registered" as const,
    heldFrom: null,
    declaration: null,
    narrative: [],
    board: [],
    isNobodyRecorded: false,
    submission: null,
    manifest: null,
    earlierManifests: [],
    returned: null,
    requests: [],
    conflictedIds: [],
    takenFromId: null,
    history: [
      { action: "register" as const, state: "registered" as const, at: now, byRole, byId: applicantId, reason: null },
    ],
    createdAt: now,
  };
  try {
    return await applications.insert(fresh, [event(newId(), "profile.registered", now, payload)]);
  } catch (error) {
    const same = error instanceof Problem ? await applications.findOne({ cohortId: cohort.id, applicantId }) : null;
    if (same) return same;
    throw error;
  }
}

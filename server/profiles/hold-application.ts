import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Application, moveOf } from "./application-record.rules.ts";
import type { ApplicationAction } from "./application.rules.ts";
import { moveApplication } from "./move-application.ts";

type Needs = Pick<Deps, "applications" | "clock" | "newId">;

/** @throws Problem `not-found`, `wrong-state`, `invalid-input` without a reason */
export function holdApplication(deps: Needs, actor: Actor, profileId: string, reason: string): Promise<Application> {
  return moveApplication(deps, actor, profileId, "place-on-hold", { reason });
}

/** Ends a hold: the case goes back to where it was. @throws Problem `not-found`, `wrong-state` when it is not on hold */
export async function resumeApplication(deps: Needs, actor: Actor, profileId: string): Promise<Application> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  if (application.heldFrom === null) throw new Problem("wrong-state", "This case is not on hold.");
  const action = `resume-${application.heldFrom}` as ApplicationAction;
  const [after, happened] = moveOf(application, action, { actor, at: deps.clock.now(), eventId: deps.newId() });
  return deps.applications.save(after, [happened]);
}

/**
 * A coordinator or committee member says that they have a conflict with a case: from now on it does not exist for
 * them, counts included. Nobody can take it back by themselves.
 * @throws Problem `not-found`
 */
export async function declareConflictWithCase(deps: Needs, actor: Actor, profileId: string): Promise<void> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  const payload = { profileId, cohortId: application.cohortId, byId: actor.personId, byRole: actor.role };
  const conflictedIds = [...new Set([...application.conflictedIds, actor.personId])];
  await deps.applications.save({ ...application, conflictedIds }, [
    event(deps.newId(), "profile.conflict-declared", deps.clock.now(), payload),
  ]);
}

/**
 * Another coordinator takes back what was declared by mistake. Who and why stays in the event log.
 * @throws Problem `not-found` also for one's own conflict, `wrong-state` where there is none, `invalid-input` without a reason
 */
export async function liftConflict(
  deps: Needs,
  actor: Actor,
  profileId: string,
  { personId, reason }: { personId: string; reason: string },
): Promise<void> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  if (!application.conflictedIds.includes(personId))
    throw new Problem("wrong-state", "This person has no conflict with the case.");
  if (reason.trim() === "")
    throw new Problem("invalid-input", "Please say why.", [
      { field: "lifting-reason", message: "It stays on record." },
    ]);
  const conflictedIds = application.conflictedIds.filter((id) => id !== personId);
  const payload = { profileId, cohortId: application.cohortId, byId: actor.personId, personId, reason: reason.trim() };
  await deps.applications.save({ ...application, conflictedIds }, [
    event(deps.newId(), "profile.conflict-lifted", deps.clock.now(), payload),
  ]);
}

import type { ClientSession } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { MEDIA_ROLES } from "../media/index.ts";
import { type Application, type Fix, moveOf } from "./application-record.rules.ts";
import { closeShelf, openShelfFor } from "./shelf-steps.ts";

type Needs = Pick<Deps, "applications" | "shelves" | "inTransaction" | "clock" | "newId">;

/** @throws Problem `not-found`, `wrong-state` (also while checks still run), `not-allowed` */
export async function acceptProfile(deps: Needs, actor: Actor, profileId: string): Promise<Application> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  if (application.state === "submitted" && application.submission?.kind !== "complete")
    throw new Problem("wrong-state", "Some checks of this Profile still run. It can be accepted once they are done.");
  const [accepted, happened] = moveOf(application, "accept", { actor, at: deps.clock.now(), eventId: deps.newId() });
  return deps.applications.save(accepted, [happened]);
}

/**
 * Back to the applicant for a fix of named items, with a reason each and a date.
 * @throws Problem `not-found`, `wrong-state`, `not-allowed`, `invalid-input` without an item, a reason or a later date
 */
export async function returnProfile(
  deps: Needs,
  actor: Actor,
  profileId: string,
  { fixes, dueAt }: { fixes: readonly Fix[]; dueAt: Date },
): Promise<Application> {
  const now = deps.clock.now();
  refuseIfAny([
    ...(fixes.length === 0 ? [{ field: "fixes", message: "Please choose at least one item." }] : []),
    ...fixes
      .filter(({ reason }) => reason.trim() === "")
      .map(({ itemId }) => ({ field: `reason-${itemId}`, message: "Please say what needs a fix." })),
    ...(dueAt > now ? [] : [{ field: "dueOn", message: "Please choose a day that is still ahead." }]),
  ]);
  const reason = fixes.map((fix) => `${fix.label}: ${fix.reason}`).join("; ");
  return deps.inTransaction(async (session) => {
    const application = await deps.applications.visibleTo(actor).get(profileId, session);
    const [moved, happened] = moveOf(application, "return", { actor, at: now, eventId: deps.newId(), reason });
    const after: Application = {
      ...moved,
      returned: { fixes, at: now, dueAt, byRole: actor.role },
      submission: moved.submission && { ...moved.submission, kind: "returned" },
    };
    await openShelfFor(deps, profileId, fixes, session);
    return deps.applications.save(after, [happened], session);
  });
}

/** Ends a case that cannot be decided; its evidence is served to nobody from then on. @throws as `returnProfile` */
export async function voidProfile(deps: Needs, actor: Actor, profileId: string, reason: string): Promise<Application> {
  return deps.inTransaction((session) => voidIn(deps, actor, profileId, reason, session));
}

/** `voidProfile` inside somebody's transaction. @throws Problem as `voidProfile` */
export async function voidIn(
  deps: Omit<Needs, "inTransaction">,
  actor: Actor,
  profileId: string,
  reason: string,
  session: ClientSession,
): Promise<Application> {
  const at = deps.clock.now();
  const application = await deps.applications.visibleTo(actor).get(profileId, session);
  const [after, happened] = moveOf(application, "void", { actor, at, eventId: deps.newId(), reason });
  await closeShelf(deps, profileId, { lockedRoles: MEDIA_ROLES }, session);
  return deps.applications.save(after, [happened], session);
}

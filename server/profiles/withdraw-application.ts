import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { MEDIA_ROLES } from "../media/index.ts";
import { type Application, moveOf } from "./application-record.rules.ts";
import { closeShelf } from "./shelf-steps.ts";

/**
 * The applicant ends their application; its evidence is served to nobody from then on. Twice is once.
 * @throws Problem `not-found`, `wrong-state` from the release on
 */
export async function withdrawApplication(
  deps: Pick<Deps, "applications" | "shelves" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
  reason: string,
): Promise<Application> {
  const at = deps.clock.now();
  return deps.inTransaction(async (session) => {
    const application = await deps.applications.visibleTo(actor).get(profileId, session);
    if (application.state === "withdrawn") return application;
    const [after, happened] = moveOf(application, "withdraw", { actor, at, eventId: deps.newId(), reason });
    await closeShelf(deps, profileId, { lockedRoles: MEDIA_ROLES }, session);
    return deps.applications.save(after, [happened], session);
  });
}

import type { ClientSession } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { ApplicationAction } from "./application.rules.ts";
import { type Application, moveOf } from "./application-record.rules.ts";

/**
 * One step that needs nothing but the workflow's yes: for the features to the right and for jobs.
 * @throws Problem `not-found`, `wrong-state`, `not-allowed`, `invalid-input` without a needed reason, `changed-meanwhile`
 */
export async function moveApplication(
  { applications, clock, newId }: Pick<Deps, "applications" | "clock" | "newId">,
  actor: AnyActor,
  profileId: string,
  action: ApplicationAction,
  { reason = "", session = null }: { reason?: string; session?: ClientSession | null } = {},
): Promise<Application> {
  const before = await applications.visibleTo(actor).get(profileId, session);
  const [after, happened] = moveOf(before, action, { actor, at: clock.now(), eventId: newId(), reason });
  return applications.save(after, [happened], session);
}

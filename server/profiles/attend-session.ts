import type { AnyActor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "./application-record.rules.ts";
import { moveApplication } from "./move-application.ts";

/**
 * Attendance of an information session opens the application. Twice is once.
 * @throws Problem `not-found`, `not-allowed`
 */
export async function attendSession(
  deps: Pick<Deps, "applications" | "clock" | "newId">,
  actor: AnyActor,
  profileId: string,
): Promise<Application> {
  const application = await deps.applications.visibleTo(actor).get(profileId);
  return application.state === "registered" ? moveApplication(deps, actor, profileId, "attend-session") : application;
}

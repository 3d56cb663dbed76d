import type { AnyActor } from "../kernel/actor.ts";
import type { DomainEvent } from "../kernel/event.ts";
import { isRace } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "./application-record.rules.ts";

export type Edit = (application: Application) => [Application, DomainEvent[]];

const TRIES = 4;

/**
 * Load, decide, save; again from the start when somebody else wrote in between, so that two tabs that change two
 * different parts both succeed, and one that changes what the other closed is told so.
 * @throws Problem `not-found`, whatever `edit` refuses, `changed-meanwhile` after several tries
 */
export async function editApplication(
  { applications }: Pick<Deps, "applications">,
  actor: AnyActor,
  profileId: string,
  edit: Edit,
): Promise<Application> {
  for (let tried = 1; ; tried++) {
    const [after, events] = edit(await applications.visibleTo(actor).get(profileId));
    try {
      return await applications.save(after, events);
    } catch (error) {
      if (!isRace(error) || tried === TRIES) throw error;
    }
  }
}

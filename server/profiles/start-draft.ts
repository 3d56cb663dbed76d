import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { newShelf } from "../media/index.ts";
import { type Application, moveOf } from "./application-record.rules.ts";

/**
 * The Profile begins: from here on evidence has its shelf. Starting twice is once.
 * @throws Problem `not-found`, `wrong-state` before the drafting day or before a session was attended
 */
export async function startDraft(
  deps: Pick<Deps, "applications" | "cohorts" | "shelves" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
): Promise<Application> {
  const { applications, shelves, cohorts, clock, newId } = deps;
  const now = clock.now();
  return deps.inTransaction(async (session) => {
    const application = await applications.visibleTo(actor).get(profileId, session);
    if (application.state === "draft") return application;
    const { calendar } = await cohorts.get({ id: application.cohortId }, session);
    if (dayIn(calendar.zone, now) < calendar.draftingFromOn)
      throw new Problem("wrong-state", "Drafting has not begun yet. The calendar says when it does.");
    const [draft, started] = moveOf(application, "start-draft", { actor, at: now, eventId: newId() });
    await shelves.insert(newShelf({ id: profileId, ownerId: draft.applicantId, code: draft.code }), [], session);
    return applications.save(draft, [started], session);
  });
}

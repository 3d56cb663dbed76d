import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Application, moveOf } from "./application-record.rules.ts";

type Needs = Pick<Deps, "applications" | "cohorts" | "shelves" | "mediaItems" | "inTransaction" | "clock" | "newId">;

/** Earlier applications of one person that were never handed in and still hold something. */
export async function oldDraftsOf(
  { applications }: Pick<Deps, "applications">,
  actor: Actor,
  present: Pick<Application, "id" | "cohortId">,
): Promise<Application[]> {
  const mine = await applications.visibleTo(actor).find({ state: "draft" });
  return mine.filter(
    ({ id, cohortId, submission }) => id !== present.id && cohortId !== present.cohortId && !submission,
  );
}

/**
 * Takes the draft of an earlier cohort along: its narrative, its board and its files move into this one, which must be
 * empty; the old application ends. Consent was given for the same recordings, so the answers come along too.
 * @throws Problem `not-found`, `wrong-state` where one of the two is no draft, or this one holds files already
 */
export async function takeOldDraft(deps: Needs, actor: Actor, profileId: string, oldId: string): Promise<Application> {
  const at = deps.clock.now();
  return deps.inTransaction(async (session) => {
    const visible = deps.applications.visibleTo(actor);
    const present = await visible.get(profileId, session);
    const old = await visible.get(oldId, session);
    const isFresh = present.state === "draft" && present.narrative.length === 0 && present.board.length === 0;
    const isOld = old.state === "draft" && old.submission === null && old.cohortId !== present.cohortId;
    const held = await deps.mediaItems.ofShelf(profileId, session);
    if (!isFresh || !isOld || held.length > 0)
      throw new Problem("wrong-state", "An old draft can be taken along into a new Profile while that is still empty.");
    for (const item of await deps.mediaItems.ofShelf(oldId, session))
      if (item.check === "usable") await deps.mediaItems.save({ ...item, shelfId: profileId }, [], session);
    const from = await deps.shelves.get({ id: oldId }, session);
    await deps.shelves.save({ ...from, open: "none" }, [], session);
    await deps.shelves.touch(await deps.shelves.get({ id: profileId }, session), session);
    const reason = "Taken along into a later cohort.";
    const [ended] = moveOf(old, "withdraw", { actor, at, eventId: deps.newId(), reason });
    const payload = { profileId, cohortId: present.cohortId, applicantId: present.applicantId, oldId };
    await deps.applications.save(ended, [event(deps.newId(), "profile.draft-taken-along", at, payload)], session);
    const { narrative, board, isNobodyRecorded } = old;
    return deps.applications.save({ ...present, narrative, board, isNobodyRecorded, takenFromId: oldId }, [], session);
  });
}

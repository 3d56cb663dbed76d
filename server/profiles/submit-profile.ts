import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { Application } from "./application-record.rules.ts";
import { handIn } from "./hand-in.rules.ts";
import { rulesFor } from "./rules-for.ts";

export type SubmitNeeds = Pick<
  Deps,
  | "applications"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "shelves"
  | "mediaItems"
  | "inTransaction"
  | "clock"
  | "newId"
  | "faults"
>;

/**
 * An applicant hands in their Profile. What counts is the moment of pressing, by server time. One transaction writes
 * the application (consent and withdrawal are in it) and the shelf (every change of evidence writes it too), so of
 * two opposite steps in one instant exactly one wins. Pressing twice is once.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` (one entry a gap)
 */
export async function submitProfile(deps: SubmitNeeds, actor: Actor, profileId: string): Promise<Application> {
  const { applications, shelves, mediaItems, newId, faults } = deps;
  const pressedAt = deps.clock.now();
  faults.reach("submit-profile.before-transaction");
  const submitted = await deps.inTransaction(async (session) => {
    const application = await applications.visibleTo(actor).get(profileId, session);
    if (application.state === "submitted") return application;
    const shelf = await shelves.findOne({ id: profileId }, session);
    const { rubric, program, deadlineAt } = await rulesFor(deps, application, session);
    const items = await mediaItems.ofShelf(profileId, session);
    const facts = { items, rubric, settings: program.settings, deadlineAt };
    const [after, happened] = handIn(application, facts, { actor, at: pressedAt, eventId: newId() });
    const saved = await applications.save(after, [happened], session);
    faults.reach("submit-profile.after-application");
    // The consent board was complete, or this line were not reached: what was locked before was replaced or attested.
    if (shelf) {
      const closed = { open: "none" as const, openItemIds: [], openRoles: [], openPlaces: [], lockedRoles: [] };
      await shelves.save({ ...shelf, ...closed }, [], session);
    }
    faults.reach("submit-profile.after-shelf");
    return saved;
  });
  faults.reach("submit-profile.after-commit");
  return submitted;
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Fields, faultsOfFields } from "./reader-fields.rules.ts";
import { reviewerCode, type Reviewer } from "./reviewer.rules.ts";

const TRIES = 5;

/**
 * A teacher offers to read. The record begins as “applied”; the union's administrator selects or declines. The next free
 * code is taken; two who apply in one moment get two codes.
 * @throws Problem `wrong-state` when they have a record already, `invalid-input` without subjects or bands
 */
export async function applyToPool(
  { reviewers, clock, newId }: Pick<Deps, "reviewers" | "clock" | "newId">,
  actor: Actor,
  fields: Fields,
  hours: number,
  hoursPerReview: number,
): Promise<Reviewer> {
  refuseIfAny(faultsOfFields(fields));
  for (let attempt = 1; ; attempt += 1) {
    const all = await reviewers.all();
    if (all.some(({ id }) => id === actor.personId))
      throw new Problem("wrong-state", "You are on record with the committee already.");
    const now = clock.now();
    const last = Math.max(0, ...all.map(({ code }) => Number(code.replace(/\D/g, ""))));
    try {
      return await reviewers.insert(
        {
          id: actor.personId,
          code: reviewerCode(last + 1),
          state: "applied",
          subjects: [...fields.subjects],
          bands: [...fields.bands],
          capacity: Math.min(20, Math.floor(hours / hoursPerReview)),
          hours,
          conflicts: [],
          pausedUntil: null,
          pauseReason: null,
          updatedAt: now,
        },
        [event(newId(), "reviewer.applied", now, { reviewerId: actor.personId })],
      );
    } catch (error) {
      if (!(error instanceof Problem) || attempt === TRIES) throw error; // the code was taken in this moment
    }
  }
}

/** Whoever is selected may act as a reviewer from then on. Safe to run twice. */
export async function giveReviewerRole({ people }: Pick<Deps, "people">, personId: string): Promise<void> {
  const person = await people.get({ id: personId });
  if (person.roles.includes("reviewer")) return;
  await people.save({ ...person, roles: [...person.roles, "reviewer"] });
}

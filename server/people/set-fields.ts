import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Fields, faultsOfFields } from "./reader-fields.rules.ts";
import type { Reviewer } from "./reviewer.rules.ts";

/**
 * The administrator sets what a reader reads. A job looks at what they hold: what no longer fits goes to the next on the
 * bench, what is in stays; open places may now fill with them.
 * @throws Problem `not-allowed`, `not-found`, `invalid-input` without subjects or bands
 */
export async function setFields(
  { reviewers, clock, newId }: Pick<Deps, "reviewers" | "clock" | "newId">,
  actor: Actor,
  reviewerId: string,
  fields: Fields,
): Promise<Reviewer> {
  if (actor.role !== "pprc-admin") throw new Problem("not-allowed", "The union's administrator does this.");
  const reviewer = await reviewers.get({ id: reviewerId });
  refuseIfAny(faultsOfFields(fields));
  const now = clock.now();
  const { subjects, bands } = fields;
  return reviewers.save({ ...reviewer, subjects: [...subjects], bands: [...bands], updatedAt: now }, [
    event(newId(), "reviewer.fields-set", now, { reviewerId, byId: actor.personId }),
  ]);
}

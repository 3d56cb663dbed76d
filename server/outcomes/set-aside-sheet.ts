import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Review, setAsideReview } from "../reviews/index.ts";
import { visibleCase } from "./visible-cases.ts";

/**
 * A conflict found after a sheet is in: the sheet stays on record and counts no more, the result is computed anew, and the
 * next on the bench is asked. Until the recommendation list with the case is signed, in one transaction with the case.
 * @throws Problem `not-found`, `wrong-state` once signed, `invalid-input` without a reason
 */
export async function setAsideSheet(
  deps: Pick<Deps, "applications" | "cases" | "reviews" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
  { reviewId, reason }: { reviewId: string; reason: string },
): Promise<Review> {
  const record = await visibleCase(deps, actor, profileId);
  if (record.sealedAt !== null)
    throw new Problem("wrong-state", "The recommendation list with this case is signed; its sheets stay as they are.");
  await deps.reviews.get({ id: reviewId, profileId });
  return deps.inTransaction(async (session) => {
    await deps.cases.save(record, [], session);
    return setAsideReview(deps, actor, reviewId, reason, session);
  });
}

import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Review, reopenReview } from "../reviews/index.ts";
import { visibleCase } from "./visible-cases.ts";

/**
 * Opens one submitted sheet of a case again, with a reason, until the recommendation list with the case is signed. The
 * case is written in the same transaction, so that of a reopening and the last signature one comes first.
 * @throws Problem `not-found`, `wrong-state` once signed, `invalid-input` without a reason
 */
export async function reopenSheet(
  deps: Pick<Deps, "applications" | "cases" | "reviews" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
  { reviewId, reason }: { reviewId: string; reason: string },
): Promise<Review> {
  const record = await visibleCase(deps, actor, profileId);
  if (record.sealedAt !== null)
    throw new Problem("wrong-state", "The recommendation list with this case is signed; nothing reopens it.");
  await deps.reviews.get({ id: reviewId, profileId });
  return deps.inTransaction(async (session) => {
    await deps.cases.save(record, [], session);
    return reopenReview(deps, actor, reviewId, reason, session);
  });
}

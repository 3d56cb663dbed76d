import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { may } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import type { LostSeat } from "../matching/index.ts";
import { idsOf } from "./answer-offer.ts";
import { REVIEW_WORKFLOW, stepReview } from "./review.rules.ts";

/**
 * A reader may no longer read: the review ends, its evidence closes, and the next on the bench is asked. What is over
 * already, or was answered by a reader on leave, stays as it is; a second call changes nothing.
 */
export async function loseReview(
  { reviews, clock, newId }: Pick<Deps, "reviews" | "clock" | "newId">,
  { offerId, why, words, isForOffersOnly }: LostSeat,
): Promise<void> {
  const review = await reviews.findOne({ id: offerId });
  if (!review) return; // not opened yet: whoever opens it looks at the pair again
  const action = why === "conflicted" ? "bar" : isForOffersOnly ? "pass-on" : "leave";
  if (!may(REVIEW_WORKFLOW, action, review.state, "system")) return;
  const now = clock.now();
  const name = why === "conflicted" ? "review.conflicted" : "review.passed-on";
  await reviews.save({ ...review, state: stepReview(review, action, SYSTEM), reason: words, endedAt: now }, [
    event(newId(), name, now, { ...idsOf(review), why }),
  ]);
}

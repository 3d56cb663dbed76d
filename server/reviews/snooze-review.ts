import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { after, DAY } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { onceMore } from "./answer-offer.ts";
import type { Review } from "./review-record.rules.ts";
import { IS_OPEN } from "./review.rules.ts";

/**
 * A reader asks for quiet: no reminders for so many days. The due date stays, and what is late still goes back to the
 * coordinators.
 * @throws Problem `not-found`, `wrong-state` when nothing waits on the reader
 */
export function snoozeReview(
  { reviews, clock }: Pick<Deps, "reviews" | "clock">,
  actor: Actor,
  reviewId: string,
  days: number,
): Promise<Review> {
  return onceMore(async () => {
    const review = await reviews.visibleTo(actor).get(reviewId);
    if (review.state !== "offered" && !IS_OPEN.includes(review.state))
      throw new Problem("wrong-state", "Nothing waits for you here, so there is nothing to remind you of.");
    return reviews.save({ ...review, snoozedUntil: after(clock.now(), days * DAY) });
  });
}

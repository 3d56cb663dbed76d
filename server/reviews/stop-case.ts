import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { idsOf, onceMore } from "./answer-offer.ts";
import { IS_OPEN } from "./review.rules.ts";
import type { Review } from "./review-record.rules.ts";
import { stopCodesIn } from "./score-sheet.rules.ts";

/**
 * A reader found missing consent or prohibited content (a stop code in the draft) and says that the case must stop now;
 * the sheet need not be finished. Confirmed apart from the mark, because a mark is kept as it is chosen and a slip of
 * the hand must stop nobody's case. Pressed twice is once.
 * @throws Problem `not-found`, `wrong-state` where the sheet is not open or holds no stop code
 */
export async function stopCase(
  { reviews, clock, newId }: Pick<Deps, "reviews" | "clock" | "newId">,
  actor: Actor,
  reviewId: string,
): Promise<Review> {
  return onceMore(async () => {
    const review = await reviews.visibleTo(actor).get(reviewId);
    if (!IS_OPEN.includes(review.state)) throw new Problem("wrong-state", "This review is not open for writing.");
    const codes = stopCodesIn(review.draft);
    if (codes.length === 0)
      throw new Problem("wrong-state", "Mark NS6 or NS7 on an indicator first; then the case can be stopped.");
    if (codes.every((code) => review.stopped?.codes.includes(code))) return review;
    const now = clock.now();
    return reviews.save({ ...review, stopped: { codes, at: now } }, [
      event(newId(), "review.stopped", now, idsOf(review)),
    ]);
  });
}

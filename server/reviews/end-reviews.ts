import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { isSilent } from "../matching/index.ts";
import { idsOf } from "./answer-offer.ts";
import type { Review } from "./review-record.rules.ts";
import { REVIEW_WORKFLOW, stepReview } from "./review.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;

/** The Profile left the cohort: every review of it ends, its evidence closes, and no sheet is asked for any more. */
export async function endReviews(deps: Needs, profileId: string): Promise<void> {
  for (const review of await deps.reviews.ofProfile(profileId)) await endIfOpen(deps, review);
}

/** The seat of this offer ended: its review too, where it began only after those of the Profile had been ended. */
export async function endReviewOfOffer(deps: Needs, offerId: string): Promise<void> {
  const review = await deps.reviews.findOne({ id: offerId });
  if (review) await endIfOpen(deps, review);
}

async function endIfOpen(deps: Needs, review: Review): Promise<void> {
  if ((REVIEW_WORKFLOW.end.from as readonly string[]).includes(review.state))
    await endReview(deps, review, deps.clock.now());
}

/** One review ends without its reader's doing: nothing of it is asked for any more. */
export function endReview({ reviews, newId }: Needs, review: Review, now: Date): Promise<Review> {
  return reviews.save({ ...review, state: stepReview(review, "end", SYSTEM), endedAt: now }, [
    event(newId(), "review.ended", now, { ...idsOf(review), isAwaited: review.state !== "submitted" }),
  ]);
}

/**
 * Offers without an answer are passed on once their response date is over. Somebody who answers in the same moment wins
 * or loses by the record's version: there is one replacement or none.
 */
export async function passOnSilentOffers({ reviews, clock, newId }: Needs): Promise<number> {
  const now = clock.now();
  const late = await reviews.offeredWithAnswerDueBefore(now);
  let count = 0;
  for (const review of late.filter(({ respondBy }) => isSilent(respondBy, now))) {
    try {
      await reviews.save({ ...review, state: stepReview(review, "pass-on", SYSTEM), endedAt: now }, [
        event(newId(), "review.passed-on", now, { ...idsOf(review), why: "silent" }),
      ]);
      count += 1;
    } catch (error) {
      if (!(error instanceof Problem)) throw error; // answered in this very moment
    }
  }
  return count;
}

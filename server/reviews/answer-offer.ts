import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { isRace } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { REVIEW_WORKFLOW, stepReview } from "./review.rules.ts";
import type { Review } from "./review-record.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;

/**
 * A reviewer takes a case on. Only now does its evidence open.
 * @throws Problem `not-found`, `wrong-state` (passed on meanwhile) or `changed-meanwhile`
 */
export async function acceptReview({ reviews, clock, newId }: Needs, actor: Actor, reviewId: string): Promise<Review> {
  return onceMore(async () => {
    const review = await reviews.visibleTo(actor).get(reviewId);
    if (review.state === "accepted" || review.state === "in-progress") return review;
    const now = clock.now();
    return reviews.save({ ...review, state: stepReview(review, "accept", actor), acceptedAt: now }, [
      event(newId(), "review.accepted", now, idsOf(review)),
    ]);
  });
}

/**
 * A reviewer gives a case back, with a reason; the next on the bench is asked at once.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` without a reason
 */
export async function declineReview(deps: Needs, actor: Actor, reviewId: string, reason: string): Promise<Review> {
  return leave(deps, actor, reviewId, reason, "decline", "review.declined");
}

/**
 * “I know this person”: said before opening or later; the reader loses the case and is never asked for it again.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` without a reason
 */
export async function declareConflict(deps: Needs, actor: Actor, reviewId: string, reason: string): Promise<Review> {
  return leave(deps, actor, reviewId, reason, "declare-conflict", "review.conflicted");
}

async function leave(
  { reviews, clock, newId }: Needs,
  actor: Actor,
  reviewId: string,
  reason: string,
  action: "decline" | "declare-conflict",
  name: string,
): Promise<Review> {
  return onceMore(async () => {
    const review = await reviews.visibleTo(actor).get(reviewId);
    if (review.state === REVIEW_WORKFLOW[action].to) return review; // a second press
    const now = clock.now();
    return reviews.save({ ...review, state: stepReview(review, action, actor, reason), reason, endedAt: now }, [
      event(newId(), name, now, idsOf(review)),
    ]);
  });
}

/** A second press, or a second tab, in the same moment: looks again and finds it done, or says why it is not open. */
export async function onceMore<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isRace(error)) throw error;
    return act();
  }
}

/** What every review event carries; ids only. */
export function idsOf(review: Review) {
  return {
    reviewId: review.id,
    profileId: review.profileId,
    cohortId: review.cohortId,
    reviewerId: review.reviewerId,
    place: review.place,
  };
}

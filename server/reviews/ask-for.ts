import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { idsOf } from "./answer-offer.ts";
import type { Review } from "./review-record.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;

/** A reader asks for a later date; the coordinator decides. `until` is a calendar day, `2026-12-04`. */
export async function askForMoreTime(
  { reviews, clock, newId }: Needs,
  actor: Actor,
  reviewId: string,
  reason: string,
  until: string,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  if (!["accepted", "in-progress", "reopened"].includes(review.state)) {
    throw new Problem("wrong-state", "More time can be asked for while a review is yours to write.");
  }
  const now = clock.now();
  return reviews.save({ ...review, moreTimeAsked: { reason, until: new Date(`${until}T12:00:00Z`), at: now } }, [
    event(newId(), "review.more-time-asked", now, idsOf(review)),
  ]);
}

/**
 * Trigger d: a reader asks for a fourth read of a case they scored, with a reason, before submitting anything further.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` without a reason
 */
export async function askReadersFourth(
  { reviews, clock, newId }: Needs,
  actor: Actor,
  reviewId: string,
  reason: string,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  if (reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason; it stays on record.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
  if (review.state !== "submitted" || review.fourthReadAsked) {
    throw new Problem("wrong-state", "A fourth read can be asked for once, after your own sheet is in.");
  }
  if (await reviews.hasSubmittedAfter(actor.personId, review.submittedAt))
    throw new Problem("wrong-state", "You have submitted another review since; it is too late to ask for this one.");
  const now = clock.now();
  return reviews.save({ ...review, fourthReadAsked: { reason, at: now } }, [
    event(newId(), "review.fourth-read-asked", now, idsOf(review)),
  ]);
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import { after, DAY } from "../kernel/time.ts";
import { endOfDay } from "../cohorts/index.ts";
import type { Deps } from "../deps.ts";
import { idsOf } from "./answer-offer.ts";
import type { Review } from "./review-record.rules.ts";
import { IS_OPEN } from "./review.rules.ts";

/** How far a later date may lie, in days. */
const LONGEST_DAYS = 92;

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;

/** A reader asks for a later date; the coordinator decides. `until` is a calendar day, `2026-12-04`. */
export async function askForMoreTime(
  { reviews, cohorts, clock, newId }: Needs & Pick<Deps, "cohorts">,
  actor: Actor,
  reviewId: string,
  reason: string,
  until: string,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  if (!IS_OPEN.includes(review.state)) {
    throw new Problem("wrong-state", "More time can be asked for while a review is yours to write.");
  }
  const now = clock.now();
  const { calendar } = await cohorts.get({ id: review.cohortId });
  const at = endOfDay({ on: until, zone: calendar.zone });
  refuseIfAny([
    ...(reason.trim() === "" ? [{ field: "reason", message: "Please say why; a sentence is enough." }] : []),
    ...(at <= review.reviewBy || at <= now
      ? [{ field: "until", message: "Please choose a day after the one it is due now." }]
      : []),
    ...(at > after(review.reviewBy, LONGEST_DAYS * DAY) && at > after(now, LONGEST_DAYS * DAY)
      ? [{ field: "until", message: "Please choose a day within the next three months." }]
      : []),
  ]);
  return reviews.save({ ...review, moreTimeAsked: { reason, until: at, at: now, answer: null } }, [
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

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { endOfDay } from "../cohorts/index.ts";
import { queueMessage } from "../letters/index.ts";
import { idsOf } from "./answer-offer.ts";
import type { Review } from "./review-record.rules.ts";
import { IS_OPEN } from "./review.rules.ts";

export type MoreTimeAnswer = { isGranted: boolean; until: string; words: string };

/**
 * A coordinator answers a reader's request for a later date. `until` is a calendar day of the cohort's zone and counts
 * only with a yes; it may differ from the day that was asked for. A new date begins a new ladder of reminders.
 * @throws Problem `not-found` (a conflict of the coordinator's included), `wrong-state` when it was answered or is over
 */
export async function answerMoreTime(
  {
    reviews,
    applications,
    cohorts,
    clock,
    newId,
  }: Pick<Deps, "reviews" | "applications" | "cohorts" | "clock" | "newId">,
  actor: Actor,
  reviewId: string,
  { isGranted, until, words }: MoreTimeAnswer,
): Promise<Review> {
  if (actor.role !== "jgp") throw new Problem("not-allowed", "A coordinator answers.");
  const review = await reviews.visibleTo(actor).get(reviewId);
  await applications.visibleTo(actor).get(review.profileId); // a conflict of the coordinator's
  const asked = review.moreTimeAsked;
  if (!asked || asked.answer) throw new Problem("wrong-state", "This request was answered already.");
  if (!IS_OPEN.includes(review.state)) throw new Problem("wrong-state", "The sheet is in, or the case has moved on.");
  const now = clock.now();
  const { calendar } = await cohorts.get({ id: review.cohortId });
  const dueAt = isGranted ? endOfDay({ on: until, zone: calendar.zone }) : review.reviewBy;
  const isTooEarly = isGranted && (dueAt <= now || dueAt < review.reviewBy);
  refuseIfAny(isTooEarly ? [{ field: "until", message: "A new date lies after the one it is due now." }] : []);
  const answer = { isGranted, until: dueAt, words, at: now, byId: actor.personId };
  const name = isGranted ? "review.more-time-given" : "review.more-time-refused";
  return reviews.save({ ...review, reviewBy: dueAt, moreTimeAsked: { ...asked, answer } }, [
    event(newId(), name, now, idsOf(review)),
  ]);
}

/** The reader hears the answer, once. */
export async function tellMoreTimeAnswer(
  deps: Pick<Deps, "reviews" | "people" | "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  reviewId: string,
): Promise<void> {
  const review = await deps.reviews.get({ id: reviewId });
  const answer = review.moreTimeAsked?.answer;
  if (!answer) return; // asked anew meanwhile
  const { name } = await deps.people.get({ id: review.reviewerId });
  await queueMessage(deps, {
    key: `more-time-answer-${reviewId}-${answer.at.getTime()}`,
    to: review.reviewerId,
    template: "more-time-answer",
    model: {
      name,
      profileCode: review.profileCode,
      isGranted: answer.isGranted,
      dueAt: answer.until,
      words: answer.words,
      link: `${deps.config.baseUrl}/reviews/${reviewId}`,
      why: "You get this because you asked for more time.",
    },
  });
}

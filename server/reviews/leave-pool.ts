import { type Actor, SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import { idsOf } from "./answer-offer.ts";
import { stepReview } from "./review.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;

/** A reader paused or left: offers they have not answered go on to the next at once. What they began stays theirs. */
export async function passOnOffersOf({ reviews, clock, newId }: Needs, reviewerId: string): Promise<void> {
  const now = clock.now();
  for (const review of await reviews.find({ reviewerId, state: "offered" })) {
    await reviews.save({ ...review, state: stepReview(review, "pass-on", SYSTEM), endedAt: now }, [
      event(newId(), "review.passed-on", now, idsOf(review)),
    ]);
  }
}

/** A conflict found late: every open review of that person's work ends for this reader, and its evidence closes. */
export async function endConflictedReviews(
  { reviews, clock, newId }: Needs,
  reviewerId: string,
  personId: string,
): Promise<void> {
  const now = clock.now();
  const reader: Pick<Actor, "role" | "personId"> = { role: "reviewer", personId: reviewerId };
  for (const review of await reviews.find({ reviewerId, applicantId: personId })) {
    if (!["offered", "accepted", "in-progress"].includes(review.state)) continue;
    const reason = "A conflict was declared for this person.";
    const state = stepReview(review, "declare-conflict", reader, reason);
    await reviews.save({ ...review, state, reason, endedAt: now }, [
      event(newId(), "review.conflicted", now, idsOf(review)),
    ]);
  }
}

import { type Actor, SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import { idsOf } from "./answer-offer.ts";
import { REVIEW_WORKFLOW, stepReview } from "./review.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;
const MAY_LEAVE: readonly string[] = REVIEW_WORKFLOW["declare-conflict"].from;

/**
 * A conflict found late: every open review of that person's work ends for this reader, and its evidence closes. A sheet
 * that slipped in after the declaration is set aside: it stays on record and does not count. One that was in before is
 * the coordinators' to decide.
 */
export async function endConflictedReviews(
  { reviews, reviewers, clock, newId }: Needs & Pick<Deps, "reviewers">,
  reviewerId: string,
  personId: string,
): Promise<void> {
  const now = clock.now();
  const { conflicts } = await reviewers.get({ id: reviewerId });
  const declaredAt = conflicts.find((one) => one.personId === personId)?.at ?? now;
  const reader: Pick<Actor, "role" | "personId"> = { role: "reviewer", personId: reviewerId };
  for (const review of await reviews.find({ reviewerId, applicantId: personId })) {
    const slippedIn = review.state === "submitted" && review.submittedAt !== null && review.submittedAt >= declaredAt;
    if (!slippedIn && !MAY_LEAVE.includes(review.state)) continue;
    const reason = "A conflict was declared for this person.";
    const state = slippedIn
      ? stepReview(review, "set-aside", SYSTEM, reason)
      : stepReview(review, "declare-conflict", reader, reason);
    await reviews.save({ ...review, state, reason, endedAt: now }, [
      event(newId(), "review.conflicted", now, idsOf(review)),
    ]);
  }
}

import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Rubric } from "../programs/index.ts";
import type { Review } from "./review-record.rules.ts";

export type Offer = Pick<
  Review,
  | "id"
  | "cohortId"
  | "profileId"
  | "profileCode"
  | "applicantId"
  | "place"
  | "reviewerId"
  | "reviewerCode"
  | "respondBy"
  | "reviewBy"
> & { rubric: Rubric };

/** A seat was offered: the reviewer's own record of it begins. The offer's id makes it once, however often this runs. */
export async function openReview(
  { reviews, clock, newId }: Pick<Deps, "reviews" | "clock" | "newId">,
  offer: Offer,
): Promise<Review> {
  const before = await reviews.findOne({ id: offer.id });
  if (before) return before;
  const now = clock.now();
  try {
    return await reviews.insert(
      {
        ...offer,
        state: "offered",
        offeredAt: now,
        acceptedAt: null,
        startedAt: null,
        submittedAt: null,
        endedAt: null,
        reason: null,
        draft: [],
        sheets: [],
        fourthReadAsked: null,
        moreTimeAsked: null,
        snoozedUntil: null,
      },
      [
        event(newId(), "review.offered", now, {
          reviewId: offer.id,
          profileId: offer.profileId,
          reviewerId: offer.reviewerId,
        }),
      ],
    );
  } catch (error) {
    const same = error instanceof Problem ? await reviews.findOne({ id: offer.id }) : null;
    if (same) return same;
    throw error;
  }
}

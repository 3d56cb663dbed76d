import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Review } from "./review-record.rules.ts";

type Needs = Pick<
  Deps,
  "reviews" | "seats" | "applications" | "reviewers" | "cohorts" | "programs" | "rubrics" | "clock" | "newId"
>;

/**
 * A seat was offered: the reader's own record of it begins, with the rubric of the cohort frozen into it. The offer's id
 * makes it once, however often this runs. Null when the offer is no longer the seat's.
 */
export async function openReview(deps: Needs, seatId: string, offerId: string): Promise<Review | null> {
  const before = await deps.reviews.findOne({ id: offerId });
  if (before) return before;
  const seat = await deps.seats.get({ id: seatId });
  if (seat.offerId !== offerId || !seat.reviewerId || !seat.respondBy || !seat.reviewBy) return null;
  const [application, reviewer, cohort] = await Promise.all([
    deps.applications.get({ id: seat.profileId }),
    deps.reviewers.get({ id: seat.reviewerId }),
    deps.cohorts.get({ id: seat.cohortId }),
  ]);
  const { rubric } = await deps.programs.get({ id: cohort.programVersionId });
  const now = deps.clock.now();
  const review: Omit<Review, "version"> = {
    id: offerId,
    cohortId: seat.cohortId,
    profileId: seat.profileId,
    profileCode: application.code,
    applicantId: application.applicantId,
    place: seat.place,
    reviewerId: seat.reviewerId,
    reviewerCode: reviewer.code,
    state: "offered",
    rubric: await deps.rubrics.byKey(rubric),
    offeredAt: now,
    respondBy: seat.respondBy,
    reviewBy: seat.reviewBy,
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
  };
  try {
    return await deps.reviews.insert(review, [
      event(deps.newId(), "review.offered", now, {
        reviewId: offerId,
        profileId: seat.profileId,
        reviewerId: seat.reviewerId,
      }),
    ]);
  } catch (error) {
    const same = error instanceof Problem ? await deps.reviews.findOne({ id: offerId }) : null;
    if (same) return same;
    throw error;
  }
}

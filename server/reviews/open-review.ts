import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Seat } from "../matching/index.ts";
import { endReview } from "./end-reviews.ts";
import type { Review } from "./review-record.rules.ts";

/** What an offer says: who reads what, by when, with which rubric. Its id is the review's. */
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
  | "rubric"
>;

/** The reader's own record of an offer begins. The offer's id makes it once, however often this runs. */
export async function openReview(
  { reviews, clock, newId }: Pick<Deps, "reviews" | "clock" | "newId">,
  offer: Offer,
): Promise<Review> {
  const before = await reviews.findOne({ id: offer.id });
  if (before) return before;
  const now = clock.now();
  const review: Omit<Review, "version"> = {
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
  };
  const { id: reviewId, profileId, reviewerId } = offer;
  try {
    return await reviews.insert(review, [event(newId(), "review.offered", now, { reviewId, profileId, reviewerId })]);
  } catch (error) {
    const same = error instanceof Problem ? await reviews.findOne({ id: reviewId }) : null;
    if (same) return same;
    throw error;
  }
}

/**
 * The review of a seat's offer, with the cohort's rubric frozen into it. Null when the offer is no longer the seat's, or
 * the seat has ended. The seat is looked at again afterwards: where it ended or went on meanwhile, whoever ended its
 * review found none yet, so it is ended here.
 */
export async function openReviewOfSeat(
  deps: Pick<
    Deps,
    "reviews" | "seats" | "applications" | "reviewers" | "cohorts" | "programs" | "rubrics" | "clock" | "newId"
  >,
  seatId: string,
  offerId: string,
): Promise<Review | null> {
  const seat = await deps.seats.get({ id: seatId });
  if (!isOffersSeat(seat, offerId) || !seat.reviewerId || !seat.respondBy || !seat.reviewBy) return null;
  const [application, reviewer, cohort] = await Promise.all([
    deps.applications.get({ id: seat.profileId }),
    deps.reviewers.get({ id: seat.reviewerId }),
    deps.cohorts.get({ id: seat.cohortId }),
  ]);
  const { rubric } = await deps.programs.get({ id: cohort.programVersionId });
  const opened = await openReview(deps, {
    id: offerId,
    cohortId: seat.cohortId,
    profileId: seat.profileId,
    profileCode: application.code,
    applicantId: application.applicantId,
    place: seat.place,
    reviewerId: seat.reviewerId,
    reviewerCode: reviewer.code,
    respondBy: seat.respondBy,
    reviewBy: seat.reviewBy,
    rubric: await deps.rubrics.byKey(rubric),
  });
  const isStillIts = isOffersSeat(await deps.seats.get({ id: seatId }), offerId);
  return isStillIts || opened.state !== "offered" ? opened : endReview(deps, opened, deps.clock.now());
}

function isOffersSeat(seat: Seat, offerId: string): boolean {
  return seat.offerId === offerId && seat.state !== "ended";
}

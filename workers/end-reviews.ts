import { z } from "zod";
import { endSeats } from "../server/matching/index.ts";
import { endReviewOfOffer, endReviews, passOnSilentOffers } from "../server/reviews/index.ts";
import { defineJob, defineSweep } from "./define-job.ts";

/** The Profile left the cohort: its seats and reviews end, and its evidence closes for every reader. */
export const endReviewsJob = defineJob({
  name: "end-reviews",
  on: ["profile.withdrawn", "profile.voided"],
  data: z.object({ profileId: z.string() }),
  async run(deps, { profileId }) {
    await endReviews(deps, profileId);
    await endSeats(deps, profileId);
  },
});

/** Whoever ended the Profile's reviews may have come a moment before this one began. */
export const endReviewOfSeatJob = defineJob({
  name: "end-review-of-seat",
  on: "seat.ended",
  data: z.object({ offerId: z.string().nullable() }),
  async run(deps, { offerId }) {
    if (offerId !== null) await endReviewOfOffer(deps, offerId);
  },
});

/** Silence past the response date offers the case to the next on the bench. */
export const passOnSilent = defineSweep({
  name: "pass-on-silent-offers",
  everySec: 10,
  async run(deps) {
    await passOnSilentOffers(deps);
  },
});

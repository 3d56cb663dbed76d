import { z } from "zod";
import { findLostSeats } from "../server/matching/index.ts";
import { loseReview, openReviewOfSeat, tellReviewerOfOffer } from "../server/reviews/index.ts";
import { defineJob } from "./define-job.ts";

/**
 * A seat was offered: the reader's review begins. Somebody may have paused or declared a conflict while it was being
 * offered; so the pair is looked at once more now that the review is there to be ended by whoever comes later. Offers
 * after publication are told one by one.
 */
export const openReviewJob = defineJob({
  name: "open-review",
  on: "seat.offered",
  data: z.object({ seatId: z.string(), offerId: z.string(), isFirst: z.boolean() }),
  async run(deps, { seatId, offerId, isFirst }) {
    await openReviewOfSeat(deps, seatId, offerId);
    const lost = await findLostSeats(deps, { offerId });
    for (const each of lost) await loseReview(deps, each);
    if (!isFirst && lost.length === 0) await tellReviewerOfOffer(deps, seatId, offerId);
  },
});

import { z } from "zod";
import { openReviewOfSeat, tellReviewerOfOffer } from "../server/reviews/index.ts";
import { defineJob } from "./define-job.ts";

/** A seat was offered: the reader's review begins. Offers after publication are told one by one. */
export const openReviewJob = defineJob({
  name: "open-review",
  on: "seat.offered",
  data: z.object({ seatId: z.string(), offerId: z.string(), isFirst: z.boolean() }),
  async run(deps, { seatId, offerId, isFirst }) {
    await openReviewOfSeat(deps, seatId, offerId);
    if (!isFirst) await tellReviewerOfOffer(deps, seatId, offerId);
  },
});

import { z } from "zod";
import { tellReviewerOfEnd } from "../server/reviews/index.ts";
import { defineJob } from "./define-job.ts";

/** Tells a reader whose sheet was still awaited that it is no longer needed. */
export const emailReviewEnded = defineJob({
  name: "email-review-ended",
  on: "review.ended",
  data: z.object({ reviewId: z.string(), isAwaited: z.boolean().default(false) }),
  async run(deps, { reviewId, isAwaited }) {
    if (isAwaited) await tellReviewerOfEnd(deps, reviewId);
  },
});

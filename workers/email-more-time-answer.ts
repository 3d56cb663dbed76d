import { z } from "zod";
import { tellMoreTimeAnswer } from "../server/reviews/index.ts";
import { defineJob } from "./define-job.ts";

/** A coordinator answered a reader who asked for more time. */
export const emailMoreTimeAnswer = defineJob({
  name: "email-more-time-answer",
  on: ["review.more-time-given", "review.more-time-refused"],
  data: z.object({ reviewId: z.string() }),
  run: (deps, { reviewId }) => tellMoreTimeAnswer(deps, reviewId),
});

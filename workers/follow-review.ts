import { z } from "zod";
import { followReview, VACATED_WHY, vacateSeat } from "../server/matching/index.ts";
import { defineJob } from "./define-job.ts";

const data = z.object({ reviewId: z.string() });

/** The seat follows its review. */
export const seatAccepted = defineJob({
  name: "mark-seat-accepted",
  on: "review.accepted",
  data,
  run: (deps, { reviewId }) => followReview(deps, reviewId, "accept"),
});
export const seatFinished = defineJob({
  name: "mark-seat-finished",
  on: "review.submitted",
  data,
  run: (deps, { reviewId }) => followReview(deps, reviewId, "finish"),
});
export const seatReopened = defineJob({
  name: "mark-seat-reopened",
  on: "review.reopened",
  data,
  run: (deps, { reviewId }) => followReview(deps, reviewId, "reopen"),
});

/** A reader left: the seat opens, and its next event asks the bench. */
export const seatDeclined = defineJob({
  name: "vacate-declined-seat",
  on: "review.declined",
  data,
  run: (deps, { reviewId }) => vacateSeat(deps, reviewId, "declined"),
});
export const seatConflicted = defineJob({
  name: "vacate-conflicted-seat",
  on: "review.conflicted",
  data,
  run: (deps, { reviewId }) => vacateSeat(deps, reviewId, "conflicted"),
});
export const seatPassedOn = defineJob({
  name: "vacate-silent-seat",
  on: "review.passed-on",
  data: data.extend({ why: z.enum(VACATED_WHY).default("silent") }),
  run: (deps, { reviewId, why }) => vacateSeat(deps, reviewId, why),
});

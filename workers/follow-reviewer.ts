import { z } from "zod";
import { endConflictedReviews, passOnOffersOf, remindReaders } from "../server/reviews/index.ts";
import { defineJob, defineSweep } from "./define-job.ts";

/** A reader paused or left the pool: their unanswered offers go on at once. */
export const passOnOffers = defineJob({
  name: "pass-on-offers",
  on: ["reviewer.paused", "reviewer.released"],
  data: z.object({ reviewerId: z.string() }),
  run: (deps, { reviewerId }) => passOnOffersOf(deps, reviewerId),
});

/** A reader named somebody: what they hold of that person's work ends. */
export const endConflicted = defineJob({
  name: "end-conflicted-reviews",
  on: "reviewer.conflict-declared",
  data: z.object({ reviewerId: z.string(), personId: z.string() }),
  run: (deps, { reviewerId, personId }) => endConflictedReviews(deps, reviewerId, personId),
});

/** The ladder of reminders, by the clock. */
export const remindReadersSweep = defineSweep({
  name: "remind-readers",
  everySec: 20,
  run: (deps) => remindReaders(deps),
});

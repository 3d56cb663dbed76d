import { z } from "zod";
import { laySeats } from "../server/matching/index.ts";
import { tellReviewersOfMatch } from "../server/reviews/index.ts";
import { defineJob } from "./define-job.ts";

/** A matching was published: three seats a Profile, then one message a reader. Each is made once under its own key. */
export const laySeatsJob = defineJob({
  name: "lay-seats",
  on: "match.published",
  data: z.object({ runId: z.string(), cohortId: z.string() }),
  async run(deps, { runId, cohortId }) {
    await laySeats(deps, runId);
    await tellReviewersOfMatch(deps, cohortId, runId);
  },
});

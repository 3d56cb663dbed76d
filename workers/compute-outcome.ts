import { z } from "zod";
import { computeOutcome, rulesOfCohort } from "../server/outcomes/index.ts";
import { defineJob } from "./define-job.ts";

/** A sheet came in, was opened again or set aside, a reader stopped the case, or the JGP ruled: the case's result is computed from what stands. */
export const computeOutcomeJob = defineJob({
  name: "compute-outcome",
  on: [
    "review.submitted",
    "review.stopped",
    "review.fourth-read-asked",
    "review.reopened",
    "review.conflicted",
    "case.ruled",
    "case.unsealed",
  ],
  data: z.object({ profileId: z.string(), cohortId: z.string() }),
  async run(deps, { profileId, cohortId }) {
    const { settings } = await rulesOfCohort(deps, cohortId);
    await computeOutcome(deps, profileId, settings);
  },
});

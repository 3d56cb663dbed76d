import { z } from "zod";
import { giveReviewerRole } from "../server/people/index.ts";
import { tellPoolAnswer } from "../server/matching/index.ts";
import { defineJob } from "./define-job.ts";

/** The union selected or declined an applicant: the role is given, and they hear. */
export const answerPoolApplicant = defineJob({
  name: "answer-pool-applicant",
  on: ["reviewer.selected", "reviewer.declined"],
  data: z.object({ reviewerId: z.string() }),
  async run(deps, { reviewerId }) {
    const { state } = await deps.reviewers.get({ id: reviewerId });
    if (state !== "released") await giveReviewerRole(deps, reviewerId);
    await tellPoolAnswer(deps, reviewerId, state !== "released");
  },
});

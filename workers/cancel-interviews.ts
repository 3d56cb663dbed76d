import { z } from "zod";
import { cancelInterviews } from "../server/interviews/index.ts";
import { defineJob } from "./define-job.ts";

/** An application that left, or whose result is computed anew, takes its interview offer with it. */
export const cancelInterviewsJob = defineJob({
  name: "cancel-interviews",
  on: ["profile.withdrawn", "profile.voided", "profile.reopened"],
  data: z.object({ profileId: z.string() }),
  run: (deps, { profileId }) => cancelInterviews(deps, profileId),
});

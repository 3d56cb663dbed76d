import { z } from "zod";
import { sendSubmissionComplete } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** What still arrived at Submit is here. */
export const emailSubmissionComplete = defineJob({
  name: "email-submission-complete",
  on: "profile.completed",
  data: z.object({ profileId: z.string(), manifestVersion: z.int() }),
  run: (deps, { profileId, manifestVersion }) => sendSubmissionComplete(deps, profileId, manifestVersion),
});

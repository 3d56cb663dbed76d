import { z } from "zod";
import { sendSubmissionReceipt } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** The receipt of one submission. Its message's key stops a second one. */
export const emailSubmissionReceipt = defineJob({
  name: "email-submission-receipt",
  on: "profile.submitted",
  data: z.object({ profileId: z.string(), manifestVersion: z.int() }),
  run: (deps, { profileId, manifestVersion }) => sendSubmissionReceipt(deps, profileId, manifestVersion),
});

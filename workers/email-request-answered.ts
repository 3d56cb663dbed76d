import { z } from "zod";
import { sendRequestAnswered } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** A request was answered: its applicant reads the coordinator's words. */
export const emailRequestAnswered = defineJob({
  name: "email-request-answered",
  on: "profile.request-answered",
  data: z.object({ profileId: z.string(), requestId: z.string() }),
  run: (deps, { profileId, requestId }) => sendRequestAnswered(deps, profileId, requestId),
});

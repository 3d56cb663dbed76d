import { z } from "zod";
import { sendAccepted } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** The intake is passed. */
export const emailProfileAccepted = defineJob({
  name: "email-profile-accepted",
  on: "profile.accepted",
  data: z.object({ profileId: z.string(), step: z.int() }),
  run: (deps, { profileId, step }) => sendAccepted(deps, profileId, step),
});

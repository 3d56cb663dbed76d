import { z } from "zod";
import { sendWithdrawn } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** Confirms a withdrawal. */
export const emailProfileWithdrawn = defineJob({
  name: "email-profile-withdrawn",
  on: "profile.withdrawn",
  data: z.object({ profileId: z.string() }),
  run: (deps, { profileId }) => sendWithdrawn(deps, profileId),
});

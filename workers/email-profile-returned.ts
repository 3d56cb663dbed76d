import { z } from "zod";
import { sendReturned } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** What needs a fix, and by when. */
export const emailProfileReturned = defineJob({
  name: "email-profile-returned",
  on: "profile.returned",
  data: z.object({ profileId: z.string(), step: z.int() }),
  run: (deps, { profileId, step }) => sendReturned(deps, profileId, step),
});

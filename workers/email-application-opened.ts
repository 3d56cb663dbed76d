import { z } from "zod";
import { sendOpened } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** Attendance opened an application. */
export const emailApplicationOpened = defineJob({
  name: "email-application-opened",
  on: "profile.session-attended",
  data: z.object({ profileId: z.string() }),
  run: (deps, { profileId }) => sendOpened(deps, profileId),
});

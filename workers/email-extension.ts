import { z } from "zod";
import { sendExtension } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** One person has more time. */
export const emailExtension = defineJob({
  name: "email-extension",
  on: "cohort.extension-given",
  data: z.object({ cohortId: z.string(), personId: z.string() }),
  run: (deps, { cohortId, personId }, { eventId }) => sendExtension(deps, { cohortId, personId, eventId }),
});

import { z } from "zod";
import { followCase } from "../server/outcomes/index.ts";
import { defineJob } from "./define-job.ts";

/** The application's state follows its case: scored, fourth read, banded, on hold, in review again. */
export const followCaseJob = defineJob({
  name: "follow-case",
  on: [
    "case.waiting",
    "case.stopped",
    "case.held",
    "case.held-not-scorable",
    "case.fourth-read-needed",
    "case.returned-for-fix",
    "case.banded",
    "profile.resumed",
    "profile.accepted",
  ],
  data: z.object({ profileId: z.string() }),
  run: (deps, { profileId }) => followCase(deps, profileId),
});

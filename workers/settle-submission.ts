import { z } from "zod";
import { settleSubmission } from "../server/profiles/index.ts";
import { defineJob } from "./define-job.ts";

/** A file arrived or was checked: a submission that waited for it is looked at again. */
export const settleSubmissionJob = defineJob({
  name: "settle-submission",
  on: ["media-item.completed", "media-item.checked"],
  data: z.object({ shelfId: z.string() }),
  run: (deps, { shelfId }) => settleSubmission(deps, shelfId),
});

import { finishingProfileIds, settleSubmission } from "../server/profiles/index.ts";
import { defineSweep } from "./define-job.ts";

/** No event tells of bytes that never came: every submission that is finishing is looked at by the clock as well. */
export const settleSubmissions = defineSweep({
  name: "settle-submissions",
  everySec: 20,
  async run(deps, { signal }) {
    for (const profileId of await finishingProfileIds(deps)) {
      if (signal.aborted) return;
      await settleSubmission(deps, profileId);
    }
  },
});

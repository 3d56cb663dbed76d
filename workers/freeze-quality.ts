import { freezeReleasedCohorts } from "../server/quality/index.ts";
import { defineSweep } from "./define-job.ts";

/** One frozen snapshot a released cohort, for the page that everybody may read. */
export const freezeQuality = defineSweep({
  name: "freeze-quality",
  everySec: 30,
  async run(deps) {
    await freezeReleasedCohorts(deps);
  },
});

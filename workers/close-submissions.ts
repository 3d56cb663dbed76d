import { closeDueSubmissions } from "../server/cohorts/index.ts";
import { defineSweep } from "./define-job.ts";

/** At its deadline a cohort goes from open to intake. People with more time still hand in afterwards. */
export const closeSubmissions = defineSweep({
  name: "close-submissions",
  everySec: 5,
  run: (deps) => closeDueSubmissions(deps),
});

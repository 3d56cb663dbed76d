import { z } from "zod";
import { closeDueCohorts } from "../server/cohorts/index.ts";
import { closeApplications } from "../server/profiles/index.ts";
import { defineJob, defineSweep } from "./define-job.ts";

/** After its last day a released cohort closes by itself. */
export const closeCohorts = defineSweep({
  name: "close-cohorts",
  everySec: 60,
  run: (deps) => closeDueCohorts(deps),
});

/** The applications whose results are out close with their cohort. */
export const closeApplicationsJob = defineJob({
  name: "close-applications",
  on: "cohort.closed",
  data: z.object({ cohortId: z.string() }),
  run: (deps, { cohortId }) => closeApplications(deps, cohortId),
});

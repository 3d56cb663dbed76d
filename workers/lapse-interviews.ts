import { lapseInterviews } from "../server/interviews/index.ts";
import { defineSweep } from "./define-job.ts";

/** Offers that nobody answered by their date. */
export const lapseInterviewsSweep = defineSweep({
  name: "lapse-interviews",
  everySec: 60,
  async run(deps, { signal }) {
    await lapseInterviews(deps, signal);
  },
});

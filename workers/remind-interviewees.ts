import { remindToChoose } from "../server/interviews/index.ts";
import { defineSweep } from "./define-job.ts";

/** Offers whose last moment to choose a time is near. */
export const remindIntervieweesSweep = defineSweep({
  name: "remind-interviewees",
  everySec: 300,
  async run(deps, { signal }) {
    await remindToChoose(deps, signal);
  },
});

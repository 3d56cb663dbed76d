import { clearScratch, resumeWork } from "../server/media/index.ts";
import { defineSweep } from "./define-job.ts";

/** Checks and preparations that were lost with a worker or a queue begin again. */
export const resumeMediaWork = defineSweep({
  name: "resume-media-work",
  everySec: 30,
  async run(deps) {
    await resumeWork(deps);
  },
});

/** Scratch copies that a killed worker left behind. */
export const clearMediaScratch = defineSweep({
  name: "clear-media-scratch",
  everySec: 3600,
  run: (deps) => clearScratch(deps),
});

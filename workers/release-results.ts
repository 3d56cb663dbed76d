import { releaseDue } from "../server/decisions/index.ts";
import { defineSweep } from "./define-job.ts";

/** The moment of a release: looked for in the database by the clock, so that a server that was down does it after. */
export const releaseSweep = defineSweep({
  name: "release-results",
  everySec: 5,
  async run(deps, { signal }) {
    await releaseDue(deps, signal);
  },
});

import { carryOutDueRetention } from "../server/profiles/index.ts";
import { defineSweep } from "./define-job.ts";

/** What is due goes within the hour after its last day: days are what the rules count in, and nothing is due twice. */
export const carryOutRetentionSweep = defineSweep({
  name: "carry-out-retention",
  everySec: 3600,
  async run(deps, { signal }) {
    const count = await carryOutDueRetention(deps, signal);
    if (count > 0) deps.log.info({ count }, "evidence was deleted, its days being over");
  },
});

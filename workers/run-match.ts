import { z } from "zod";
import { runMatch } from "../server/matching/index.ts";
import { defineJob } from "./define-job.ts";

/** Computes one run of the matching that a coordinator asked for. */
export const runMatchJob = defineJob({
  name: "run-match",
  on: "match.asked-for",
  queue: "matching",
  data: z.object({ runId: z.string() }),
  run: (deps, { runId }, { signal }) => runMatch(deps, runId, signal),
});

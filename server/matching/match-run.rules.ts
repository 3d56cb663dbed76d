import type { PersonId } from "../kernel/actor.ts";
import type { Workflow } from "../kernel/workflow.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import type { MatchAnswer } from "./match-answer.rules.ts";

export const RUN_STATES = ["queued", "running", "proposed", "published", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

export const RUN_WORKFLOW = {
  begin: { from: ["queued", "running"], to: "running", by: ["system"] },
  propose: { from: ["running"], to: "proposed", by: ["system"] },
  fail: { from: ["queued", "running"], to: "failed", by: ["system"] },
  cancel: { from: ["queued", "running"], to: "cancelled", by: ["jgp"] },
  publish: { from: ["proposed"], to: "published", by: ["jgp"] },
} as const satisfies Workflow<RunState>;

/** One run of matching with all it was decided from, so that it can be replayed to the same bytes. */
export type MatchRun = {
  id: string;
  version: number;
  cohortId: string;
  number: number;
  state: RunState;
  askedById: PersonId;
  askedAt: Date;
  finishedAt: Date | null;
  progressPct: number;
  progressText: string;
  /** Why it failed, in plain words. */
  failure: string | null;
  /** The input as it was, and SHA-256 of its canonical text. */
  input: MatchingInput;
  inputHash: string;
  answer: MatchAnswer | null;
};

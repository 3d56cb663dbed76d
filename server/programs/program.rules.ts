import type { Actor, PersonId, Side } from "../kernel/actor.ts";
import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import { next, type Workflow } from "../kernel/workflow.ts";
import type { ProgramSettings } from "./settings.rules.ts";

export const PROGRAM_STATES = ["draft", "proposed", "approved", "retired"] as const;
export type ProgramState = (typeof PROGRAM_STATES)[number];

/** A version of the program: the JGP drafts, the JOC approves. Approved, it never changes; a change is a new version. */
export const PROGRAM_WORKFLOW = {
  edit: { from: ["draft"], to: "draft", by: ["jgp"] },
  propose: { from: ["draft"], to: "proposed", by: ["jgp"] },
  "send-back": { from: ["proposed"], to: "draft", by: ["joc"] },
  approve: { from: ["proposed"], to: "approved", by: ["joc"] },
  retire: { from: ["approved"], to: "retired", by: ["joc"] },
} as const satisfies Workflow<ProgramState>;

export type Approval = { byId: PersonId; side: Side; at: Date };
export type ProgramVersion = {
  id: string;
  /** Counts writes, as in every aggregate. */
  version: number;
  /** What people call it: the first is 1. */
  number: number;
  state: ProgramState;
  settings: ProgramSettings;
  /** The rubric this version scores with (`rubricKey`). */
  rubric: string;
  approvals: readonly Approval[];
  /** What changed and why, in the words of whoever drafted it. */
  note: string;
  /** What the JOC asked to change when it sent the draft back. */
  comment: string | null;
};

/** Settings that contradict each other or the contract, one entry a field. */
export function faultsOfSettings(s: ProgramSettings): FieldError[] {
  const checks: [boolean, string, string][] = [
    [s.promoteAtPct > 0 && s.promoteAtPct <= 100, "promoteAtPct", "Choose a percent from 1 to 100."],
    [s.interviewAtPct < s.promoteAtPct, "interviewAtPct", "The interview cut lies below the promotion cut."],
    [[s.promoteAtPct, s.interviewAtPct].every(Number.isInteger), "promoteAtPct", "Cuts are whole percents."],
    [s.readersPerProfile === 3, "readersPerProfile", "The contract asks for three readers."],
    [s.triggers.a !== "off" || s.splitIndicatorsMin > 0, "splitIndicatorsMin", "Choose at least one indicator."],
    [
      s.videoMinSec > 0 && s.videoMinSec < s.videoMaxSec,
      "videoMaxSec",
      "The longest video is longer than the shortest.",
    ],
    [
      s.jocQuorumPerSide >= 1 && s.jocQuorumPerSide <= s.jocSeatsPerSide,
      "jocQuorumPerSide",
      "A quorum has one seat at least and all at most.",
    ],
    [s.jgpSignaturesPerSide >= 1, "jgpSignaturesPerSide", "Both halves sign."],
    [s.releaseFromHour < s.releaseUntilHour, "releaseUntilHour", "Releasing ends later than it begins."],
  ];
  return checks.filter(([isRight]) => !isRight).map(([, field, message]) => ({ field, message }));
}

/**
 * One JOC member approves. The version is approved once each side has approved; until then it stays proposed.
 * @throws Problem `not-allowed`, `wrong-state`, `invalid-input` for settings that contradict each other
 */
export function approveProgram(version: ProgramVersion, actor: Actor, at: Date): ProgramVersion {
  const approved = next(PROGRAM_WORKFLOW, "approve", version.state, actor);
  if (actor.side === null) throw new Problem("not-allowed", "Only members who sit for a side approve the rules.");
  refuseIfAny(faultsOfSettings(version.settings), "These settings contradict each other.");
  const others = version.approvals.filter(({ byId }) => byId !== actor.personId);
  const approvals = [...others, { byId: actor.personId, side: actor.side, at }];
  const isByBoth = new Set(approvals.map(({ side }) => side)).size === 2;
  return { ...version, approvals, state: isByBoth ? approved : version.state };
}

/** A draft with other settings; earlier approvals fall. @throws Problem `wrong-state` once it is proposed or approved */
export function editProgram(version: ProgramVersion, actor: Actor, settings: ProgramSettings): ProgramVersion {
  return { ...version, state: next(PROGRAM_WORKFLOW, "edit", version.state, actor), settings, approvals: [] };
}

/** The next one as a draft, from one that may no longer change. Open cohorts keep the one they began with. */
export function reviseProgram(version: ProgramVersion, newId: string): ProgramVersion {
  return {
    ...version,
    id: newId,
    version: 1,
    number: version.number + 1,
    state: "draft",
    approvals: [],
    note: "",
    comment: null,
  };
}

/** Hands a draft to the JOC. @throws Problem `wrong-state`, `not-allowed`, `invalid-input` for settings that contradict */
export function proposeProgram(version: ProgramVersion, actor: Actor): ProgramVersion {
  const state = next(PROGRAM_WORKFLOW, "propose", version.state, actor);
  refuseIfAny(faultsOfSettings(version.settings), "These settings contradict each other.");
  return { ...version, state, approvals: [], comment: null };
}

/** Back to the JGP with what should change. @throws Problem `wrong-state`, `not-allowed`, `invalid-input` without words */
export function sendBackProgram(version: ProgramVersion, actor: Actor, comment: string): ProgramVersion {
  const state = next(PROGRAM_WORKFLOW, "send-back", version.state, actor);
  const missing = { field: "comment", message: "Please say what should change." };
  refuseIfAny(comment.trim() === "" ? [missing] : []);
  return { ...version, state, approvals: [], comment: comment.trim() };
}

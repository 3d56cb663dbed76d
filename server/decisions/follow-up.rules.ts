import type { AnyActor, PersonId } from "../kernel/actor.ts";
import { notFound, Problem, refuseIfAny } from "../kernel/problem.ts";
import { next, type Workflow } from "../kernel/workflow.ts";

export const FOLLOW_UP_KINDS = ["counselling", "procedural-review"] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];
export type FollowUpState = "asked" | "answered";

/** An answer can be written again: a talk may need another time. */
export const FOLLOW_UP_WORKFLOW = {
  answer: { from: ["asked", "answered"], to: "answered", by: ["jgp"] },
} as const satisfies Workflow<FollowUpState>;

/** What an applicant asked for after the result: a talk, or a look at whether the procedure was followed. */
export type FollowUp = {
  id: string;
  version: number;
  kind: FollowUpKind;
  applicationId: string;
  applicantId: PersonId;
  cohortId: string;
  code: string;
  state: FollowUpState;
  text: string;
  askedAt: Date;
  answer: { text: string; byId: PersonId; at: Date } | null;
};

/**
 * Who may look at a procedural error: nobody who sat on the panel or ruled on the case. The scores are no part of it.
 * @throws Problem `not-found` for one who was involved, `invalid-input` without words, `not-allowed`
 */
export function answerFollowUp(
  followUp: FollowUp,
  actor: AnyActor,
  text: string,
  involvedIds: readonly PersonId[],
  at: Date,
): FollowUp {
  const state = next(FOLLOW_UP_WORKFLOW, "answer", followUp.state, actor);
  if (actor.personId === followUp.applicantId) throw notFound();
  if (followUp.kind === "procedural-review" && involvedIds.includes(actor.personId))
    throw new Problem("not-allowed", "Somebody who was not involved in this case answers here.");
  refuseIfAny(text.trim() === "" ? [{ field: "answer", message: "Please write an answer." }] : []);
  return { ...followUp, state, answer: { text: text.trim(), byId: actor.personId, at } };
}

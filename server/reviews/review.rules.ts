import type { AnyActor, PersonId } from "../kernel/actor.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import { next, type Workflow } from "../kernel/workflow.ts";

/** `passed-on`: silence past the response date. `ended`: the application was withdrawn or made void. */
export const REVIEW_STATES = [
  "offered",
  "accepted",
  "in-progress",
  "submitted",
  "reopened",
  "declined",
  "conflicted",
  "passed-on",
  "ended",
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

export const REVIEW_WORKFLOW = {
  accept: { from: ["offered"], to: "accepted", by: ["reviewer"] },
  decline: { from: ["offered", "accepted", "in-progress"], to: "declined", by: ["reviewer"] },
  "declare-conflict": {
    from: ["offered", "accepted", "in-progress", "reopened"],
    to: "conflicted",
    by: ["reviewer", "jgp"],
  },
  "pass-on": { from: ["offered"], to: "passed-on", by: ["system"] },
  "take-back": { from: ["accepted", "in-progress"], to: "passed-on", by: ["jgp"] },
  /** The reader left the pool, or the Profile's subject was corrected: also what was begun goes on. */
  leave: { from: ["offered", "accepted", "in-progress"], to: "passed-on", by: ["system"] },
  /** A conflict that came to light elsewhere: a school that changed, a name given, an application of their own. */
  bar: { from: ["offered", "accepted", "in-progress"], to: "conflicted", by: ["system"] },
  start: { from: ["accepted"], to: "in-progress", by: ["reviewer"] },
  submit: { from: ["in-progress", "reopened"], to: "submitted", by: ["reviewer"] },
  reopen: { from: ["submitted"], to: "reopened", by: ["jgp"] },
  /** A conflict found after the sheet is in: the sheet stays on record and no longer counts. */
  "set-aside": { from: ["submitted", "reopened"], to: "conflicted", by: ["jgp", "system"] },
  end: { from: ["offered", "accepted", "in-progress", "submitted", "reopened"], to: "ended", by: ["system"] },
} as const satisfies Workflow<ReviewState>;
export type ReviewAction = keyof typeof REVIEW_WORKFLOW;

/** These steps are not taken without a reason on record. */
export const REVIEW_STEPS_WITH_REASON: readonly ReviewAction[] = [
  "decline",
  "declare-conflict",
  "take-back",
  "reopen",
  "set-aside",
];

/** After these the case goes to the next on its bench at once. */
export const LEAVES_A_GAP: readonly ReviewState[] = ["declined", "conflicted", "passed-on"];

/** While a review is in one of these, it is its reader's to write. */
export const IS_OPEN: readonly ReviewState[] = ["accepted", "in-progress", "reopened"];

/** While a review is in one of these, its reviewer may open the Profile. Nothing of it before accepting. */
export const OPENS_PROFILE: readonly ReviewState[] = ["accepted", "in-progress", "reopened"];

/**
 * The state after a step of this review.
 * @throws Problem `not-found` for another reviewer's review, `invalid-input` without a needed reason, and those of `next`
 */
export function stepReview(
  review: { state: ReviewState; reviewerId: PersonId },
  action: ReviewAction,
  actor: Pick<AnyActor, "role" | "personId">,
  reason = "",
): ReviewState {
  if (actor.role === "reviewer" && actor.personId !== review.reviewerId) throw notFound();
  const state = next(REVIEW_WORKFLOW, action, review.state, actor);
  if (REVIEW_STEPS_WITH_REASON.includes(action) && reason.trim() === "")
    throw new Problem("invalid-input", "Please give a reason.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  return state;
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { normalEmail } from "./person.rules.ts";
import { REVIEWER_WORKFLOW, type Reviewer } from "./reviewer.rules.ts";

type Needs = Pick<Deps, "reviewers" | "people" | "clock" | "newId">;
export type ReviewerAction = keyof typeof REVIEWER_WORKFLOW;

const NEEDS_REASON: readonly ReviewerAction[] = ["pause", "release", "decline"];

/** What each step is called in the record. */
const EVENT_OF: Record<ReviewerAction, string> = {
  select: "reviewer.selected",
  decline: "reviewer.declined",
  "sign-agreement": "reviewer.agreement-signed",
  train: "reviewer.trained",
  qualify: "reviewer.qualified",
  activate: "reviewer.activated",
  pause: "reviewer.paused",
  resume: "reviewer.resumed",
  release: "reviewer.released",
};

/**
 * One step of a reviewer's own way, by the administrator, or by themselves where the table says so.
 * @throws Problem `not-found` for somebody else's record, `wrong-state`, `not-allowed`, `invalid-input` without a reason
 */
export async function stepReviewer(
  { reviewers, clock, newId }: Needs,
  actor: Actor,
  reviewerId: string,
  action: ReviewerAction,
  { reason = "", until = null }: { reason?: string; until?: Date | null } = {},
): Promise<Reviewer> {
  if (actor.role === "reviewer" && actor.personId !== reviewerId) throw notFound();
  const reviewer = await reviewers.get({ id: reviewerId });
  const state = next(REVIEWER_WORKFLOW, action, reviewer.state, actor);
  if (NEEDS_REASON.includes(action) && reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
  const now = clock.now();
  const isPause = action === "pause";
  return reviewers.save(
    {
      ...reviewer,
      state,
      pausedUntil: isPause ? until : null,
      pauseReason: isPause || action === "decline" ? reason : null,
      updatedAt: now,
    },
    [event(newId(), EVENT_OF[action], now, { reviewerId, byId: actor.personId })],
  );
}

/** Hours for a cohort become a number of reviews: what two and a half hours each leave room for, at most 20. */
export async function setHours(
  { reviewers, clock, newId }: Needs,
  actor: Actor,
  reviewerId: string,
  hours: number,
  hoursPerReview: number,
): Promise<Reviewer> {
  if (actor.role === "reviewer" && actor.personId !== reviewerId) throw notFound();
  const reviewer = await reviewers.get({ id: reviewerId });
  const capacity = Math.min(20, Math.floor(hours / hoursPerReview));
  const now = clock.now();
  return reviewers.save({ ...reviewer, hours, capacity, updatedAt: now }, [
    event(newId(), "reviewer.hours-set", now, { reviewerId, byId: actor.personId }),
  ]);
}

/**
 * A reviewer names somebody whose work they should never judge. The answer is the same whether the address is known
 * here or not: nobody learns from it who applies.
 */
export async function declareStandingConflict(
  { reviewers, people, clock, newId }: Needs,
  actor: Actor,
  kind: "declared" | "relative" | "coach",
  email: string,
): Promise<void> {
  const reviewer = await reviewers.get({ id: actor.personId });
  const person = await people.byEmail(normalEmail(email));
  if (!person || person.id === actor.personId) return;
  if (reviewer.conflicts.some(({ personId }) => personId === person.id)) return;
  const now = clock.now();
  await reviewers.save(
    { ...reviewer, conflicts: [...reviewer.conflicts, { personId: person.id, kind, at: now }], updatedAt: now },
    [event(newId(), "reviewer.conflict-declared", now, { reviewerId: reviewer.id, personId: person.id })],
  );
}

/**
 * “That is no longer so”: a reviewer takes back a conflict that they declared themselves, by the same address. The answer
 * is the same whether one was on record or not. Conflicts that others found stay.
 * @throws Problem `invalid-input` without a reason
 */
export async function withdrawStandingConflict(
  { reviewers, people, clock, newId }: Needs,
  actor: Actor,
  email: string,
  reason: string,
): Promise<void> {
  if (reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
  const reviewer = await reviewers.get({ id: actor.personId });
  const person = await people.byEmail(normalEmail(email));
  const isThis = ({ personId, kind }: Reviewer["conflicts"][number]) =>
    personId === person?.id && kind !== "earlier-reviewer";
  if (!reviewer.conflicts.some(isThis)) return;
  const now = clock.now();
  const conflicts = reviewer.conflicts.filter((conflict) => !isThis(conflict));
  await reviewers.save({ ...reviewer, conflicts, updatedAt: now }, [
    event(newId(), "reviewer.conflict-withdrawn", now, { reviewerId: reviewer.id, personId: person?.id ?? "", reason }),
  ]);
}

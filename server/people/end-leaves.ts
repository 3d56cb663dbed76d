import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { REVIEWER_WORKFLOW } from "./reviewer.rules.ts";

/** Reviewers whose leave is over are active again by themselves. One who is changed in this moment waits for the next look. */
export async function endLeaves({
  reviewers,
  clock,
  newId,
}: Pick<Deps, "reviewers" | "clock" | "newId">): Promise<void> {
  const now = clock.now();
  for (const reviewer of await reviewers.onLeaveUntil(now)) {
    const state = next(REVIEWER_WORKFLOW, "resume", reviewer.state, SYSTEM);
    await reviewers
      .save({ ...reviewer, state, pausedUntil: null, pauseReason: null, updatedAt: now }, [
        event(newId(), "reviewer.resumed", now, { reviewerId: reviewer.id, byId: SYSTEM.personId }),
      ])
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
      });
  }
}

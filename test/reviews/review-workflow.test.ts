import { Problem } from "../../server/kernel/problem.ts";
import { LEAVES_A_GAP, REVIEW_STATES, REVIEW_WORKFLOW, stepReview } from "../../server/reviews/index.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const nameOf = (act: () => unknown) => {
  try {
    return act();
  } catch (refusal) {
    if (refusal instanceof Problem) return refusal.name;
    throw refusal;
  }
};
const REVIEWER = { role: "reviewer", personId: "ann" } as const;
const review = (state: (typeof REVIEW_STATES)[number]) => ({ state, reviewerId: "ann" });

test("exactly the listed steps can be taken", () => walksEveryTransition(REVIEW_WORKFLOW, REVIEW_STATES));
test("every state can be reached", () => expect(unreachableStates(REVIEW_WORKFLOW, REVIEW_STATES)).toEqual([]));

test("a reviewer cannot decline after submitting", () => {
  expect(nameOf(() => stepReview(review("submitted"), "decline", REVIEWER, "No time."))).toBe("wrong-state");
});

test("another reviewer's review is answered like a missing one", () => {
  expect(nameOf(() => stepReview(review("offered"), "accept", { role: "reviewer", personId: "bob" }))).toBe(
    "not-found",
  );
  expect(stepReview(review("offered"), "accept", REVIEWER)).toBe("accepted");
});

test("a decline needs a reason and leaves a gap for the bench", () => {
  expect(nameOf(() => stepReview(review("offered"), "decline", REVIEWER, "  "))).toBe("invalid-input");
  const state = stepReview(review("offered"), "decline", REVIEWER, "I am on leave.");
  expect([state, LEAVES_A_GAP.includes(state)]).toEqual(["declined", true]);
});

export { actAs, firstRole, normalEmail, type Person } from "./person.rules.ts";
export { hashPassword } from "./password.ts";
export { PersonStore } from "./person.store.ts";
export { type School, SchoolStore } from "./school.store.ts";
export { signIn } from "./sign-in.ts";
export { createSignInLinks, type SignInLinks } from "./sign-in-link.store.ts";
export { DEMO_PASSWORD } from "./demo-sign-ins.rules.ts";
export { createDemoSignIns, type DemoSignIns } from "./demo-sign-ins.store.ts";
export { useSignInLink } from "./use-sign-in-link.ts";
export { peopleRoutes } from "./people.routes.ts";
export {
  CONFLICT_KINDS,
  type Conflict,
  type ConflictKind,
  GRADE_BANDS,
  type GradeBand,
  REVIEWER_WORKFLOW,
  type Reviewer,
  reviewerCode,
  type ReviewerState,
} from "./reviewer.rules.ts";
export { ReviewerStore } from "./reviewer.store.ts";
export * from "./access.rules.ts";
export * from "./sight.rules.ts";
export {
  declareStandingConflict,
  type ReviewerAction,
  setHours,
  stepReviewer,
  withdrawStandingConflict,
} from "./step-reviewer.ts";
export { addEarlierSchool, changeSchool, removeEarlierSchool } from "./change-school.ts";
export { endLeaves } from "./end-leaves.ts";
export { applyToPool, giveReviewerRole } from "./apply-to-pool.ts";
export { type Fields } from "./reader-fields.rules.ts";
export { setFields } from "./set-fields.ts";

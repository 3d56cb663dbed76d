export * from "./cohort.rules.ts";
export { CohortStore } from "./cohort.store.ts";
export * from "./deadline.rules.ts";
export { type ExtensionOrder, giveExtension, personalDeadline } from "./give-extension.ts";
export { moveCohort } from "./move-cohort.ts";
export { checkReadiness, openCohort } from "./open-cohort.ts";
export { changePlan, type CohortPlan, planCohort } from "./plan-cohort.ts";
export * from "./readiness.rules.ts";
export { closeDueSubmissions } from "./close-due-submissions.ts";

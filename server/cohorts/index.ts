export * from "./cohort.rules.ts";
export { CohortStore } from "./cohort.store.ts";
export * from "./deadline.rules.ts";
export { moveCohort } from "./move-cohort.ts";

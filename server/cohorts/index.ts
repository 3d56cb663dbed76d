export * from "./cohort.rules.ts";
export * from "./deadline.rules.ts";

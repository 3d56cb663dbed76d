export * from "./discrepancy.rules.ts";
export * from "./fourth-read.rules.ts";
export * from "./not-scorable.rules.ts";
export * from "./outcome.rules.ts";
export * from "./outcome-version.rules.ts";
export * from "./verdict.rules.ts";

export * from "./interview.rules.ts";
export * from "./offers.rules.ts";
export * from "./panel.rules.ts";

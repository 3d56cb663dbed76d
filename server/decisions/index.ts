export * from "./holidays.rules.ts";
export * from "./letter.rules.ts";
export * from "./list.rules.ts";
export * from "./release.rules.ts";
export * from "./vote.rules.ts";

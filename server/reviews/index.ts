export * from "./review.rules.ts";
export * from "./score-sheet.rules.ts";

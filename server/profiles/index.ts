export * from "./application.rules.ts";
export * from "./consent.rules.ts";
export * from "./manifest.rules.ts";
export * from "./submission.rules.ts";
export * from "./video-length.rules.ts";
export * from "./visible-state.rules.ts";

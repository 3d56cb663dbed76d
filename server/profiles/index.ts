export * from "./application.rules.ts";
export * from "./consent.rules.ts";
export * from "./manifest.rules.ts";
export * from "./submission.rules.ts";
export * from "./video-length.rules.ts";
export * from "./visible-state.rules.ts";
export * from "./application-record.rules.ts";
export { ApplicationStore, type VisibleApplications } from "./application.store.ts";
export { moveApplication } from "./move-application.ts";

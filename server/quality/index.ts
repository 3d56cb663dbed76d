export * from "./agreement.rules.ts";
export { freezeReleasedCohorts } from "./freeze-quality.ts";
export * from "./quality.rules.ts";
export { QualityStore, type QualitySnapshot } from "./quality.store.ts";
export { qualityRoutes } from "./quality.routes.ts";
export * from "./reliability.rules.ts";

export * from "./program.rules.ts";
export * from "./rubric.rules.ts";
export * from "./salary.rules.ts";
export * from "./sample.rules.ts";
export * from "./settings.rules.ts";
export * from "./draft-program.ts";
export { ProgramStore } from "./program.store.ts";
export { RubricStore, type StoredRubric } from "./rubric.store.ts";
export { programsRoutes } from "./programs.routes.ts";

import type { Deps } from "../deps.ts";
import type { Route } from "../platform/request.ts";
import { playRoutes } from "./play.routes.ts";
import { uploadRoutes } from "./upload.routes.ts";

export function mediaRoutes(deps: Deps): Route[] {
  return [...uploadRoutes(deps), ...playRoutes(deps)];
}

import type { Deps } from "../deps.ts";
import type { Route } from "../platform/request.ts";
import { applicantRoutes } from "./applicant.routes.ts";
import { attendanceRoutes } from "./attendance.routes.ts";
import { oldDraftRoutes } from "./old-draft.routes.ts";
import { requestsRoutes } from "./requests.routes.ts";
import { consentRoutes } from "./consent.routes.ts";
import { retentionRoutes } from "./retention.routes.ts";
import { intakeRoutes } from "./intake.routes.ts";

/** Addresses with a fixed word (`/profiles/mine`) stand before those with an id. */
export function profilesRoutes(deps: Deps): Route[] {
  return [
    ...oldDraftRoutes(deps),
    ...requestsRoutes(deps),
    ...attendanceRoutes(deps),
    ...applicantRoutes(deps),
    ...consentRoutes(deps),
    ...intakeRoutes(deps),
    ...retentionRoutes(deps),
  ];
}

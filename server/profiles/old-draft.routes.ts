import { z } from "zod";
import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { crumbs } from "./parts.page.ts";
import { SAMPLE_PAGE } from "./sample.page.ts";
import { oldDraftsOf, takeOldDraft } from "./take-old-draft.ts";

const OWN = policy("application", "applicant");
const OldDraftForm = z.object({ oldId: z.string().min(1).max(100) });

/** What helps to begin: an example of a good Profile, and one's own draft of an earlier cohort. */
export function oldDraftRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/profiles/sample",
      policy: policy("rules"),
      handle(_req, res) {
        res.render("profiles/sample", { ...SAMPLE_PAGE, breadcrumbs: [{ text: "What now?", href: "/" }] });
      },
    },
    {
      method: "get",
      path: "/profiles/:id/old-draft",
      policy: OWN,
      async handle(req, res) {
        const actor = actorOf(req);
        const application = await deps.applications.visibleTo(actor).get(pathId(req));
        const old = await oldDraftsOf(deps, actor, application);
        const cohorts = await deps.cohorts.byIds(old.map(({ cohortId }) => cohortId));
        res.render("profiles/old-draft", {
          title: "Take an old draft along",
          breadcrumbs: crumbs(application),
          isNarrow: true,
          action: `/profiles/${application.id}/old-draft`,
          drafts: old.map(({ id, code, cohortId, narrative, board }) => ({
            id,
            code,
            cohortName: cohorts.find((cohort) => cohort.id === cohortId)?.name ?? "",
            indicatorCount: narrative.length,
            studentCount: board.length,
          })),
        });
      },
    },
    {
      method: "post",
      path: "/profiles/:id/old-draft",
      policy: OWN,
      async handle(req, res) {
        const id = pathId(req);
        await takeOldDraft(deps, actorOf(req), id, readBody(req, OldDraftForm).oldId);
        redirectWith(req, res, `/profiles/${id}`, "Your old draft is here now. Please look through every part.");
      },
    },
  ];
}

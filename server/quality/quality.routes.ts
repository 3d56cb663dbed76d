import { z } from "zod";
import { ROLES } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { readQuery, type Route } from "../platform/request.ts";
import { qualityPage } from "./quality.page.ts";

const Query = z.object({ cohort: z.string().max(80).optional() });

/** The contract's promise: all teachers can view all data related to quality control. */
export function qualityRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/quality",
      policy: { object: "quality", roles: ROLES },
      async handle(req, res) {
        const { cohort } = readQuery(req, Query);
        const snapshots = await deps.quality.all();
        const chosen = cohort === undefined ? (snapshots[0] ?? null) : snapshots.find(({ id }) => id === cohort);
        if (chosen === undefined) throw notFound();
        res.render("quality/page", { ...qualityPage(snapshots, chosen), zone: deps.config.zone });
      },
    },
  ];
}

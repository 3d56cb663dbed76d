import type { Response } from "express";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type FieldError, notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { stillStored } from "../media/index.ts";
import { policy } from "../people/index.ts";
import {
  actorOf,
  errorsOf,
  pathId,
  readBody,
  readQuery,
  redirectWith,
  type Route,
  tryForm,
} from "../platform/request.ts";
import { ReasonForm } from "./form-shapes.ts";
import { certificatePage, retainedPage, retentionPage } from "./retention.page.ts";
import { liftLegalHold, placeLegalHold, retentionOf, retentionOfProfile } from "./retention.ts";

const MANAGE = policy("retention", "jgp");
const Asked = z.object({ cohort: z.string().max(100).default("") });

type Typed = { errors?: readonly FieldError[]; reason?: string };

async function showRetained(deps: Deps, res: Response, actor: Actor, id: string, typed: Typed = {}): Promise<void> {
  const kept = await retentionOfProfile(deps, actor, id);
  const ids = (kept.shelf?.holds ?? []).flatMap(({ byId, lifted }) => [byId, ...(lifted ? [lifted.byId] : [])]);
  const people = await Promise.all([...new Set(ids)].map((personId) => deps.people.findOne({ id: personId })));
  const names = Object.fromEntries(people.flatMap((one) => (one ? [[one.id, one.name]] : [])));
  const deletions = await Promise.all(kept.items.map((item) => deps.deletions.ofItem(item.id)));
  const about = { names, deletions: deletions.filter((one) => one !== null), zone: deps.config.zone };
  res.render("profiles/retained", retainedPage(kept, about, typed));
}

/** What is kept, until when, what a legal hold keeps longer, and the certificates of what is gone. */
export function retentionRoutes(deps: Deps): Route[] {
  const step = (
    path: string,
    work: (actor: Actor, id: string, reason: string) => Promise<void>,
    text: string,
  ): Route => ({
    method: "post",
    path,
    policy: MANAGE,
    async handle(req, res) {
      const [actor, id] = [actorOf(req), pathId(req)];
      const reason = typeof req.body?.reason === "string" ? req.body.reason : "";
      await tryForm(
        req,
        res,
        async () => {
          await work(actor, id, readBody(req, ReasonForm).reason);
          redirectWith(req, res, `/retention/${id}`, text);
        },
        (problem) => showRetained(deps, res, actor, id, { errors: errorsOf(problem, "reason"), reason }),
      );
    },
  });
  return [
    {
      method: "get",
      path: "/retention",
      policy: MANAGE,
      async handle(req, res) {
        const cohorts = (await deps.cohorts.all()).filter(({ state }) => state !== "planned");
        const asked = readQuery(req, Asked).cohort;
        const cohort =
          cohorts.find(({ id }) => id === asked) ?? cohorts.find(({ state }) => state === "closed") ?? cohorts[0];
        const kept = cohort ? await retentionOf(deps, actorOf(req), cohort) : [];
        res.render("profiles/retention", retentionPage(cohort ?? null, kept, { cohorts, now: deps.clock.now() }));
      },
    },
    {
      method: "get",
      path: "/retention/:id",
      policy: MANAGE,
      handle: (req, res) => showRetained(deps, res, actorOf(req), pathId(req)),
    },
    step(
      "/retention/:id/hold",
      (...order) => placeLegalHold(deps, ...order),
      "Nothing of it is deleted until the hold is lifted.",
    ),
    step(
      "/retention/:id/lifting",
      (...order) => liftLegalHold(deps, ...order),
      "The hold is lifted; its days count again.",
    ),
    {
      method: "get",
      path: "/retention/:id/certificates/:itemId",
      policy: MANAGE,
      async handle(req, res) {
        const { application, items, cohort } = await retentionOfProfile(deps, actorOf(req), pathId(req));
        const item = items.find(({ id }) => id === pathId(req, "itemId"));
        const deletion = item ? await deps.deletions.ofItem(item.id) : null;
        if (!item || !deletion) throw notFound();
        const storedNow = await stillStored(deps, deletion.prefixes);
        const { zone } = deps.config;
        res.render(
          "profiles/certificate",
          certificatePage({ application, item, deletion, cohort }, { storedNow, zone, now: deps.clock.now() }),
        );
      },
    },
  ];
}

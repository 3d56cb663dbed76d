import type { Request, Response } from "express";
import { z } from "zod";
import type { FieldError } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { policy } from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { votePage } from "./list.page.ts";
import { activeRows, conflictsOf, standingsOf } from "./list-record.rules.ts";
import { rowHash } from "./list.rules.ts";
import { CHOICES, type Choice } from "./vote.rules.ts";
import { type BallotOrder, castVotes, closeVote, nameDesignee, recuse } from "./vote-on-list.ts";

const JOC = policy("recommendation-list", "joc");
const Form = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** The committee's vote: by code until it is over. */
export function votesRoutes(deps: Deps): Route[] {
  const back = (req: Request, res: Response, text: string) =>
    redirectWith(req, res, `/votes/${pathId(req, "cohortId")}`, text);
  return [
    {
      method: "get",
      path: "/votes",
      policy: JOC,
      async handle(_req, res) {
        const [open] = await deps.lists.inStates("voting");
        const [last] = open ? [open] : await deps.lists.inStates("approved", "released");
        if (last) return res.redirect(303, `/votes/${last.cohortId}`);
        res.render("decisions/no-vote", { title: "Vote on the list" });
      },
    },
    { method: "get", path: "/votes/:cohortId", policy: JOC, handle: (req, res) => showVote(deps, req, res) },
    {
      method: "post",
      path: "/votes/:cohortId/ballots",
      policy: JOC,
      async handle(req, res) {
        const form = flat(readBody(req, Form));
        await orShowAgain(
          async () => {
            const orders = await ordersOf(deps, req, form);
            await castVotes(deps, actorOf(req), pathId(req, "cohortId"), orders);
            back(req, res, orders.length === 0 ? "No row was marked." : "Your votes are on record.");
          },
          (errors, status) => showVote(deps, req, res, { errors, status, form }),
        );
      },
    },
    {
      method: "post",
      path: "/votes/:cohortId/recusals",
      policy: JOC,
      async handle(req, res) {
        const { applicationId } = readBody(req, z.object({ applicationId: z.string() }));
        await recuse(deps, actorOf(req), pathId(req, "cohortId"), applicationId);
        back(req, res, "You are out of this row.");
      },
    },
    {
      method: "post",
      path: "/votes/:cohortId/designees",
      policy: JOC,
      async handle(req, res) {
        const order = readBody(
          req,
          z.object({ applicationId: z.string(), seatOf: z.string(), designeeId: z.string().default("") }),
        );
        await orShowAgain(
          async () => {
            await nameDesignee(deps, actorOf(req), pathId(req, "cohortId"), order);
            back(req, res, "They may vote on this row now.");
          },
          (errors, status) => showVote(deps, req, res, { errors, status }),
        );
      },
    },
    {
      method: "post",
      path: "/votes/:cohortId/closing",
      policy: JOC,
      async handle(req, res) {
        const list = await closeVote(deps, actorOf(req), pathId(req, "cohortId"));
        back(req, res, list.state === "voting" ? "On record. It ends with one of the other side, too." : "It is over.");
      },
    },
  ];
}

function flat(form: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(form).map(([key, value]) => [key, String(value)]));
}

/** What the form says of each row it showed; “yes to the rest” takes rows without a vote of one's own. */
async function ordersOf(deps: Deps, req: Request, form: Record<string, string>): Promise<BallotOrder[]> {
  const actor = actorOf(req);
  const list = await deps.lists.get({ id: pathId(req, "cohortId") });
  const voted = new Set(
    list.ballots
      .filter((one) => one.byId === actor.personId && list.rows.some((row) => rowHash(row) === one.rowHash))
      .map(({ applicationId }) => applicationId),
  );
  const shown = Object.keys(form).flatMap((key) => (key.startsWith("hash-") ? [key.slice("hash-".length)] : []));
  return shown.flatMap((applicationId) => {
    const rest = form["rest"] === "yes" && !voted.has(applicationId) ? "yes" : "";
    const choice = form[`choice-${applicationId}`] ?? rest;
    if (!(CHOICES as readonly string[]).includes(choice)) return [];
    const reason = form[`reason-${applicationId}`] ?? "";
    return [{ applicationId, choice: choice as Choice, reason, rowHash: form[`hash-${applicationId}`] ?? "" }];
  });
}

async function showVote(
  deps: Deps,
  req: Request,
  res: Response,
  {
    errors = [],
    status = 200,
    form = {},
  }: { errors?: FieldError[]; status?: number; form?: Record<string, string> } = {},
): Promise<void> {
  const actor = actorOf(req);
  const { cohort, settings } = await rulesOfCohort(deps, pathId(req, "cohortId"));
  const list = await deps.lists.get({ id: cohort.id });
  const isPublic = list.state !== "building" && list.state !== "signed";
  const applications = await deps.applications.ofCohort(cohort.id);
  const committee = await deps.people.holding("joc");
  const isVoted = list.state === "approved" || list.state === "released";
  const hidden = conflictsOf(applications, actor.personId);
  const seen = activeRows(list).filter(({ applicationId }) => !hidden.includes(applicationId));
  const named = isVoted ? applications.filter(({ id }) => seen.some((row) => row.applicationId === id)) : [];
  const applicants = await deps.people.byIds(named.map(({ applicantId }) => applicantId));
  const standings = standingsOf(list, applications, settings.jocQuorumPerSide);
  res.status(status).render(
    "decisions/vote",
    votePage({
      list,
      cohort,
      applications,
      people: new Map([...applicants, ...committee].map((person) => [person.id, person])),
      // While the JGP works on it, the list is not the committee's to read.
      standings: isPublic ? standings : [],
      committee,
      actor,
      errors,
      form,
    }),
  );
}

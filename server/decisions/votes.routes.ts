import type { Request, Response } from "express";
import { z } from "zod";
import type { PersonId } from "../kernel/actor.ts";
import { type FieldError, notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { policy } from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, readQuery, redirectWith, type Route } from "../platform/request.ts";
import { activeRows, conflictsOf, type RecommendationList, standingsOf } from "./list-record.rules.ts";
import { rowHash } from "./list.rules.ts";
import { recusalPage, restPage, voteEndPage, VOTE_FILTERS, type VoteView, voteHref, votePage } from "./vote.page.ts";
import { CHOICES, type Choice } from "./vote.rules.ts";
import { type BallotOrder, castVotes, closeVote, nameDesignee, recuse } from "./vote-on-list.ts";

const JOC = policy("recommendation-list", "joc");
/** A view that does not exist is the first page of all. */
const View = z.object({
  show: z.enum(VOTE_FILTERS).catch("all").default("all"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
const Form = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** The committee's vote: by code until it is over. */
export function votesRoutes(deps: Deps): Route[] {
  const back = (req: Request, res: Response, text: string) =>
    redirectWith(req, res, voteHref(pathId(req, "cohortId"), viewOf(req)), text);
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
            if (form["rest"] === "back") return showVote(deps, req, res, { form });
            const orders = await ordersOf(deps, req, form);
            if (form["rest"] === "ask" && orders.some(({ isRest }) => isRest))
              return askAboutRest(deps, req, res, form, orders);
            await castVotes(deps, actorOf(req), pathId(req, "cohortId"), orders);
            back(req, res, orders.length === 0 ? "No row was marked." : "Your votes are on record.");
          },
          (errors, status) => showVote(deps, req, res, { errors, status, form }),
        );
      },
    },
    {
      method: "get",
      path: "/votes/:cohortId/recusals/:applicationId",
      policy: JOC,
      async handle(req, res) {
        const { cohort, rows } = await ownRows(deps, req);
        const row = rows.find(({ applicationId }) => applicationId === pathId(req, "applicationId"));
        if (!row) throw notFound();
        res.render("shared/confirm", recusalPage(cohort, row));
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
      method: "get",
      path: "/votes/:cohortId/closing",
      policy: JOC,
      async handle(req, res) {
        const { cohort, rows, votedIds } = await ownRows(deps, req);
        const open = rows.filter(({ applicationId }) => !votedIds.has(applicationId));
        res.render("shared/confirm", voteEndPage(cohort, open.length));
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

/** Rows before the committee that are a member's to vote on: no conflict, not recused; and those with a vote of theirs. */
async function ownRows(deps: Deps, req: Request) {
  const { personId } = actorOf(req);
  const cohort = await deps.cohorts.get({ id: pathId(req, "cohortId") });
  const list = await deps.lists.get({ id: cohort.id });
  if (list.state !== "voting") throw notFound();
  const hidden = conflictsOf(await deps.applications.ofCohort(cohort.id), personId);
  const out = list.recusals.filter((one) => one.personId === personId).map(({ applicationId }) => applicationId);
  const rows = activeRows(list).filter(({ applicationId: id }) => !hidden.includes(id) && !out.includes(id));
  return { cohort, rows, votedIds: votedBy(list, personId) };
}

/** Rows that have a vote of this member as they stand now. */
function votedBy(list: RecommendationList, personId: PersonId): Set<string> {
  const own = list.ballots.filter(
    (one) => one.byId === personId && list.rows.some((row) => rowHash(row) === one.rowHash),
  );
  return new Set(own.map(({ applicationId }) => applicationId));
}

function flat(form: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(form).map(([key, value]) => [key, String(value)]));
}

const viewOf = (req: Request): VoteView => readQuery(req, View);

async function askAboutRest(
  deps: Deps,
  req: Request,
  res: Response,
  form: Record<string, string>,
  orders: readonly { applicationId: string; isRest: boolean }[],
): Promise<void> {
  const cohort = await deps.cohorts.get({ id: pathId(req, "cohortId") });
  const list = await deps.lists.get({ id: cohort.id });
  const restIds = orders.filter(({ isRest }) => isRest).map(({ applicationId }) => applicationId);
  res.render("decisions/vote-rest", restPage({ list, cohort, view: viewOf(req), form, restIds }));
}

/** What the form says of each row it showed; “yes to the rest” takes rows without a vote of one's own. */
async function ordersOf(
  deps: Deps,
  req: Request,
  form: Record<string, string>,
): Promise<(BallotOrder & { isRest: boolean })[]> {
  const actor = actorOf(req);
  const list = await deps.lists.get({ id: pathId(req, "cohortId") });
  const voted = votedBy(list, actor.personId);
  const shown = Object.keys(form).flatMap((key) => (key.startsWith("hash-") ? [key.slice("hash-".length)] : []));
  return shown.flatMap((applicationId) => {
    const marked = form[`choice-${applicationId}`];
    const isRest =
      marked === undefined && (form["rest"] === "yes" || form["rest"] === "ask") && !voted.has(applicationId);
    const choice = isRest ? "yes" : (marked ?? "");
    if (!(CHOICES as readonly string[]).includes(choice)) return [];
    const reason = form[`reason-${applicationId}`] ?? "";
    return [{ applicationId, choice: choice as Choice, reason, rowHash: form[`hash-${applicationId}`] ?? "", isRest }];
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
      view: viewOf(req),
      errors,
      form,
    }),
  );
}

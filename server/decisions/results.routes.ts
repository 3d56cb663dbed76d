import type { Request, Response } from "express";
import { z } from "zod";
import { type FieldError, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { policy } from "../people/index.ts";
import {
  actorOf,
  errorsOf,
  orShowAgain,
  pathId,
  readBody,
  redirectWith,
  type Route,
  tryForm,
} from "../platform/request.ts";
import { pluralText } from "../platform/wording.ts";
import { askFollowUp, giveAnswer, involvedIn } from "./ask-follow-up.ts";
import { FOLLOW_UP_KINDS, type FollowUpKind } from "./follow-up.rules.ts";
import { longDay } from "./letter.rules.ts";
import { PAYROLL_ID } from "./payroll.rules.ts";
import { readersOf } from "./readers.ts";
import { planPayroll, recordPayroll } from "./record-payroll.ts";
import {
  askPage,
  type PayrollInput,
  type PlacementRow,
  placementsCsv,
  payrollPage,
  placementsPage,
  promotionsPage,
  resultPage,
} from "./results.page.ts";
import { wishLetter } from "./wish-letter.ts";

const APPLICANT = policy("decision-letter", "applicant");
const Wish = z.object({ wants: z.enum(["notice", "scores"]) });
const PayrollForm = z.object({
  list: z.string().max(900_000),
  step: z.enum(["preview", "record"]).default("preview"),
});
const Text = z.object({ text: z.string().max(2000).default("") });

/** After the release: the applicant's result and what may be asked for, HR's placements, a principal's own school. */
export function resultsRoutes(deps: Deps): Route[] {
  return [
    ...ownRoutes(deps),
    ...FOLLOW_UP_KINDS.flatMap((kind) => askRoutes(deps, kind)),
    ...payrollRoutes(deps),
    ...othersRoutes(deps),
  ];
}

function ownRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/results",
      policy: APPLICANT,
      async handle(req, res) {
        const actor = actorOf(req);
        const own = await deps.decisions.visibleTo(actor).find();
        const wish = await deps.letterWishes.findOne({ id: actor.personId });
        res.render("decisions/results", {
          title: "Results",
          isNarrow: true,
          lead:
            own.length > 0
              ? "Your results, the newest first."
              : "All results of a cohort are released at one moment. Yours will stand here then, and come by mail.",
          items: own.map(({ id, cohortName }) => ({ text: `Your result, ${cohortName}`, href: `/results/${id}` })),
          wants: wish?.wants ?? "notice",
          options: WISHES,
        });
      },
    },
    {
      method: "post",
      path: "/results/wish",
      policy: APPLICANT,
      async handle(req, res) {
        await wishLetter(deps, actorOf(req), readBody(req, Wish).wants);
        redirectWith(req, res, "/results", "Your choice is kept.");
      },
    },
    {
      method: "get",
      path: "/results/:id",
      policy: APPLICANT,
      async handle(req, res) {
        const decision = await deps.decisions.visibleTo(actorOf(req)).get(pathId(req));
        const record = await deps.cases.findOne({ id: decision.id });
        const outcome = record?.outcomes.find(({ version }) => version === decision.outcomeVersion) ?? null;
        const interview = await deps.interviews.standingFor(decision.id);
        res.render(
          "decisions/result",
          resultPage({
            decision,
            outcome,
            readers: await readersOf(deps, decision.id),
            interview: interview?.recommendation ? interview : null,
            followUps: await deps.followUps.find({ applicationId: decision.id }),
            todayOn: dayIn(deps.config.zone, deps.clock.now()),
          }),
        );
      },
    },
  ];
}

const WISHES = [
  { value: "notice", text: "The result, with a link to every score", hint: "The scores stay in the app." },
  { value: "scores", text: "The result with the scores", hint: "Each reader’s points stand in the mail too." },
];

function askRoutes(deps: Deps, kind: FollowUpKind): Route[] {
  const show = async (req: Request, res: Response, text = "", errors: FieldError[] = [], status = 200) => {
    const decision = await deps.decisions.visibleTo(actorOf(req)).get(pathId(req));
    if (kind === "counselling" && decision.facts.counsellingUntilOn === null)
      throw new Problem("wrong-state", "This talk is offered with another result.");
    res.status(status).render("decisions/ask", askPage({ decision, kind, text, errors }));
  };
  return [
    { method: "get", path: `/results/:id/${kind}`, policy: APPLICANT, handle: (req, res) => show(req, res) },
    {
      method: "post",
      path: `/results/:id/${kind}`,
      policy: APPLICANT,
      async handle(req, res) {
        const { text } = readBody(req, Text);
        await orShowAgain(
          async () => {
            await askFollowUp(deps, actorOf(req), pathId(req), kind, text);
            redirectWith(req, res, `/results/${pathId(req)}`, "We have it, and come back to you.");
          },
          (errors, status) => show(req, res, text, errors, status),
        );
      },
    },
  ];
}

function payrollRoutes(deps: Deps): Route[] {
  const at = "/placements/payroll";
  const PAYROLL = policy("pay-interval", "hr");
  const show = async (res: Response, list = "", plan: PayrollInput["plan"] = null, errors: FieldError[] = []) =>
    res.render(
      "decisions/payroll",
      payrollPage({
        payroll: await deps.payroll.findOne({ id: PAYROLL_ID }),
        list,
        plan,
        errors,
        zone: deps.config.zone,
      }),
    );
  return [
    { method: "get", path: at, policy: PAYROLL, handle: (_req, res) => show(res) },
    {
      method: "post",
      path: at,
      policy: PAYROLL,
      async handle(req, res) {
        const typed = typeof req.body?.list === "string" ? req.body.list : "";
        await tryForm(
          req,
          res,
          async () => {
            const { list, step } = readBody(req, PayrollForm);
            if (step === "preview") return show(res, list, await planPayroll(deps, list));
            const count = await recordPayroll(deps, actorOf(req), list);
            redirectWith(req, res, at, `The list is kept: ${pluralText(count, "person", "people")}.`);
          },
          (problem) => show(res, typed, null, errorsOf(problem, "list")),
        );
      },
    },
  ];
}

function othersRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/placements",
      policy: policy("placement", "hr"),
      async handle(req, res) {
        res.render("decisions/placements", placementsPage(await rowsFor(deps, req)));
      },
    },
    {
      method: "get",
      path: "/placements.csv",
      policy: policy("placement", "hr"),
      async handle(req, res) {
        res
          .type("text/csv")
          .attachment("placements.csv")
          .send(placementsCsv(await rowsFor(deps, req)));
      },
    },
    {
      method: "get",
      path: "/promotions",
      policy: policy("promotions", "principal"),
      async handle(req, res) {
        const school = await deps.schools.findOne({ id: actorOf(req).schoolId ?? "" });
        res.render("decisions/promotions", promotionsPage(await rowsFor(deps, req), school?.name ?? ""));
      },
    },
    {
      method: "get",
      path: "/follow-ups",
      policy: policy("decision-letter", "jgp"),
      handle: (req, res) => showFollowUps(deps, req, res),
    },
    {
      method: "post",
      path: "/follow-ups/:id/answer",
      policy: policy("decision-letter", "jgp"),
      async handle(req, res) {
        const { answer } = readBody(req, z.object({ answer: z.string().max(4000).default("") }));
        await orShowAgain(
          async () => {
            await giveAnswer(deps, actorOf(req), pathId(req), answer);
            redirectWith(req, res, "/follow-ups", "The answer is on its way.");
          },
          (errors, status) =>
            showFollowUps(
              deps,
              req,
              res,
              errors.map(({ message }) => ({ field: `answer-${pathId(req)}`, message })),
              status,
            ),
        );
      },
    },
  ];
}

async function rowsFor(deps: Deps, req: Request): Promise<PlacementRow[]> {
  const decisions = await deps.decisions.visibleTo(actorOf(req)).find();
  const people = new Map((await deps.people.byIds(decisions.map((one) => one.applicantId))).map((p) => [p.id, p]));
  const schools = new Map((await deps.schools.all()).map(({ id, name }) => [id, name]));
  return decisions.map((decision) => ({
    decision,
    name: people.get(decision.applicantId)?.name ?? "",
    email: people.get(decision.applicantId)?.email ?? "",
    schoolName: schools.get(decision.schoolId ?? "") ?? "",
  }));
}

async function showFollowUps(
  deps: Deps,
  req: Request,
  res: Response,
  errors: FieldError[] = [],
  status = 200,
): Promise<void> {
  const actor = actorOf(req);
  const all = await deps.followUps.find({}, { sort: { state: 1, askedAt: -1 }, limit: 200 });
  const visible = await deps.applications.visibleTo(actor).find();
  const ids = new Set(visible.map(({ id }) => id));
  const seen = all.filter(({ applicationId }) => ids.has(applicationId));
  const people = new Map((await deps.people.byIds(seen.map((one) => one.applicantId))).map((p) => [p.id, p]));
  const items = await Promise.all(
    seen.map(async ({ id, kind, code, applicantId, applicationId, text, askedAt, answer, state }) => {
      const isReview = kind === "procedural-review";
      const isInvolved = isReview && (await involvedIn(deps, applicationId)).includes(actor.personId);
      return {
        id,
        heading: `${isReview ? "Procedural review" : "Talk"}: ${code}, ${people.get(applicantId)?.name ?? ""}`,
        askedText: longDay(dayIn(deps.config.zone, askedAt)),
        text,
        answer: answer?.text ?? "",
        isOpen: state === "asked",
        mayAnswer: state === "asked" && !isInvolved,
        answerLabel: isReview ? "What you found, and what follows" : "When, where and with whom",
      };
    }),
  );
  res.status(status).render("decisions/follow-ups", { title: "After the results", items, errors });
}

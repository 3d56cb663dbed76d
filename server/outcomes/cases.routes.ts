import type { Request, Response } from "express";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { type FieldError, notFound, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { evidenceFor } from "../reviews/index.ts";
import { casePage, casesPage } from "./cases.page.ts";
import { reopenSheet } from "./reopen-sheet.ts";
import { setAsideSheet } from "./set-aside-sheet.ts";
import { askForFourthRead, giveUpFourthRead, ruleOnHeldCase, ruleOnNotScorable } from "./rule-on-case.ts";
import { rulesOfCohort } from "./rules-of-cohort.ts";
import { visibleCasesOf } from "./visible-cases.ts";

const JGP = policy("outcome", "jgp");
const Form = z.object({
  decision: z.enum(["let-stand", "fourth-read", ""]).default(""),
  ruling: z.enum(["returned-for-fix", "let-stand", "void", ""]).default(""),
  reviewId: z.string().default(""),
  reason: z.string().max(4000).default(""),
});
type Sent = z.infer<typeof Form>;

/** The panel's view of outcomes: the blind look, rulings, results with their exact fraction, reopening. */
export function casesRoutes(deps: Deps): Route[] {
  const step = (path: string, act: (actor: Actor, id: string, sent: Sent) => Promise<string>): Route => ({
    method: "post",
    path: `/cases/:id/${path}`,
    policy: JGP,
    async handle(req, res) {
      const sent = readBody(req, Form);
      await orShowAgain(
        async () => redirectWith(req, res, `/cases/${pathId(req)}`, await act(actorOf(req), pathId(req), sent)),
        (errors, status) => showCase(deps, req, res, { errors, status, sent }),
      );
    },
  });
  return [
    { method: "get", path: "/cases", policy: JGP, handle: (req, res) => showCases(deps, req, res) },
    { method: "get", path: "/cases/:id", policy: JGP, handle: (req, res) => showCase(deps, req, res) },
    step("look", async (actor, id, { decision, reason }) => {
      if (decision === "") return refuseField("decision", "Please choose one of the two.");
      await ruleOnHeldCase(deps, actor, id, decision, reason);
      return decision === "let-stand" ? "On record. The result follows." : "A fourth reader is being asked.";
    }),
    step("not-scorable-ruling", async (actor, id, { ruling, reason }) => {
      if (ruling === "") return refuseField("ruling", "Please choose one.");
      await ruleOnNotScorable(deps, actor, id, ruling, reason);
      return ruling === "returned-for-fix"
        ? "On record. Open the Profile now and choose what goes back, and until when."
        : "On record.";
    }),
    step("fourth-read-request", async (actor, id, { reason }) => {
      await askForFourthRead(deps, actor, id, reason);
      return "A fourth reader is being asked.";
    }),
    step("fourth-read-end", async (actor, id, { reason }) => {
      await giveUpFourthRead(deps, actor, id, reason);
      return "On record. The case goes to interview.";
    }),
    step("set-asides", async (actor, id, { reviewId, reason }) => {
      if (reviewId === "") return refuseField("reviewId", "Please choose a sheet.");
      await setAsideSheet(deps, actor, id, { reviewId, reason });
      return "Set aside. It stays on record and counts no more; the next reader is being asked.";
    }),
    step("reopenings", async (actor, id, { reviewId, reason }) => {
      if (reviewId === "") return refuseField("reviewId", "Please choose a sheet.");
      await reopenSheet(deps, actor, id, { reviewId, reason });
      return "The sheet is open again. Its first version stays on record, and everything after it is computed anew.";
    }),
  ];
}

function refuseField(field: string, message: string): never {
  refuseIfAny([{ field, message }]);
  throw new Error("not reached");
}

async function showCases(deps: Deps, req: Request, res: Response): Promise<void> {
  const actor = actorOf(req);
  const asked = req.query["cohort"];
  const busy = await deps.cohorts.inStates("reviewing", "interviewing", "recommending", "deciding", "approved");
  const cohort =
    typeof asked === "string" ? await deps.cohorts.get({ id: asked }) : (busy[0] ?? (await deps.cohorts.all())[0]);
  if (!cohort) throw notFound();
  const cases = (await visibleCasesOf(deps, actor, cohort.id)).filter(({ record }) => record !== null);
  const people = await deps.people.byIds(cases.map(({ application }) => application.applicantId));
  res.render("outcomes/cases", casesPage(cohort, cases, new Map(people.map(({ id, name }) => [id, name]))));
}

async function showCase(
  deps: Deps,
  req: Request,
  res: Response,
  { errors = [], status = 200, sent }: { errors?: FieldError[]; status?: number; sent?: Sent } = {},
): Promise<void> {
  const application = await deps.applications.visibleTo(actorOf(req)).get(pathId(req));
  const { rubric } = await rulesOfCohort(deps, application.cohortId);
  const reviews = await deps.reviews.ofProfile(application.id);
  const [first] = reviews;
  const school = await deps.schools.findOne({ id: application.declaration?.schoolId ?? "" });
  const { name } = await deps.people.get({ id: application.applicantId });
  res.status(status).render("outcomes/case", {
    ...casePage({
      application,
      record: await deps.cases.findOne({ id: application.id }),
      reviews,
      rubric: first?.rubric ?? rubric,
      applicantName: name,
      schoolName: school?.name ?? "",
      evidence: first ? await evidenceFor(deps, first) : [],
      zone: deps.config.zone,
      errors,
      form: { decision: sent?.decision ?? "", ruling: sent?.ruling ?? "", reason: sent?.reason ?? "" },
    }),
    lookOptions: LOOKS,
    rulingOptions: RULINGS,
  });
}

const LOOKS = [
  { value: "let-stand", text: "Let it stand", hint: "Both readings can be right on this evidence." },
  { value: "fourth-read", text: "Ask for a fourth read", hint: "A qualified reader who knows nothing of the others." },
];
const RULINGS = [
  { value: "returned-for-fix", text: "Send it back for a fix" },
  { value: "let-stand", text: "Let it stand", hint: "What could not be scored counts as the lowest level." },
  { value: "void", text: "Void: the case cannot be decided" },
];

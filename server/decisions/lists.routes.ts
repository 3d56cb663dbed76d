import type { Request, Response } from "express";
import { z } from "zod";
import { type FieldError, notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Cohort } from "../cohorts/index.ts";
import { fieldMoment, momentIn } from "../interviews/index.ts";
import { rulesOfCohort, visibleCasesOf } from "../outcomes/index.ts";
import { policy } from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, readQuery, redirectWith, type Route } from "../platform/request.ts";
import { answerRow, beginList } from "./build-list.ts";
import { sendingPage, signaturePage } from "./confirmations.page.ts";
import { letterKey } from "./decision.rules.ts";
import { listPage } from "./list.page.ts";
import { activeRows, conflictsOf, type RecommendationList } from "./list-record.rules.ts";
import { rowsFor, totalHash } from "./list.rules.ts";
import { findingsOf, planRelease } from "./release-results.ts";
import { type ReleaseForm, releasePage } from "./release.page.ts";
import { signRecommendations } from "./sign-list.ts";
import { seatsFor, sendList } from "./vote-on-list.ts";

const JGP = policy("recommendation-list", "jgp");
const LETTERS = policy("decision-letter", "jgp");
const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => (typeof value === "string" ? [value] : value).filter((one) => one !== ""));
const Answer = z.object({
  applicationId: z.string(),
  text: z.string().max(2000).default(""),
  recommendation: z.enum(["promote", "not-promoted", ""]).default(""),
});
const Sending = z.object({ seatIds: several });
const Release = z.object({
  releaseAt: z.string().default(""),
  effectiveOn: z.string().default(""),
  callName: z.string().max(200).default(""),
  callPhone: z.string().max(50).default(""),
});

/** The JGP's side of the list: building, signing, sending, the preflight and the moment. */
export function listsRoutes(deps: Deps): Route[] {
  const toList = (req: Request, res: Response, cohortId: string, text: string) =>
    redirectWith(req, res, `/lists/${cohortId}`, text);
  return [
    {
      method: "get",
      path: "/lists",
      policy: JGP,
      async handle(_req, res) {
        const { id } = await newestCohort(deps);
        res.redirect(303, `/lists/${id}`);
      },
    },
    {
      method: "get",
      path: "/lists/:cohortId",
      policy: JGP,
      handle: (req, res) => showList(deps, req, res),
    },
    {
      method: "post",
      path: "/lists",
      policy: JGP,
      async handle(req, res) {
        const { cohortId } = readBody(req, z.object({ cohortId: z.string() }));
        await beginList(deps, actorOf(req), cohortId);
        toList(req, res, cohortId, "The list is begun. Both halves of the panel sign it now.");
      },
    },
    {
      method: "get",
      path: "/lists/:cohortId/signatures",
      policy: JGP,
      handle: (req, res) => askToSign(deps, req, res),
    },
    {
      method: "post",
      path: "/lists/:cohortId/signatures",
      policy: JGP,
      async handle(req, res) {
        const { total } = readBody(req, z.object({ total: z.string() }));
        const list = await signRecommendations(deps, actorOf(req), pathId(req, "cohortId"), total);
        const isSigned = list.state === "signed";
        toList(req, res, list.id, isSigned ? "Both halves have signed." : "Signed for your side.");
      },
    },
    {
      method: "post",
      path: "/lists/:cohortId/answers",
      policy: JGP,
      async handle(req, res) {
        await orShowAgain(
          async () => {
            const { recommendation, ...answer } = readBody(req, Answer);
            const cohortId = pathId(req, "cohortId");
            await answerRow(deps, actorOf(req), cohortId, { ...answer, recommendation: recommendation || null });
            toList(req, res, cohortId, "Your answer stands on the row. It is signed anew, and so is the total.");
          },
          (errors, status) => showList(deps, req, res, errors, status),
        );
      },
    },
    {
      method: "get",
      path: "/lists/:cohortId/sending",
      policy: JGP,
      async handle(req, res) {
        await orShowAgain(
          () => askToSend(deps, req, res),
          (errors, status) => showList(deps, req, res, errors, status),
        );
      },
    },
    {
      method: "post",
      path: "/lists/:cohortId/sending",
      policy: JGP,
      async handle(req, res) {
        await orShowAgain(
          async () => {
            const { seatIds } = readBody(req, Sending);
            await sendList(deps, actorOf(req), pathId(req, "cohortId"), seatIds);
            toList(req, res, pathId(req, "cohortId"), "The committee has the list.");
          },
          (errors, status) => showList(deps, req, res, errors, status),
        );
      },
    },
    {
      method: "get",
      path: "/lists/:cohortId/release",
      policy: LETTERS,
      handle: (req, res) => showRelease(deps, req, res),
    },
    {
      method: "post",
      path: "/lists/:cohortId/release",
      policy: LETTERS,
      async handle(req, res) {
        const form = readBody(req, Release);
        await orShowAgain(
          async () => {
            const cohortId = pathId(req, "cohortId");
            await planRelease(deps, actorOf(req), cohortId, {
              releaseAt: momentIn(deps.config.zone, form.releaseAt),
              effectiveOn: form.effectiveOn,
              call: { name: form.callName, phone: form.callPhone },
            });
            const text = "The moment is set. The letters are being written and held; look at them here.";
            redirectWith(req, res, `/lists/${cohortId}/release`, text);
          },
          (errors, status) => showRelease(deps, req, res, { errors, status, form }),
        );
      },
    },
    {
      method: "get",
      path: "/lists/:cohortId/letters/:applicationId",
      policy: LETTERS,
      handle: (req, res) => showLetter(deps, req, res),
    },
  ];
}

/** What is signed is what the page before showed: a list that changed since is looked at again first. */
async function askToSign(deps: Deps, req: Request, res: Response): Promise<void> {
  const cohort = await deps.cohorts.get({ id: pathId(req, "cohortId") });
  const list = await deps.lists.get({ id: cohort.id });
  const total = totalHash(list.rows);
  if (list.state !== "building" || req.query["total"] !== total) {
    const text = "The list is not what it was. Please look at it as it stands now.";
    return redirectWith(req, res, `/lists/${cohort.id}`, text, "warning");
  }
  const hidden = conflictsOf(await deps.applications.ofCohort(cohort.id), actorOf(req).personId);
  res.render("shared/confirm", signaturePage(cohort, rowsFor(activeRows(list), hidden), total));
}

async function askToSend(deps: Deps, req: Request, res: Response): Promise<void> {
  const { seatIds } = readQuery(req, Sending);
  const cohort = await deps.cohorts.get({ id: pathId(req, "cohortId") });
  const list = await deps.lists.get({ id: cohort.id });
  if (list.state !== "signed") return res.redirect(303, `/lists/${cohort.id}`);
  const seats = await seatsFor(deps, list, seatIds);
  const seated = list.seats.length > 0 ? null : await deps.people.byIds(seats.map(({ personId }) => personId));
  res.render("shared/confirm", sendingPage(cohort, seated));
}

async function newestCohort({ cohorts }: Pick<Deps, "cohorts">): Promise<Cohort> {
  const busy = await cohorts.inStates("reviewing", "interviewing", "recommending", "deciding", "approved");
  const cohort = busy[0] ?? (await cohorts.inStates("released"))[0] ?? (await cohorts.all())[0];
  if (!cohort) throw notFound();
  return cohort;
}

async function showList(
  deps: Deps,
  req: Request,
  res: Response,
  errors: FieldError[] = [],
  status = 200,
): Promise<void> {
  const actor = actorOf(req);
  const { cohort, settings } = await rulesOfCohort(deps, pathId(req, "cohortId"));
  const list = await deps.lists.findOne({ id: cohort.id });
  if (!list) return showNoList(deps, req, res, cohort);
  const applications = await deps.applications.ofCohort(cohort.id);
  const committee = await deps.people.holding("joc");
  const ids = [...applications.map(({ applicantId }) => applicantId), ...list.signatures.map(({ byId }) => byId)];
  const people = new Map((await deps.people.byIds(ids)).map((person) => [person.id, person]));
  res.status(status).render(
    "decisions/list",
    listPage({
      list,
      cohort,
      applications,
      people,
      committee,
      perSide: settings.jgpSignaturesPerSide,
      seatsPerSide: settings.jocSeatsPerSide,
      actor,
      zone: deps.config.zone,
      // A refused choice of seats comes back as it was made.
      seatIds: errors.length > 0 ? (several.safeParse(req.query["seatIds"]).data ?? null) : null,
      errors,
    }),
  );
}

async function showNoList(deps: Deps, req: Request, res: Response, cohort: Cohort): Promise<void> {
  const cases = await visibleCasesOf(deps, actorOf(req), cohort.id);
  const PASSED = ["registered", "session-attended", "draft", "withdrawn", "void"];
  const open = cases.filter(({ application, record }) => {
    if (PASSED.includes(application.state) || application.state === "recommended") return false;
    const verdict = record?.outcomes.at(-1)?.verdict;
    return application.state !== "banded" || verdict?.stage !== "banded" || verdict.band === "interview";
  });
  const canBegin = open.length === 0 && (cohort.state === "reviewing" || cohort.state === "interviewing");
  res.render("decisions/no-list", {
    title: "Recommendation list",
    lead: "Every case with its result, signed by both halves of the panel.",
    cohort: { id: cohort.id, name: cohort.name },
    text: canBegin
      ? "Every case has its result. The list can be begun."
      : "The list is begun when every case has its result, and every interview its recommendation.",
    open: open.map(({ application }) => application.code),
    canBegin,
    errors: [],
  });
}

function formOf(list: RecommendationList, deps: Deps, cohort: Cohort): ReleaseForm {
  const { plan } = list;
  const { contact, zone } = deps.config;
  return {
    releaseAt: plan ? fieldMoment(plan.releaseAt, zone) : `${cohort.calendar.releaseOn}T10:00`,
    effectiveOn: plan?.effectiveOn ?? "",
    callName: plan?.call.name ?? contact.name,
    callPhone: plan?.call.phone ?? contact.phone,
  };
}

async function showRelease(
  deps: Deps,
  req: Request,
  res: Response,
  { errors = [], status = 200, form }: { errors?: FieldError[]; status?: number; form?: ReleaseForm } = {},
): Promise<void> {
  const actor = actorOf(req);
  const { cohort, settings } = await rulesOfCohort(deps, pathId(req, "cohortId"));
  const list = await deps.lists.get({ id: cohort.id });
  if (list.state !== "approved" && list.state !== "released")
    throw new Problem("wrong-state", "The release is planned once the committee has approved every row.");
  const applications = await deps.applications.ofCohort(cohort.id);
  const hidden = conflictsOf(applications, actor.personId);
  const decisions = (await deps.decisions.ofCohort(cohort.id)).filter(({ id }) => !hidden.includes(id));
  const letters = await deps.messages.byKeys(decisions.map(({ id }) => letterKey(id)));
  const findings = list.state === "released" ? [] : await findingsOf(deps, list);
  const codes = new Set(applications.filter(({ id }) => hidden.includes(id)).map(({ code }) => code));
  res.status(status).render(
    "decisions/release",
    releasePage({
      list,
      cohort,
      findings: findings.map((one) => ({ ...one, codes: one.codes.filter((code) => !codes.has(code)) })),
      decisions,
      letters,
      hours: { from: settings.releaseFromHour, until: settings.releaseUntilHour },
      zone: deps.config.zone,
      errors,
      form: form ?? formOf(list, deps, cohort),
    }),
  );
}

async function showLetter(deps: Deps, req: Request, res: Response): Promise<void> {
  const { code } = await deps.applications.visibleTo(actorOf(req)).get(pathId(req, "applicationId"));
  const letter = await deps.messages.byKey(letterKey(pathId(req, "applicationId")));
  if (!letter) throw notFound();
  const cohortId = pathId(req, "cohortId");
  res.render("decisions/letter", {
    title: "Letter",
    isNarrow: true,
    breadcrumbs: [{ text: "Release", href: `/lists/${cohortId}/release` }],
    code,
    stateText: letter.state === "held" ? "Held until the release. This is all that goes out." : "It has gone out.",
    subject: letter.subject,
    text: letter.text,
  });
}

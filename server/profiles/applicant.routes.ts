import type { Response } from "express";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { homePage } from "../home.page.ts";
import { policy } from "../people/index.ts";
import { ROLE_NAMES } from "../platform/page-frame.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import { type ApplicationFacts, factsOf } from "./application-facts.ts";
import { declarationPage, narrativeOfForm, narrativePage } from "./parts.page.ts";
import { placesInQueue, uploaderPage } from "../media/index.ts";
import { evidencePage, isFileRole } from "./evidence.page.ts";
import { DeclarationForm, ReasonForm, RegistrationForm, SeenForm } from "./form-shapes.ts";
import { applicationsPage, withdrawalPage } from "./applications.page.ts";
import { registerApplication } from "./register-application.ts";
import { startDraft } from "./start-draft.ts";
import { receiptPage, submissionPage } from "./submission.page.ts";
import { submitProfile } from "./submit-profile.ts";
import { viewsPage } from "./views.page.ts";
import { isResultOut } from "./visible-state.rules.ts";
import { whereIsPage } from "./where-is.page.ts";
import { withdrawApplication } from "./withdraw-application.ts";
import { declare, writeNarrative } from "./write-profile.ts";

const OWN = { object: "application", roles: ["applicant"] } as const;
const EVIDENCE = { object: "profile-evidence", roles: ["applicant"] } as const;

/** The page “Where is my Profile?” of one application. */
export function showWhereabouts(deps: Deps, res: Response, facts: ApplicationFacts): void {
  res.render("home/now", homePage([whereIsPage(facts)], ROLE_NAMES.applicant, deps.config.zone));
}

/** What an applicant does with their own application. The store's filter keeps everybody else's from existing. */
export function applicantRoutes(deps: Deps): Route[] {
  const { applications, cohorts, schools } = deps;
  return [
    {
      method: "post",
      path: "/profiles",
      policy: OWN,
      async handle(req, res) {
        const { cohortId } = readBody(req, RegistrationForm);
        const application = await registerApplication(deps, actorOf(req), cohortId);
        redirectWith(req, res, `/profiles/${application.id}`, "You are registered.");
      },
    },
    {
      method: "get",
      path: "/profiles/mine",
      policy: OWN,
      async handle(req, res) {
        const mine = await applications.visibleTo(actorOf(req)).find();
        const newest = mine.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
        res.redirect(303, newest ? `/profiles/${newest.id}` : "/profiles");
      },
    },
    {
      method: "get",
      path: "/profiles/:id/declaration",
      policy: OWN,
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        res.render("profiles/declaration", declarationPage(application, await schools.all()));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/declaration",
      policy: OWN,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        const application = await applications.visibleTo(actor).get(id);
        await tryForm(
          req,
          res,
          async () => {
            const said = readBody(req, DeclarationForm);
            if (application.state === "session-attended") await startDraft(deps, actor, id);
            await declare(deps, actor, id, said);
            redirectWith(req, res, `/profiles/${id}`, "Saved.");
          },
          async (problem) => {
            const typed = { ...req.body, isServiceProvider: req.body?.isServiceProvider === "yes" };
            const errors = errorsOf(problem, "subject");
            res.render("profiles/declaration", declarationPage(application, await schools.all(), { typed, errors }));
          },
        );
      },
    },
    {
      method: "get",
      path: "/profiles/:id/evidence/:role",
      policy: EVIDENCE,
      async handle(req, res) {
        const role = pathId(req, "role");
        if (!isFileRole(role)) throw notFound();
        const facts = await factsOf(deps, actorOf(req), pathId(req));
        const shelf = await deps.shelves.getVisible(actorOf(req), facts.application.id);
        const uploader = uploaderPage(shelf, facts.items, role, {
          returnTo: `/profiles/${facts.application.id}/evidence/${role}`,
          placeInQueue: await placesInQueue(deps, facts.items),
        });
        res.render("profiles/evidence", evidencePage(facts, role, uploader));
      },
    },
    {
      method: "get",
      path: "/profiles/:id/narrative",
      policy: EVIDENCE,
      async handle(req, res) {
        const { application, rubric } = await factsOf(deps, actorOf(req), pathId(req));
        res.render("profiles/narrative", narrativePage(application, rubric));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/narrative",
      policy: EVIDENCE,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        const { rubric } = await factsOf(deps, actor, id);
        const typed = narrativeOfForm(req.body ?? {}, rubric);
        await tryForm(
          req,
          res,
          async () => {
            await writeNarrative(deps, actor, id, { parts: typed, ...readBody(req, SeenForm) });
            redirectWith(req, res, `/profiles/${id}`, "Your narrative is saved.");
          },
          async (problem) => {
            const { application } = await factsOf(deps, actor, id);
            const errors = errorsOf(problem, "error-summary");
            res.render("profiles/narrative", narrativePage(application, rubric, { typed, errors }));
          },
        );
      },
    },
    {
      method: "get",
      path: "/profiles/:id/submission",
      policy: OWN,
      async handle(req, res) {
        const facts = await factsOf(deps, actorOf(req), pathId(req));
        if (facts.application.state === "submitted")
          return res.redirect(303, `/profiles/${facts.application.id}/receipt`);
        res.render("profiles/submission", submissionPage(facts));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/submission",
      policy: OWN,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        await tryForm(
          req,
          res,
          async () => {
            await submitProfile(deps, actor, id);
            res.redirect(303, `/profiles/${id}/receipt`);
          },
          async (problem) =>
            res.render("profiles/submission", submissionPage(await factsOf(deps, actor, id), problem.detail)),
        );
      },
    },
    {
      method: "get",
      path: "/profiles/:id/receipt",
      policy: OWN,
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        const cohort = await cohorts.get({ id: application.cohortId });
        const page = receiptPage(application, cohort, await deps.mediaItems.find({ shelfId: application.id }));
        if (!page) throw notFound();
        res.render("profiles/receipt", page);
      },
    },
    {
      method: "get",
      path: "/profiles/:id/views",
      policy: policy("view-log", "applicant"),
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        // Before the release the days of the readers would tell where the case stands.
        if (!isResultOut(application.state)) throw notFound();
        const cohort = await cohorts.get({ id: application.cohortId });
        res.render("profiles/views", viewsPage(application, cohort, await deps.viewLog.ofShelf(application.id)));
      },
    },
    {
      method: "get",
      path: "/profiles/:id/withdrawal",
      policy: OWN,
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        res.render("shared/confirm", withdrawalPage(application));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/withdrawal",
      policy: OWN,
      async handle(req, res) {
        const id = pathId(req);
        await withdrawApplication(deps, actorOf(req), id, readBody(req, ReasonForm).reason);
        redirectWith(req, res, `/profiles/${id}`, "You have withdrawn. A confirmation is on its way to you.");
      },
    },
  ];
}

/** The list of one's own applications, with the cohorts one may still join. */
export async function showOwnApplications(
  deps: Deps,
  res: Response,
  actor: Parameters<typeof factsOf>[1],
): Promise<void> {
  const mine = await deps.applications.visibleTo(actor).find();
  const all = await deps.cohorts.all();
  res.render("profiles/applications", applicationsPage(mine, all, deps.clock.now(), deps.config.zone));
}

import type { Response } from "express";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { endOfDay, giveExtension, isDay } from "../cohorts/index.ts";
import type { Deps } from "../deps.ts";
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
import { showOwnApplications, showWhereabouts } from "./applicant.routes.ts";
import { factsOf } from "./application-facts.ts";
import { APPLICATION_STATES } from "./application.rules.ts";
import { attendSession } from "./attend-session.ts";
import { CASE_STATES, casePage, casesTable, returnableOf, type TypedReturn } from "./case.page.ts";
import { findCases } from "./find-cases.ts";
import { AnswerForm, ExtensionForm, LiftingForm, ReasonForm, ReturnForm } from "./form-shapes.ts";
import { declareConflictWithCase, holdApplication, liftConflict, resumeApplication } from "./hold-application.ts";
import { acceptProfile, returnProfile, voidProfile } from "./judge-intake.ts";
import { answerRequest } from "./requests.ts";

const CASES = { object: "application", roles: ["jgp"] } as const;
const BOTH = { object: "application", roles: ["applicant", "jgp"] } as const;

const Search = z.object({
  q: z.string().max(100).default(""),
  cohort: z.string().max(100).default(""),
  state: z.union([z.enum(APPLICATION_STATES), z.literal("")]).default(""),
});

type Marked = { errors?: { field: string; message: string }[]; typed?: TypedReturn | null };

async function showCase(deps: Deps, res: Response, actor: Actor, id: string, marked: Marked = {}): Promise<void> {
  const facts = await factsOf(deps, actor, id);
  const person = await deps.people.get({ id: facts.application.applicantId });
  const conflicted = await deps.people.byIds(facts.application.conflictedIds);
  const schoolId = facts.application.declaration?.schoolId ?? person.schoolId;
  const school = schoolId === null ? null : await deps.schools.findOne({ id: schoolId });
  res.render("profiles/case", casePage(facts, { person, school, conflicted }, marked));
}

/** Every look of a coordinator at a case is on record. */
async function logView(deps: Deps, actor: Actor, profileId: string): Promise<void> {
  const seen = event(deps.newId(), "profile.viewed", deps.clock.now(), { byId: actor.personId, role: actor.role });
  await deps.eventLog.append("applications", profileId, seen);
}

/** The coordinators' side: the cases, the intake, one person's extension. One's own case does not exist here. */
export function intakeRoutes(deps: Deps): Route[] {
  const done = (
    path: string,
    text: string,
    work: (actor: Actor, id: string, reason: string) => Promise<unknown>,
  ): Route => ({
    method: "post",
    path,
    policy: CASES,
    async handle(req, res) {
      const [actor, id] = [actorOf(req), pathId(req)];
      await tryForm(
        req,
        res,
        async () => {
          await work(actor, id, readBody(req, ReasonForm).reason);
          redirectWith(req, res, `/profiles/${id}`, text);
        },
        (problem) => showCase(deps, res, actor, id, { errors: errorsOf(problem, "main") }),
      );
    },
  });
  return [
    {
      method: "get",
      path: "/profiles",
      policy: BOTH,
      async handle(req, res) {
        const actor = actorOf(req);
        if (actor.role === "applicant") return showOwnApplications(deps, res, actor);
        const { q, cohort, state } = readQuery(req, Search);
        const found = await findCases(deps, actor, { cohortId: cohort || null, state: state || null, text: q });
        const cohorts = await deps.cohorts.all();
        res.render("profiles/cases", {
          title: "Cases",
          breadcrumbs: [{ text: "What now?", href: "/" }],
          q,
          cohort,
          state,
          cohorts: cohorts.map(({ id, name }) => ({ value: id, text: name })),
          states: APPLICATION_STATES.map((value) => ({ value, text: CASE_STATES[value].text })),
          table: casesTable(found, deps.config.zone, `${found.length} found`, "No case fits this search"),
        });
      },
    },
    {
      method: "get",
      path: "/intake",
      policy: CASES,
      async handle(req, res) {
        const actor = actorOf(req);
        const [submitted, returned] = await Promise.all(
          (["submitted", "returned"] as const).map((state) =>
            findCases(deps, actor, { cohortId: null, state, text: "" }),
          ),
        );
        const { zone } = deps.config;
        const alike = await deps.mediaItems.shelvesWithCopies(
          (submitted ?? []).map(({ application }) => application.id),
        );
        res.render("profiles/intake", {
          title: "Intake",
          breadcrumbs: [{ text: "What now?", href: "/" }],
          waiting: casesTable(
            submitted ?? [],
            zone,
            "Waiting for the intake check",
            "Nothing waits for the intake check",
            new Set(alike),
          ),
          returned: casesTable(returned ?? [], zone, "Sent back for a fix", "Nothing is out for a fix"),
        });
      },
    },
    {
      method: "get",
      path: "/profiles/:id",
      policy: BOTH,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        if (actor.role === "applicant") return showWhereabouts(deps, res, await factsOf(deps, actor, id));
        await showCase(deps, res, actor, id);
        await logView(deps, actor, id);
      },
    },
    done("/profiles/:id/acceptance", "Accepted. The applicant is told that it is in review.", (actor, id) =>
      acceptProfile(deps, actor, id),
    ),
    done("/profiles/:id/void", "The case is void.", (actor, id, reason) => voidProfile(deps, actor, id, reason)),
    done("/profiles/:id/hold", "The case is on hold.", (actor, id, reason) => holdApplication(deps, actor, id, reason)),
    done("/profiles/:id/resumption", "The case goes on.", (actor, id) => resumeApplication(deps, actor, id)),
    done("/profiles/:id/attendance", "Attendance is recorded; the application is open.", (actor, id) =>
      attendSession(deps, actor, id),
    ),
    {
      method: "post",
      path: "/profiles/:id/conflict",
      policy: CASES,
      async handle(req, res) {
        await declareConflictWithCase(deps, actorOf(req), pathId(req));
        redirectWith(req, res, "/", "Recorded. This case is out of your sight from now on.");
      },
    },
    {
      method: "post",
      path: "/profiles/:id/conflict/lifting",
      policy: CASES,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        await tryForm(
          req,
          res,
          async () => {
            await liftConflict(deps, actor, id, readBody(req, LiftingForm));
            redirectWith(req, res, `/profiles/${id}`, "Taken back. The case is in their sight again.");
          },
          (problem) => showCase(deps, res, actor, id, { errors: errorsOf(problem, "personId") }),
        );
      },
    },
    {
      method: "post",
      path: "/profiles/:id/return",
      policy: CASES,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        const body = (req.body ?? {}) as Record<string, unknown>;
        const typed = typedReturn(body);
        await tryForm(
          req,
          res,
          async () => {
            const { dueOn, items } = readBody(req, ReturnForm);
            const { application, items: files, cohort, now } = await factsOf(deps, actor, id);
            const fixes = returnableOf(application, files)
              .filter((one) => items.includes(one.id))
              .map(({ id: itemId, label }) => ({ itemId, label, reason: (typed.reasons[itemId] ?? "").trim() }));
            const dueAt = isDay(dueOn) ? endOfDay({ on: dueOn, zone: cohort.calendar.zone }) : now;
            await returnProfile(deps, actor, id, { fixes, dueAt });
            redirectWith(req, res, `/profiles/${id}`, "Sent back. The applicant gets a mail with your reasons.");
          },
          (problem) => showCase(deps, res, actor, id, { errors: errorsOf(problem, "fixes"), typed }),
        );
      },
    },
    {
      method: "post",
      path: "/profiles/:id/extension",
      policy: CASES,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        await tryForm(
          req,
          res,
          async () => {
            const { cohortId, applicantId } = await deps.applications.visibleTo(actor).get(id);
            await giveExtension(deps, actor, { cohortId, personId: applicantId, ...readBody(req, ExtensionForm) });
            redirectWith(
              req,
              res,
              `/profiles/${id}`,
              "The new deadline holds for this person alone; they are told by mail.",
            );
          },
          (problem) => showCase(deps, res, actor, id, { errors: errorsOf(problem, "untilOn") }),
        );
      },
    },
    {
      method: "post",
      path: "/profiles/:id/requests/:requestId/answer",
      policy: CASES,
      async handle(req, res) {
        const [actor, id] = [actorOf(req), pathId(req)];
        await tryForm(
          req,
          res,
          async () => {
            await answerRequest(deps, actor, id, pathId(req, "requestId"), readBody(req, AnswerForm));
            redirectWith(req, res, `/profiles/${id}`, "Your answer is on its way.");
          },
          (problem) => showCase(deps, res, actor, id, { errors: errorsOf(problem, "requests") }),
        );
      },
    },
  ];
}

function typedReturn(body: Record<string, unknown>): TypedReturn {
  const items = [body["items"] ?? []].flat().filter((item) => typeof item === "string");
  const reasons = Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      key.startsWith("reason-") && typeof value === "string" ? [[key.slice("reason-".length), value]] : [],
    ),
  );
  return { items, reasons, dueOn: typeof body["dueOn"] === "string" ? body["dueOn"] : "" };
}

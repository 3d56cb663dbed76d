import type { Request } from "express";
import { z } from "zod";
import { refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import { CALENDAR_DAYS, type Calendar, type InformationSession } from "./cohort.rules.ts";
import { closingPage, cohortPage, cohortsPage, openingPage, planPage, type TypedPlan } from "./cohorts.page.ts";
import { isDay } from "./deadline.rules.ts";
import { moveCohort } from "./move-cohort.ts";
import { checkReadiness, openCohort } from "./open-cohort.ts";
import { changePlan, type CohortPlan, planCohort } from "./plan-cohort.ts";
import { policy } from "../people/index.ts";

const READ = policy("calendar");
const MANAGE = policy("calendar", "jgp");

const PlanForm = z.object({
  name: z.string().trim().max(120).default(""),
  programVersionId: z.string().min(1).max(100),
  sessions: z.string().max(5000).default(""),
});

/** `2026-10-12 16:00 Union hall`, one a line. @throws Problem `invalid-input` for a line that is not one */
function sessionsOf(text: string, newId: () => string): InformationSession[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  const read = lines.map((line) => /^(\d{4}-\d\d-\d\d)\s+(\d\d?:\d\d)\s+(.+)$/.exec(line));
  const wrong = lines.filter((_, i) => !isDay(read[i]?.[1] ?? ""));
  refuseIfAny(
    wrong.map((line) => ({
      field: "sessions",
      message: `“${line}” needs a day, a time and a place, like “2026-10-12 16:00 Union hall”.`,
    })),
  );
  return read.flatMap((match) =>
    match ? [{ id: newId(), on: match[1] ?? "", time: match[2] ?? "", place: match[3] ?? "" }] : [],
  );
}

function typedPlan(req: Request): TypedPlan {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const text = (key: string) => (typeof body[key] === "string" ? (body[key] as string) : "");
  const days = Object.fromEntries(CALENDAR_DAYS.map((day) => [day, text(day)]));
  return { name: text("name"), programVersionId: text("programVersionId"), days, sessions: text("sessions") };
}

function planOf(req: Request, deps: Deps): CohortPlan {
  const { name, programVersionId, sessions } = readBody(req, PlanForm);
  const held = sessionsOf(sessions, deps.newId);
  const days = typedPlan(req).days as Record<(typeof CALENDAR_DAYS)[number], string>;
  const calendar: Calendar = { zone: deps.config.zone, sessionsOn: held.map(({ on }) => on), ...days };
  return { name, programVersionId, calendar, sessions: held };
}

/** Calendars for everybody; the wizard and the check before opening for the coordinators. */
export function cohortsRoutes(deps: Deps): Route[] {
  const approved = async () =>
    (await deps.programs.visibleTo({ role: "system" }).all()).filter(({ state }) => state === "approved");
  const shown = async (id: string, isCoordinator: boolean) => {
    const cohort = isCoordinator ? await deps.cohorts.get({ id }) : await deps.cohorts.getOpened(id);
    const program = await deps.programs.findOne({ id: cohort.programVersionId });
    const readiness = isCoordinator ? await checkReadiness(deps, cohort) : null;
    return { cohort, facts: { program, readiness, now: deps.clock.now() } };
  };
  const planning = (typed: TypedPlan | null, errors: { field: string; message: string }[]) => ({
    typed,
    errors,
    zone: deps.config.zone,
    now: deps.clock.now(),
  });
  return [
    {
      method: "get",
      path: "/cohorts",
      policy: READ,
      async handle(req, res) {
        res.render("cohorts/list", cohortsPage(await deps.cohorts.all(), actorOf(req).role === "jgp"));
      },
    },
    {
      method: "get",
      path: "/cohorts/new",
      policy: MANAGE,
      async handle(_req, res) {
        res.render("cohorts/plan", planPage(null, { programs: await approved(), ...planning(null, []) }));
      },
    },
    {
      method: "post",
      path: "/cohorts",
      policy: MANAGE,
      async handle(req, res) {
        await tryForm(
          req,
          res,
          async () => {
            const { id } = await planCohort(deps, actorOf(req), planOf(req, deps));
            redirectWith(
              req,
              res,
              `/cohorts/${id}`,
              "Planned. The check below says what is still needed before it opens.",
            );
          },
          async (problem) =>
            res.render(
              "cohorts/plan",
              planPage(null, { programs: await approved(), ...planning(typedPlan(req), errorsOf(problem, "name")) }),
            ),
        );
      },
    },
    {
      method: "get",
      path: "/cohorts/:id",
      policy: READ,
      async handle(req, res) {
        const { cohort, facts } = await shown(pathId(req), actorOf(req).role === "jgp");
        res.render("cohorts/cohort", cohortPage(cohort, facts));
      },
    },
    {
      method: "get",
      path: "/cohorts/:id/plan",
      policy: MANAGE,
      async handle(req, res) {
        const cohort = await deps.cohorts.get({ id: pathId(req) });
        res.render("cohorts/plan", planPage(cohort, { programs: await approved(), ...planning(null, []) }));
      },
    },
    {
      method: "post",
      path: "/cohorts/:id/plan",
      policy: MANAGE,
      async handle(req, res) {
        const id = pathId(req);
        await tryForm(
          req,
          res,
          async () => {
            await changePlan(deps, actorOf(req), id, planOf(req, deps));
            redirectWith(req, res, `/cohorts/${id}`, "The plan is changed.");
          },
          async (problem) => {
            const cohort = await deps.cohorts.get({ id });
            const typed = planning(typedPlan(req), errorsOf(problem, "name"));
            res.render("cohorts/plan", planPage(cohort, { programs: await approved(), ...typed }));
          },
        );
      },
    },
    {
      method: "get",
      path: "/cohorts/:id/opening",
      policy: MANAGE,
      async handle(req, res) {
        res.render("shared/confirm", openingPage(await deps.cohorts.get({ id: pathId(req) })));
      },
    },
    {
      method: "post",
      path: "/cohorts/:id/opening",
      policy: MANAGE,
      async handle(req, res) {
        const id = pathId(req);
        await tryForm(
          req,
          res,
          async () => {
            await openCohort(deps, actorOf(req), id);
            redirectWith(req, res, `/cohorts/${id}`, "The cohort is open.");
          },
          async (problem) => {
            const { cohort, facts } = await shown(id, true);
            res.render("cohorts/cohort", cohortPage(cohort, facts, errorsOf(problem, "readiness")));
          },
        );
      },
    },
    {
      method: "get",
      path: "/cohorts/:id/closing",
      policy: MANAGE,
      async handle(req, res) {
        res.render("shared/confirm", closingPage(await deps.cohorts.get({ id: pathId(req) })));
      },
    },
    {
      method: "post",
      path: "/cohorts/:id/closing",
      policy: MANAGE,
      async handle(req, res) {
        const id = pathId(req);
        await moveCohort(deps, actorOf(req), id, "close");
        redirectWith(req, res, `/cohorts/${id}`, "The cohort is closed.");
      },
    },
  ];
}

import { z } from "zod";
import type { Deps } from "../deps.ts";
import { policy } from "../people/index.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import { pluralText } from "../platform/wording.ts";
import { findCases } from "./find-cases.ts";
import { importAttendance, planAttendance } from "./import-attendance.ts";

const CASES = policy("application", "jgp");
const ListForm = z.object({ list: z.string().max(500_000), step: z.enum(["preview", "record"]).default("preview") });
const TicksForm = z.object({
  ticked: z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(100)).max(3000)),
});

/** Attendance of information sessions: a pasted list with a preview, or ticks beside those who registered. */
export function attendanceRoutes(deps: Deps): Route[] {
  const page = async (req: Parameters<Route["handle"]>[0], more: object) => {
    const cohort = await deps.cohorts.get({ id: pathId(req) });
    const waiting = await findCases(deps, actorOf(req), { cohortId: cohort.id, state: "registered", text: "" });
    return {
      title: "Attendance",
      breadcrumbs: [
        { text: "Cohorts", href: "/cohorts" },
        { text: cohort.name, href: `/cohorts/${cohort.id}` },
      ],
      isNarrow: true,
      errors: [],
      action: `/cohorts/${cohort.id}/attendance`,
      ticksAction: `/cohorts/${cohort.id}/attendance/ticks`,
      list: "",
      preview: null,
      waiting: waiting.map(({ application, name }) => ({
        value: application.applicantId,
        text: name,
        hint: application.code,
      })),
      ...more,
    };
  };
  return [
    {
      method: "get",
      path: "/cohorts/:id/attendance",
      policy: CASES,
      async handle(req, res) {
        res.render("profiles/attendance", await page(req, {}));
      },
    },
    {
      method: "post",
      path: "/cohorts/:id/attendance",
      policy: CASES,
      async handle(req, res) {
        const id = pathId(req);
        const typed = typeof req.body?.list === "string" ? req.body.list : "";
        await tryForm(
          req,
          res,
          async () => {
            const { list, step } = readBody(req, ListForm);
            if (step === "preview") {
              const plan = await planAttendance(deps, actorOf(req), id, list);
              const preview = [
                { label: "Applications that open", value: String(plan.opens.length + plan.isNew.length) },
                { label: "of them with a new account", value: String(plan.isNew.length) },
                { label: "Open already, left as they are", value: String(plan.isOpenAlready.length) },
              ];
              res.render("profiles/attendance", await page(req, { list, preview }));
              return;
            }
            const count = await importAttendance(deps, actorOf(req), id, list);
            redirectWith(
              req,
              res,
              `/cohorts/${id}`,
              `${pluralText(count, "application is", "applications are")} open now.`,
            );
          },
          async (problem) =>
            res.render("profiles/attendance", await page(req, { list: typed, errors: errorsOf(problem, "list") })),
        );
      },
    },
    {
      method: "post",
      path: "/cohorts/:id/attendance/ticks",
      policy: CASES,
      async handle(req, res) {
        const id = pathId(req);
        const { ticked } = readBody(req, TicksForm);
        const people = await deps.people.byIds(ticked);
        await tryForm(
          req,
          res,
          async () => {
            const count = await importAttendance(deps, actorOf(req), id, people.map(({ email }) => email).join("\n"));
            redirectWith(
              req,
              res,
              `/cohorts/${id}`,
              `${pluralText(count, "application is", "applications are")} open now.`,
            );
          },
          async (problem) =>
            res.render("profiles/attendance", await page(req, { errors: errorsOf(problem, "ticked") })),
        );
      },
    },
  ];
}

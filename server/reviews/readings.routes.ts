import { z } from "zod";
import type { Request, Response } from "express";
import type { FieldError } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { answerMoreTime } from "./answer-more-time.ts";
import { nudgeModel, nudgeReaders, nudgesFor, sheetsInConflict, waitingFor } from "./nudge-readers.ts";
import { nudgePage, readingsPage } from "./readings.page.ts";

const COORDINATORS = { object: "assignments", roles: ["jgp"] } as const;
const Answer = z.object({
  answer: z.enum(["yes", "no"]),
  until: z.iso.date("Please choose a day."),
  words: z.string().trim().max(1000).default(""),
});
const Nudge = z.object({
  chosen: z
    .union([z.string(), z.array(z.string())], "Please choose at least one review.")
    .transform((ids) => [ids].flat()),
  note: z.string().trim().max(1000).default(""),
});

/** The coordinators' page of what waits on readers: requests for more time, and one mail to many who are late. */
export function readingsRoutes(deps: Deps): Route[] {
  const show = async (
    req: Request,
    res: Response,
    shown: { errors?: readonly FieldError[]; at?: string; chosen?: readonly string[]; note?: string } = {},
  ) => {
    const [reviews, inConflict] = await Promise.all([
      waitingFor(deps, actorOf(req)),
      sheetsInConflict(deps, actorOf(req)),
    ]);
    const cohorts = await Promise.all(
      [...new Set(reviews.map(({ cohortId }) => cohortId))].map((id) => deps.cohorts.get({ id })),
    );
    const names = new Map(cohorts.map(({ id, name }) => [id, name]));
    res.render(
      "reviews/readings",
      readingsPage(reviews, names, deps.clock.now(), deps.config.zone, { ...shown, inConflict }),
    );
  };
  return [
    { method: "get", path: "/readings", policy: COORDINATORS, handle: (req, res) => show(req, res) },
    {
      method: "post",
      path: "/readings/:id/more-time",
      policy: COORDINATORS,
      handle: (req, res) =>
        orShowAgain(
          async () => {
            const { answer, until, words } = readBody(req, Answer);
            const isGranted = answer === "yes";
            const review = await answerMoreTime(deps, actorOf(req), pathId(req), { isGranted, until, words });
            const said = isGranted ? "has more time" : "hears that the date stays";
            redirectWith(req, res, "/readings", `Reader ${review.reviewerCode} ${said}; a mail is on its way.`);
          },
          async (errors, status) => {
            res.status(status);
            const at = pathId(req);
            await show(req, res, { at, errors: errors.map((one) => ({ ...one, field: `until-${at}` })) });
          },
        ),
    },
    {
      method: "post",
      path: "/readings/nudge",
      policy: COORDINATORS,
      handle: (req, res) =>
        orShowAgain(
          async () => {
            const { chosen, note } = readBody(req, Nudge);
            const nudges = await nudgesFor(deps, actorOf(req), chosen);
            const [first] = nudges;
            if (!first) return redirectWith(req, res, "/readings", "None of these waits any more.", "info");
            const { baseUrl } = deps.config;
            const model = nudgeModel(first, first.reviewerCode, note, deps.clock.now(), baseUrl);
            const mail = deps.mailTemplates.render("review-nudge", { baseUrl, ...model });
            res.render("reviews/nudge", nudgePage(nudges, mail, note));
          },
          async (errors, status) => {
            res.status(status);
            const note = typeof req.body?.note === "string" ? req.body.note : "";
            await show(req, res, { errors: errors.map((one) => ({ ...one, field: "waiting" })), note });
          },
        ),
    },
    {
      method: "post",
      path: "/readings/nudges",
      policy: COORDINATORS,
      async handle(req, res) {
        const { chosen, note } = readBody(req, Nudge);
        const count = await nudgeReaders(deps, actorOf(req), chosen, note);
        redirectWith(
          req,
          res,
          "/readings",
          count === 1 ? "1 reader is written to." : `${count} readers are written to.`,
        );
      },
    },
  ];
}

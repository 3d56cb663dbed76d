import { z } from "zod";
import type { Request, Response } from "express";
import type { Deps } from "../deps.ts";
import {
  addEarlierSchool,
  applyToPool,
  changeSchool,
  declareStandingConflict,
  type Fields,
  GRADE_BANDS,
  removeEarlierSchool,
  REVIEWER_WORKFLOW,
  type ReviewerAction,
  setFields,
  setHours,
  stepReviewer,
  withdrawStandingConflict,
} from "../people/index.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { DEFAULT_SETTINGS, SAMPLE_SUBJECTS } from "../programs/index.ts";
import { endOfDay } from "../cohorts/index.ts";
import type { FieldError } from "../kernel/problem.ts";
import { applyPage, poolPage, reviewerPage } from "./pool.page.ts";

const SUBJECTS = SAMPLE_SUBJECTS.flatMap(({ names }) => names);
const ACTIONS = Object.keys(REVIEWER_WORKFLOW) as [ReviewerAction, ...ReviewerAction[]];
const Step = z.object({
  action: z.enum(ACTIONS),
  reason: z.string().trim().max(1000).default(""),
  until: z.union([z.literal("").transform(() => undefined), z.iso.date()]).optional(),
});
const Hours = z.object({
  hours: z.coerce
    .number()
    .min(0, "Please write a number from 0 to 100.")
    .max(100, "Please write a number from 0 to 100."),
});
const Conflict = z.object({
  kind: z.enum(["declared", "relative", "coach"]),
  email: z.email("Please write an address like name@school.example."),
});

const SchoolChoice = z.object({ schoolId: z.string().max(100).default("") });
const EarlierSchool = z.object({ earlierSchoolId: z.string().max(100).default("") });
const Withdrawal = z.object({
  email: z.email("Please write an address like name@school.example."),
  reason: z.string().trim().max(1000).default(""),
});

const APPLYING = {
  open: "signed-in",
  why: "any teacher may offer to read; it shows one's own application only",
} as const;

/** Subjects that we know, and `band:middle=1` for each band that is read. */
function fieldsOf(req: Request): Fields {
  const form = (req.body ?? {}) as Record<string, unknown>;
  const subjects = [form["subjects"] ?? []]
    .flat()
    .filter((name) => typeof name === "string" && SUBJECTS.includes(name)) as string[];
  const bands = GRADE_BANDS.flatMap((band) => {
    const said = form[`band:${band}`];
    const preference = typeof said === "string" ? ["0", "1", "2"].indexOf(said) : -1;
    return preference < 0 ? [] : [{ band, preference: preference as 0 | 1 | 2 }];
  });
  return { subjects, bands };
}

const ADMIN = { object: "reviewer-pool", roles: ["pprc-admin"] } as const;
const OWN = { object: "reviewer-pool", roles: ["reviewer"] } as const;

/** The pool of readers: managed by the union's administrator, read by the JGP and the JOC by code. */
export function poolRoutes(deps: Deps): Route[] {
  const loads = async () => {
    const load = new Map<string, number>();
    for (const { reviewerId } of await deps.seats.held())
      if (reviewerId) load.set(reviewerId, (load.get(reviewerId) ?? 0) + 1);
    return load;
  };
  const show = async (
    res: Response,
    id: string,
    role: "pprc-admin" | "reviewer",
    errors: readonly FieldError[] = [],
  ) => {
    const [reviewer, person, load, schools] = await Promise.all([
      deps.reviewers.get({ id }),
      deps.people.get({ id }),
      loads(),
      deps.schools.all(),
    ]);
    res.render("pool/reviewer", reviewerPage(reviewer, person, role, load.get(id) ?? 0, schools, errors));
  };
  const showApplying = async (req: Request, res: Response, errors: readonly FieldError[] = []) => {
    const found = await deps.reviewers.findOne({ id: actorOf(req).personId });
    const typed = errors.length > 0 ? fieldsOf(req) : null;
    const hours = errors.length > 0 && typeof req.body?.hours === "string" ? req.body.hours : "";
    res.render("pool/apply", applyPage(found, typed, hours, errors));
  };
  const step = async (req: Request, res: Response, id: string, back: string) => {
    const { action, reason, until } = readBody(req, Step);
    await orShowAgain(
      async () => {
        await stepReviewer(deps, actorOf(req), id, action, {
          reason,
          until: until ? endOfDay({ on: until, zone: deps.config.zone }) : null,
        });
        redirectWith(req, res, back, "Done. It is on record.");
      },
      async (errors, status) => {
        res.status(status);
        const marked = errors.map(({ message }) => ({ field: `reason-${action}`, message }));
        await show(res, id, actorOf(req).role === "reviewer" ? "reviewer" : "pprc-admin", marked);
      },
    );
  };
  return [
    {
      method: "get",
      path: "/reviewers",
      policy: { object: "reviewer-pool", roles: ["pprc-admin", "jgp", "joc"] },
      async handle(req, res) {
        const [reviewers, load] = await Promise.all([deps.reviewers.all(), loads()]);
        const isManager = actorOf(req).role === "pprc-admin";
        const people = isManager ? await deps.people.byIds(reviewers.map(({ id }) => id)) : [];
        const names = isManager ? new Map(people.map(({ id, name }) => [id, name])) : null;
        res.render("pool/pool", poolPage(reviewers, names, load));
      },
    },
    {
      method: "get",
      path: "/reviewers/application",
      policy: APPLYING,
      handle: (req, res) => showApplying(req, res),
    },
    {
      method: "post",
      path: "/reviewers/application",
      policy: APPLYING,
      handle: (req, res) =>
        orShowAgain(
          async () => {
            const { hours } = readBody(req, Hours);
            await applyToPool(deps, actorOf(req), fieldsOf(req), hours, DEFAULT_SETTINGS.hoursPerReview);
            redirectWith(
              req,
              res,
              "/reviewers/application",
              "Thank you. The union's administrator reads it and writes to you.",
            );
          },
          async (errors, status) => {
            res.status(status);
            await showApplying(req, res, errors);
          },
        ),
    },
    {
      method: "get",
      path: "/reviewers/mine",
      policy: OWN,
      handle: (req, res) => show(res, actorOf(req).personId, "reviewer"),
    },
    {
      method: "post",
      path: "/reviewers/mine/steps",
      policy: OWN,
      handle: (req, res) => step(req, res, actorOf(req).personId, "/reviewers/mine"),
    },
    {
      method: "post",
      path: "/reviewers/mine/hours",
      policy: OWN,
      async handle(req, res) {
        const { hours } = readBody(req, Hours);
        await setHours(deps, actorOf(req), actorOf(req).personId, hours, DEFAULT_SETTINGS.hoursPerReview);
        redirectWith(req, res, "/reviewers/mine", "Your hours are noted.");
      },
    },
    {
      method: "post",
      path: "/reviewers/mine/conflicts",
      policy: OWN,
      async handle(req, res) {
        const { kind, email } = readBody(req, Conflict);
        await declareStandingConflict(deps, actorOf(req), kind, email);
        redirectWith(req, res, "/reviewers/mine", "Noted. You will not be asked to read this person's work.");
      },
    },
    {
      method: "post",
      path: "/reviewers/mine/conflicts/withdrawal",
      policy: OWN,
      async handle(req, res) {
        const { email, reason } = readBody(req, Withdrawal);
        await withdrawStandingConflict(deps, actorOf(req), email, reason);
        redirectWith(req, res, "/reviewers/mine", "Noted. If it was on record, it is taken back.");
      },
    },
    {
      method: "post",
      path: "/reviewers/mine/school",
      policy: OWN,
      async handle(req, res) {
        await changeSchool(deps, actorOf(req), actorOf(req).personId, readBody(req, SchoolChoice).schoolId);
        redirectWith(req, res, "/reviewers/mine", "Your school is noted.");
      },
    },
    {
      method: "post",
      path: "/reviewers/mine/earlier-schools",
      policy: OWN,
      async handle(req, res) {
        const { earlierSchoolId } = readBody(req, EarlierSchool);
        await addEarlierSchool(deps, actorOf(req), actorOf(req).personId, earlierSchoolId);
        redirectWith(req, res, "/reviewers/mine", "Noted. You will not be asked to read anybody from there.");
      },
    },
    {
      method: "post",
      path: "/reviewers/:id/earlier-schools",
      policy: ADMIN,
      async handle(req, res) {
        const { id } = await deps.reviewers.get({ id: pathId(req) });
        await addEarlierSchool(deps, actorOf(req), id, readBody(req, EarlierSchool).earlierSchoolId);
        redirectWith(req, res, `/reviewers/${id}`, "The school is noted.");
      },
    },
    {
      method: "post",
      path: "/reviewers/:id/earlier-schools/removal",
      policy: ADMIN,
      async handle(req, res) {
        const { id } = await deps.reviewers.get({ id: pathId(req) });
        await removeEarlierSchool(deps, actorOf(req), id, readBody(req, EarlierSchool).earlierSchoolId);
        redirectWith(
          req,
          res,
          `/reviewers/${id}`,
          "Removed. Teachers from there may be matched with this reader again.",
        );
      },
    },
    {
      method: "post",
      path: "/reviewers/:id/school",
      policy: ADMIN,
      async handle(req, res) {
        const { id } = await deps.reviewers.get({ id: pathId(req) });
        await changeSchool(deps, actorOf(req), id, readBody(req, SchoolChoice).schoolId);
        redirectWith(req, res, `/reviewers/${id}`, "The school is noted.");
      },
    },
    {
      method: "get",
      path: "/reviewers/:id",
      policy: ADMIN,
      handle: (req, res) => show(res, pathId(req), "pprc-admin"),
    },
    {
      method: "post",
      path: "/reviewers/:id/steps",
      policy: ADMIN,
      handle: (req, res) => step(req, res, pathId(req), `/reviewers/${pathId(req)}`),
    },
    {
      method: "post",
      path: "/reviewers/:id/fields",
      policy: ADMIN,
      handle: (req, res) =>
        orShowAgain(
          async () => {
            await setFields(deps, actorOf(req), pathId(req), fieldsOf(req));
            const text = "Saved. What no longer fits goes to the next reader; open places may fill with this one.";
            redirectWith(req, res, `/reviewers/${pathId(req)}`, text);
          },
          async (errors, status) => {
            res.status(status);
            await show(res, pathId(req), "pprc-admin", errors);
          },
        ),
    },
    {
      method: "post",
      path: "/reviewers/:id/hours",
      policy: ADMIN,
      async handle(req, res) {
        const { hours } = readBody(req, Hours);
        await setHours(deps, actorOf(req), pathId(req), hours, DEFAULT_SETTINGS.hoursPerReview);
        redirectWith(req, res, `/reviewers/${pathId(req)}`, "The hours are noted.");
      },
    },
  ];
}

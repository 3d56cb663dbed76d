import type { Role } from "../kernel/actor.ts";
import { notFound, Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { actorOf, errorsOf, pathId, readBody, redirectWith, type Route, tryForm } from "../platform/request.ts";
import type { Application } from "./application-record.rules.ts";
import { consentPackPage, consentPage, KIND_WORDS } from "./consent.page.ts";
import { boardAfterForm, newLines } from "./consent-form.rules.ts";
import { type ConsentBoard, CONSENT_KINDS } from "./consent.rules.ts";
import { NobodyForm, SeenForm, StudentsForm, WithdrawConsentForm } from "./form-shapes.ts";
import { takeBackConsent } from "./withdraw-consent.ts";
import { sayNobodyRecorded, writeConsent } from "./write-profile.ts";

const OWN = { object: "consent", roles: ["applicant"] } as const;
const BOTH = { object: "consent", roles: ["applicant", "jgp"] } as const;

/** All that waits for a form is granted: for the day on which the last envelope came in. */
function grantWaiting(board: ConsentBoard): ConsentBoard {
  const granted = (entry: ConsentBoard[number]["video"]) =>
    entry.isRecorded && entry.answer === "missing" && entry.attested === null
      ? { ...entry, answer: "granted" as const }
      : entry;
  return board.map((line) => ({
    ...line,
    video: granted(line.video),
    audio: granted(line.audio),
    work: granted(line.work),
  }));
}

/** The consent board: kept by the applicant; a withdrawal may be recorded by a coordinator too. */
export function consentRoutes(deps: Deps): Route[] {
  const { applications } = deps;
  const again =
    (id: string, field: string, list = "") =>
    async (req: Parameters<Route["handle"]>[0], res: Parameters<Route["handle"]>[1], problem: Problem) => {
      const application = await applications.visibleTo(actorOf(req)).get(id);
      res.render("profiles/consent", consentPage(application, { errors: errorsOf(problem, field), list }));
    };
  return [
    {
      method: "get",
      path: "/profiles/:id/consent",
      policy: OWN,
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        res.render("profiles/consent", consentPage(application));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/consent",
      policy: OWN,
      async handle(req, res) {
        const id = pathId(req);
        const body = (req.body ?? {}) as Record<string, unknown>;
        await tryForm(
          req,
          res,
          async () => {
            const { seen } = readBody(req, SeenForm);
            const all = body["all"] === "granted" ? grantWaiting : (board: ConsentBoard) => board;
            const change = (board: ConsentBoard) => all(boardAfterForm(board, body));
            await writeConsent(deps, actorOf(req), id, { change, seen });
            redirectWith(req, res, `/profiles/${id}/consent`, "The board is saved.");
          },
          (problem) => again(id, "board-form")(req, res, problem),
        );
      },
    },
    {
      method: "post",
      path: "/profiles/:id/consent/students",
      policy: OWN,
      async handle(req, res) {
        const id = pathId(req);
        const list = typeof req.body?.list === "string" ? req.body.list : "";
        await tryForm(
          req,
          res,
          async () => {
            const form = readBody(req, StudentsForm);
            refuseIfAny(form.kinds.length > 0 ? [] : [{ field: "kinds", message: "Please choose at least one." }]);
            const change = (board: ConsentBoard) => [...board, ...newLines(board, form.list, form.kinds, deps.newId)];
            await writeConsent(deps, actorOf(req), id, { change, seen: null });
            redirectWith(req, res, `/profiles/${id}/consent`, "They are on the board.");
          },
          (problem) => again(id, "list", list)(req, res, problem),
        );
      },
    },
    {
      method: "post",
      path: "/profiles/:id/consent/students/:studentId/removal",
      policy: OWN,
      async handle(req, res) {
        const [id, studentId] = [pathId(req), pathId(req, "studentId")];
        const change = (board: ConsentBoard) => board.filter((line) => line.studentId !== studentId);
        await writeConsent(deps, actorOf(req), id, { change, seen: null });
        redirectWith(req, res, `/profiles/${id}/consent`, "Removed from the board.");
      },
    },
    {
      method: "post",
      path: "/profiles/:id/consent/nobody",
      policy: OWN,
      async handle(req, res) {
        const id = pathId(req);
        await tryForm(
          req,
          res,
          async () => {
            await sayNobodyRecorded(deps, actorOf(req), id, readBody(req, NobodyForm).nobody);
            redirectWith(req, res, `/profiles/${id}/consent`, "Saved.");
          },
          (problem) => again(id, "nobody")(req, res, problem),
        );
      },
    },
    {
      method: "get",
      path: "/profiles/:id/consent/pack",
      policy: OWN,
      async handle(req, res) {
        const actor = actorOf(req);
        const application = await applications.visibleTo(actor).get(pathId(req));
        const { name } = await deps.people.get({ id: actor.personId });
        const schoolId = application.declaration?.schoolId ?? actor.schoolId;
        const school = schoolId === null ? null : await deps.schools.findOne({ id: schoolId });
        const cohort = await deps.cohorts.get({ id: application.cohortId });
        const { settings } = await deps.programs.get({ id: cohort.programVersionId });
        const keptDays = settings.mediaKeptDaysAfterClose;
        res.render("profiles/consent-pack", consentPackPage(application, { teacher: name, school, cohort, keptDays }));
      },
    },
    {
      method: "get",
      path: "/profiles/:id/consent/students/:studentId/withdrawal",
      policy: BOTH,
      async handle(req, res) {
        const application = await applications.visibleTo(actorOf(req)).get(pathId(req));
        const line = application.board.find(({ studentId }) => studentId === pathId(req, "studentId"));
        if (!line) throw notFound();
        res.render("profiles/consent-withdrawal", withdrawalModel(application, actorOf(req).role, line));
      },
    },
    {
      method: "post",
      path: "/profiles/:id/consent/students/:studentId/withdrawal",
      policy: BOTH,
      async handle(req, res) {
        const actor = actorOf(req);
        const [id, studentId] = [pathId(req), pathId(req, "studentId")];
        await tryForm(
          req,
          res,
          async () => {
            const { kinds } = readBody(req, WithdrawConsentForm);
            refuseIfAny(kinds.length > 0 ? [] : [{ field: "kinds", message: "Please choose at least one." }]);
            for (const kind of kinds) await takeBackConsent(deps, actor, id, { studentId, kind });
            const to = actor.role === "jgp" ? `/profiles/${id}` : `/profiles/${id}/consent`;
            redirectWith(req, res, to, "Recorded. What it covered is shown to nobody from now on.");
          },
          async (problem) => {
            const application = await applications.visibleTo(actor).get(id);
            const line = application.board.find((one) => one.studentId === studentId);
            if (!line) throw notFound();
            const errors = errorsOf(problem, "kinds");
            res.render("profiles/consent-withdrawal", withdrawalModel(application, actor.role, line, errors));
          },
        );
      },
    },
  ];
}

/** The applicant comes from their board; a coordinator from the case, and has no board of their own to go back to. */
function withdrawalModel(
  { id, code }: Pick<Application, "id" | "code">,
  role: Role,
  line: ConsentBoard[number],
  errors: readonly { field: string; message: string }[] = [],
) {
  const recorded = CONSENT_KINDS.filter((kind) => line[kind].isRecorded && line[kind].answer !== "withdrawn");
  return {
    title: "A family withdrew consent",
    breadcrumbs:
      role === "applicant"
        ? [{ text: "Student consent", href: `/profiles/${id}/consent` }]
        : [
            { text: "Cases", href: "/profiles" },
            { text: code, href: `/profiles/${id}` },
          ],
    isNarrow: true,
    errors: [...errors],
    question: `Record that consent for ${line.label} was withdrawn?`,
    consequences: [
      "What it covered is shown to nobody from this moment on.",
      "A Profile that was handed in goes on hold until the evidence is replaced, or the student cannot be recognized in it.",
      "The applicant and the coordinators are told; no name is in that message.",
    ],
    action: `/profiles/${id}/consent/students/${line.studentId}/withdrawal`,
    backHref: role === "applicant" ? `/profiles/${id}/consent` : `/profiles/${id}`,
    kinds: recorded.map((kind) => ({ value: kind, text: KIND_WORDS[kind] })),
    values: recorded.length === 1 ? recorded : [],
  };
}

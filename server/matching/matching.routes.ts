import type { Request, Response } from "express";
import { z } from "zod";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { SAMPLE_SUBJECTS } from "../programs/index.ts";
import { actorOf, pathId, readBody, readQuery, redirectWith, type Route, wantsJson } from "../platform/request.ts";
import { BANDS, FALLBACK_STEPS } from "./candidates.rules.ts";
import { beginMatching, intakeOf } from "./begin-matching.ts";
import { editBoard, tryChange, undoEdit, unlockNames } from "./edit-board.ts";
import type { Change } from "./match-board.rules.ts";
import { type BoardFacts, codesOf, comparisonPage, matchBoardPage, matchProfilePage } from "./match-board.page.ts";
import { boardFor, cancelRun, proposeMatch } from "./propose-match.ts";
import { publishMatch } from "./publish-match.ts";

const JGP = { object: "matching", roles: ["jgp"] } as const;
const Reason = z.string().trim().max(1000).default("");
const Decision = z.union([
  z.object({
    kind: z.enum(["lock", "unlock", "forbid", "allow"]),
    profileId: z.string().max(80),
    reviewerId: z.string().max(80),
    reason: Reason,
  }),
  z.object({
    kind: z.literal("swap"),
    profileId: z.string().max(80),
    reviewerId: z.string().max(80),
    otherId: z.string().max(80),
    reason: Reason,
  }),
  z.object({
    kind: z.enum(["fall-back", "take-fallback-back"]),
    subject: z.string().max(80),
    band: z.enum(BANDS),
    step: z.enum(FALLBACK_STEPS),
    reason: Reason,
  }),
]);
const Publication = z.object({ runId: z.string().max(80), confirmation: z.literal("PUBLISH", "Please type PUBLISH.") });
const WhatIf = z.object({
  subject: z.string().max(80),
  band: z.enum(BANDS),
  count: z.coerce.number().int().min(1).max(50),
});
const Comparison = z.object({ a: z.string().max(80), b: z.string().max(80) });

/** The coordinator's board: propose, look, adjust, publish. Codes only; two key holders unlock names. */
export function matchingRoutes(deps: Deps): Route[] {
  const facts = async (req: Request, runId?: string): Promise<BoardFacts> => {
    const actor = actorOf(req);
    const { cohort, board } = await boardFor(deps, actor, pathId(req, "cohortId"));
    const [runs, seats] = await Promise.all([deps.matchRuns.ofCohort(cohort.id), deps.seats.ofCohort(cohort.id)]);
    const run =
      runs.find(({ id }) => id === (runId ?? board.runId)) ?? (runId === undefined ? (runs[0] ?? null) : null);
    if (runId !== undefined && !run) throw notFound();
    return {
      cohort,
      board,
      runs,
      run,
      seats,
      now: deps.clock.now(),
      zone: cohort.calendar.zone,
      isKeyHolder: actor.isKeyHolder,
    };
  };
  const here = (req: Request) => `/matching/${pathId(req, "cohortId")}`;
  const showBoard = async (req: Request, res: Response, runId?: string) => {
    res.render("matching/board", {
      ...matchBoardPage(await facts(req, runId)),
      scripts: ["watch-run.js"],
      names: null,
      whatIf: null,
      subjects: SUBJECTS,
      bands: BAND_OPTIONS,
    });
  };
  return [
    {
      method: "get",
      path: "/matching",
      policy: JGP,
      async handle(_req, res) {
        const cohorts = await deps.cohorts.all();
        res.render("matching/cohorts", {
          title: "Matching",
          rows: cohorts.map(({ id, name, code, state }) => ({
            href: `/matching/${id}`,
            code,
            text: name,
            state: state.replaceAll("-", " "),
          })),
        });
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId",
      policy: JGP,
      async handle(req, res) {
        const actor = actorOf(req);
        const { cohort } = await boardFor(deps, actor, pathId(req, "cohortId"));
        if (cohort.state !== "intake") return showBoard(req, res);
        const { waiting, accepted } = await intakeOf(deps, actor, cohort.id);
        res.render("matching/intake", { title: cohort.name, action: `${here(req)}/beginning`, waiting, accepted });
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/beginning",
      policy: JGP,
      async handle(req, res) {
        await beginMatching(deps, actorOf(req), pathId(req, "cohortId"));
        redirectWith(req, res, here(req), "Intake is closed. The accepted Profiles can be matched now.");
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/runs",
      policy: JGP,
      async handle(req, res) {
        const run = await proposeMatch(deps, actorOf(req), pathId(req, "cohortId"));
        res.redirect(303, `${here(req)}/runs/${run.id}`);
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId/runs/:runId",
      policy: JGP,
      async handle(req, res) {
        if (!wantsJson(req)) return showBoard(req, res, pathId(req, "runId"));
        const { run } = await facts(req, pathId(req, "runId"));
        res.json({ state: run?.state, progressPct: run?.progressPct, progressText: run?.progressText });
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/runs/:runId/cancellation",
      policy: JGP,
      async handle(req, res) {
        await cancelRun(deps, actorOf(req), pathId(req, "runId"));
        redirectWith(req, res, here(req), "The run was cancelled. Nothing was changed.");
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId/publication",
      policy: JGP,
      async handle(req, res) {
        const { run, cohort } = await facts(req);
        if (!run?.answer) throw new Problem("wrong-state", "There is no proposal to publish yet.");
        res.render(
          "shared/confirm",
          confirmPublication(
            here(req),
            cohort.name,
            run.id,
            run.number,
            run.answer.objective.placed,
            run.answer.objective.shortCount,
          ),
        );
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/publication",
      policy: JGP,
      async handle(req, res) {
        const { runId } = readBody(req, Publication);
        await publishMatch(deps, actorOf(req), pathId(req, "cohortId"), runId);
        redirectWith(req, res, here(req), "Published. Every reader is being told.");
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId/profiles/:profileId",
      policy: JGP,
      async handle(req, res) {
        const page = matchProfilePage({ ...(await facts(req)), profileId: pathId(req, "profileId") });
        if (!page) throw notFound();
        res.render("matching/profile", { ...page, zone: deps.config.zone });
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/decisions",
      policy: JGP,
      async handle(req, res) {
        const decision = readBody(req, Decision);
        await editBoard(deps, actorOf(req), pathId(req, "cohortId"), changesOf(decision), wordsOf(decision.kind));
        redirectWith(
          req,
          res,
          here(req),
          `${wordsOf(decision.kind)}. Ask for a new run to see what follows; you can undo this for thirty seconds.`,
        );
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/undo",
      policy: JGP,
      async handle(req, res) {
        await undoEdit(deps, actorOf(req), pathId(req, "cohortId"));
        redirectWith(req, res, here(req), "Undone.");
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/what-if",
      policy: JGP,
      async handle(req, res) {
        const { subject, band, count } = readBody(req, WhatIf);
        const tried = await tryChange(deps, actorOf(req), pathId(req, "cohortId"), {
          kind: "recruit",
          subject,
          band,
          count,
          reviewsEach: 9,
        });
        res.render("matching/board", {
          ...matchBoardPage(await facts(req)),
          scripts: ["watch-run.js"],
          names: null,
          subjects: SUBJECTS,
          bands: BAND_OPTIONS,
          whatIf: `With ${count} more for ${subject}, ${band}, ${tried.gain} of the ${tried.missing} missing reviews could be placed. Nothing was changed.`,
        });
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/names",
      policy: JGP,
      async handle(req, res) {
        const names = await unlockNames(
          deps,
          actorOf(req),
          pathId(req, "cohortId"),
          readBody(req, z.object({ reason: Reason })).reason,
        );
        res.render("matching/names", {
          title: "Names of readers",
          breadcrumbs: [{ text: "Matching", href: here(req) }],
          rows: names,
        });
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId/comparison",
      policy: JGP,
      async handle(req, res) {
        const { a, b } = readQuery(req, Comparison);
        const { cohort, runs } = await facts(req);
        const [first, second] = [a, b].map((id) => runs.find((run) => run.id === id));
        if (!first || !second) throw notFound();
        res.render("matching/comparison", comparisonPage(cohort, first, second));
      },
    },
    {
      method: "get",
      path: "/matching/:cohortId/assignments.csv",
      policy: JGP,
      async handle(req, res) {
        const { run, seats, cohort } = await facts(req);
        res.attachment(`assignments-${cohort.code}.csv`).type("text/csv").send(csv(run, seats));
      },
    },
  ];
}

function changesOf(decision: z.infer<typeof Decision>): Change[] {
  if (decision.kind !== "swap") return [decision as Change];
  const { profileId, reviewerId, otherId, reason } = decision;
  return [
    { kind: "forbid", profileId, reviewerId, reason },
    { kind: "lock", profileId, reviewerId: otherId, reason },
  ];
}

function wordsOf(kind: z.infer<typeof Decision>["kind"]): string {
  const words = {
    lock: "Locked",
    unlock: "Lock taken back",
    forbid: "Forbidden",
    allow: "Allowed again",
    swap: "Swapped",
    "fall-back": "Fallback allowed",
    "take-fallback-back": "Fallback taken back",
  };
  return words[kind];
}

function confirmPublication(
  here: string,
  cohortName: string,
  runId: string,
  number: number,
  placed: number,
  waiting: number,
) {
  return {
    title: "Publish the matching?",
    isNarrow: true,
    isGrave: true,
    question: `Run ${number} becomes the matching of ${cohortName}, once.`,
    consequences: [
      `${placed} reviews are offered, and every reader is told`,
      waiting === 0
        ? "Every Profile has its three readers"
        : `${waiting} Profiles begin with places open, which fill by themselves when somebody comes`,
      "Afterwards changes go seat by seat",
    ],
    action: `${here}/publication`,
    hidden: [{ name: "runId", value: runId }],
    reasonLabel: null,
    confirmWord: "PUBLISH",
    errors: [],
    actionText: "Publish and tell every reader",
    cancelHref: here,
  };
}

/** Codes only, one line a seat; a cell that a spreadsheet could take for a formula is quoted with an apostrophe. */
function csv(run: BoardFacts["run"], seats: BoardFacts["seats"]): string {
  const codes = run ? codesOf(run.input) : null;
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const rows =
    seats.length > 0
      ? seats.map(({ profileId, place, reviewerId, state }) => [
          codes?.profile(profileId) ?? profileId,
          String(place),
          reviewerId ? (codes?.reviewer(reviewerId) ?? "") : "",
          state,
        ])
      : (run?.answer?.profiles ?? []).flatMap(({ profileId, readers }) =>
          readers.map(({ reviewerId }, i) => [
            codes?.profile(profileId) ?? profileId,
            String(i + 1),
            codes?.reviewer(reviewerId) ?? "",
            "proposed",
          ]),
        );
  return [["profile", "place", "reader", "state"], ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

const SUBJECTS = SAMPLE_SUBJECTS.flatMap(({ names }) => names.map((name) => ({ value: name, text: name })));
const BAND_OPTIONS = BANDS.map((band) => ({ value: band, text: band }));

import type { Request, Response } from "express";
import { z } from "zod";
import { csvOf } from "../kernel/csv.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { SAMPLE_SUBJECTS } from "../programs/index.ts";
import { actorOf, pathId, readBody, readQuery, redirectWith, type Route, wantsJson } from "../platform/request.ts";
import { BANDS, FALLBACK_STEPS, type MatchingInput } from "./candidates.rules.ts";
import { conflictedProfiles } from "./conflicted-profiles.ts";
import { beginMatching, intakeOf } from "./begin-matching.ts";
import { bench } from "./bench.rules.ts";
import { editBoard, shortagesNow, type Trial, type Tried, tryChange, undoEdit, unlockNames } from "./edit-board.ts";
import { reviewsIn, type ShortageAnswer } from "./match-answer.rules.ts";
import type { Change, MatchBoard } from "./match-board.rules.ts";
import type { MatchRun } from "./match-run.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { cover } from "./coverage.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import { onlyProfiles } from "./only-profiles.rules.ts";
import { shortageAnswers } from "./shortage-answer.rules.ts";
import { withVideo } from "./video-minutes.ts";
import { askedFor } from "./seat.rules.ts";
import { correctDeclaration } from "../profiles/index.ts";
import { comparisonPage, matchProfilePage } from "./match-profile.page.ts";
import { type BoardFacts, codesOf, matchBoardPage, triedModel } from "./match-board.page.ts";
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
    otherId: z.string().min(1, "Please choose who takes the place.").max(80),
    reason: Reason,
  }),
  z.object({
    kind: z.enum(["raise-cap", "take-cap-back"]),
    reviewerIds: z
      .string()
      .max(8000)
      .transform((ids) => ids.split(",").filter((id) => id !== "")),
    to: z.coerce.number().int().min(0).max(50),
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
const Cell = { subject: z.string().max(80), band: z.enum(BANDS) };
const Count = z.coerce.number().int().min(1).max(50);
const USUAL_REVIEWS = 9;
const WhatIf = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("recruit"), ...Cell, count: Count, reviewsEach: Count.default(USUAL_REVIEWS) }),
  z.object({ kind: z.literal("raise-cell"), ...Cell, count: Count }),
  z.object({ kind: z.literal("raise-cap"), reviewerIds: z.string().max(8000), to: Count }),
  z.object({ kind: z.literal("fallback"), ...Cell, step: z.enum(FALLBACK_STEPS) }),
  ...FALLBACK_STEPS.map((step) => z.object({ kind: z.literal(step), ...Cell })),
]);
const Correction = z.object({ ...Cell, reason: Reason });
const Comparison = z.object({ a: z.string().max(80), b: z.string().max(80) });

/** The coordinator's board: propose, look, adjust, publish. Codes only; two key holders unlock names. */
export function matchingRoutes(deps: Deps): Route[] {
  const facts = async (req: Request, runId?: string): Promise<BoardFacts> => {
    const actor = actorOf(req);
    const { cohort, board } = await boardFor(deps, actor, pathId(req, "cohortId"));
    const [allRuns, allSeats, { settings }, hidden] = await Promise.all([
      deps.matchRuns.ofCohort(cohort.id),
      deps.seats.ofCohort(cohort.id),
      deps.programs.get({ id: cohort.programVersionId }),
      conflictedProfiles(deps, actor.personId, cohort.id),
    ]);
    const seats = allSeats.filter(({ profileId }) => !hidden.has(profileId));
    const runs = allRuns.map((each) => withoutProfiles(each, hidden));
    const run =
      runs.find(({ id }) => id === (runId ?? board.runId)) ?? (runId === undefined ? (runs[0] ?? null) : null);
    if (runId !== undefined && !run) throw notFound();
    return {
      cohort,
      board: { ...board, ...decisionsWithout(board, hidden) },
      runs,
      run,
      seats,
      now: deps.clock.now(),
      zone: cohort.calendar.zone,
      isKeyHolder: actor.isKeyHolder,
      hoursPerReview: settings.hoursPerReview,
      today: board.state === "published" ? await factsOfToday(deps, board, hidden) : null,
    };
  };
  const here = (req: Request) => `/matching/${pathId(req, "cohortId")}`;
  const showBoard = async (req: Request, res: Response, runId?: string, tried: Tried | null = null) => {
    const known = await facts(req, runId);
    const isWaiting = known.seats.some(({ state }) => state === "open");
    const now = isWaiting ? await shortagesNow(deps, actorOf(req), known.cohort.id) : [];
    const shortages = known.board.state === "published" ? now : null;
    res.render("matching/board", {
      ...matchBoardPage({ ...known, shortages }),
      scripts: ["watch-run.js"],
      whatIf: tried && triedModel(tried, known),
      trials: TRIALS,
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
            reviewsIn(run.answer),
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
        const known = await facts(req);
        const profileId = pathId(req, "profileId");
        const benchNow = benchOf(known, profileId);
        const page = matchProfilePage({ ...known, profileId, benchNow });
        if (!page) throw notFound();
        res.render("matching/profile", {
          ...page,
          zone: deps.config.zone,
          subjects: SUBJECTS,
          bands: BAND_OPTIONS,
        });
      },
    },
    {
      method: "post",
      path: "/matching/:cohortId/profiles/:profileId/declaration",
      policy: JGP,
      async handle(req, res) {
        const actor = actorOf(req);
        await boardFor(deps, actor, pathId(req, "cohortId"));
        await correctDeclaration(deps, actor, pathId(req, "profileId"), readBody(req, Correction));
        const text = "Corrected. Readers whom it no longer fits are replaced.";
        redirectWith(req, res, `${here(req)}/profiles/${pathId(req, "profileId")}`, text);
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
        const trial = trialOf(readBody(req, WhatIf));
        const tried = await tryChange(deps, actorOf(req), pathId(req, "cohortId"), trial);
        await showBoard(req, res, undefined, tried);
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
        const known = await facts(req);
        res.attachment(`assignments-${known.cohort.code}.csv`).type("text/csv").send(csv(known));
      },
    },
  ];
}

/** Who would be asked next for this Profile, as things stand. */
function benchOf({ today, seats }: BoardFacts, profileId: string) {
  const own = seats.filter((seat) => seat.profileId === profileId);
  return today && bench(today, profileId, askedFor(own));
}

async function factsOfToday(deps: Deps, board: MatchBoard, hidden: ReadonlySet<string>) {
  const input = await withVideo(deps, await matchingInput(deps, board.id, board));
  return { ...input, profiles: input.profiles.filter(({ id }) => !hidden.has(id)) };
}

/** Cases that do not exist for a coordinator who declared a conflict with them. */
function withoutProfiles(run: MatchRun, hidden: ReadonlySet<string>): MatchRun {
  const { answer } = run;
  if (hidden.size === 0 || answer === null) return run;
  const isSeen = ({ profileId }: { profileId: string }) => !hidden.has(profileId);
  return {
    ...run,
    answer: {
      ...answer,
      profiles: answer.profiles.filter(isSeen),
      refusedLocks: answer.refusedLocks.filter(isSeen),
      incomplete: answer.incomplete.filter(({ id }) => !hidden.has(id)),
      shortages: shortagesWithout(run.input, answer.shortages, hidden),
    },
  };
}

/** What is short among the others: the words of a part that holds a hidden case would count it. */
function shortagesWithout(input: MatchingInput, shortages: ShortageAnswer[], hidden: ReadonlySet<string>) {
  if (!shortages.some(({ profileIds }) => profileIds.some((id) => hidden.has(id)))) return shortages;
  const ids = input.profiles.map(({ id }) => id);
  const others = onlyProfiles(
    input,
    ids.filter((id) => !hidden.has(id)),
  );
  const eligibility = findEligible(others);
  return shortageAnswers(others, eligibility, cover(eligibility.instance)).shortages;
}

function decisionsWithout({ locks, forbids }: MatchBoard, hidden: ReadonlySet<string>) {
  const isSeen = ({ profileId }: { profileId: string }) => !hidden.has(profileId);
  return { locks: locks.filter(isSeen), forbids: forbids.filter(isSeen) };
}

/** The form's choice as something to try. */
function trialOf(asked: z.infer<typeof WhatIf>): Trial {
  if (asked.kind === "recruit" || asked.kind === "fallback") return asked;
  if (asked.kind === "raise-cap") return { ...asked, reviewerIds: asked.reviewerIds.split(",") };
  const { subject, band } = asked;
  return asked.kind === "raise-cell"
    ? { kind: "raise-cell", subject, band, to: asked.count }
    : { kind: "fallback", subject, band, step: asked.kind };
}

function changesOf(decision: z.infer<typeof Decision>): Change[] {
  if ("reviewerIds" in decision) {
    const { kind, reviewerIds, to, reason } = decision;
    return reviewerIds.map((reviewerId) => ({ kind, reviewerId, to, reason }));
  }
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
    "raise-cap": "Cap raised",
    "take-cap-back": "Raised cap taken back",
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

/** Codes only, one line a seat. */
function csv({ run, seats, today }: BoardFacts): string {
  const codes = run ? codesOf(run.input, today) : null;
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
  return csvOf([["profile", "place", "reader", "state"], ...rows]);
}

const SUBJECTS = SAMPLE_SUBJECTS.flatMap(({ names }) => names.map((name) => ({ value: name, text: name })));
const TRIALS = [
  { value: "recruit", text: "Recruit this many more readers" },
  { value: "raise-cell", text: "Raise the cap of all its readers to this many reviews" },
  { value: "adjacent-band", text: "Allow readers of the neighbouring bands" },
  { value: "any-band", text: "Allow readers of any band" },
  { value: "subject-group", text: "Allow readers of subjects like it" },
];
const BAND_OPTIONS = BANDS.map((band) => ({ value: band, text: band }));

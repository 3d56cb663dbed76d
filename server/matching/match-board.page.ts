import type { Cohort } from "../cohorts/index.ts";
import { barChart } from "../platform/page-parts.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import type { MatchAnswer, ProfileAnswer } from "./match-answer.rules.ts";
import { type MatchBoard, undoable } from "./match-board.rules.ts";
import type { MatchRun } from "./match-run.rules.ts";
import type { Seat } from "./seat.rules.ts";

const RUN_WORDS: Record<MatchRun["state"], { text: string; tone: string }> = {
  queued: { text: "waiting for its turn", tone: "waiting" },
  running: { text: "running", tone: "waiting" },
  proposed: { text: "proposed", tone: "good" },
  published: { text: "published", tone: "good" },
  failed: { text: "failed", tone: "bad" },
  cancelled: { text: "cancelled", tone: "" },
};

const SEAT_WORDS: Record<Seat["state"], { text: string; tone: string }> = {
  open: { text: "open", tone: "attention" },
  offered: { text: "offered", tone: "waiting" },
  accepted: { text: "accepted", tone: "waiting" },
  done: { text: "submitted", tone: "good" },
  ended: { text: "ended", tone: "" },
};

export type BoardFacts = {
  cohort: Cohort;
  board: MatchBoard;
  runs: readonly MatchRun[];
  run: MatchRun | null;
  seats: readonly Seat[];
  now: Date;
  zone: string;
  isKeyHolder: boolean;
};

/** The board: propose, look, adjust, publish. People appear by code only. */
export function matchBoardPage({ cohort, board, runs, run, seats, now, zone, isKeyHolder }: BoardFacts) {
  const answer = run?.answer ?? null;
  const last = undoable(board, now);
  const isPublished = board.state === "published";
  return {
    title: `Matching of ${cohort.name}`,
    cohortId: cohort.id,
    zone,
    isPublished,
    isOpen: cohort.state === "matching" && !isPublished,
    publishedAt: board.publishedAt,
    isKeyHolder,
    undo: last
      ? { words: last.words, secondsLeft: Math.max(0, Math.ceil((last.at.getTime() + 30_000 - now.getTime()) / 1000)) }
      : null,
    run: run && runModel(run),
    runs: runs.map((each) => ({ ...runModel(each), isCurrent: each.id === run?.id })),
    answer: answer && run && answerModel(answer, run.input, board),
    decisions: decisionRows(board, run),
    seats: isPublished ? seatModel(seats, run) : null,
    readiness: answer ? answer.incomplete.map(({ code, missing }) => ({ code, missing: missing.join(", ") })) : [],
  };
}

function runModel(run: MatchRun) {
  return {
    id: run.id,
    number: run.number,
    askedAt: run.askedAt,
    ...RUN_WORDS[run.state],
    isWorking: run.state === "queued" || run.state === "running",
    canPublish: run.state === "proposed",
    progressPct: run.progressPct,
    progressText: run.progressText,
    failure: run.failure,
    summary: run.answer
      ? `${run.answer.objective.placed} reviews placed, ${run.answer.objective.shortCount} Profiles waiting`
      : null,
    inputHash: run.inputHash.slice(0, 12),
  };
}

function answerModel(answer: MatchAnswer, input: MatchingInput, board: MatchBoard) {
  const codes = codesOf(input);
  const needed = input.profiles.length * input.settings.reviewsEach;
  const load = loads(answer);
  return {
    tiles: [
      { figure: `${answer.objective.placed}`, label: `of ${needed} reviews placed` },
      {
        figure: `${answer.objective.shortCount}`,
        label: "Profiles still waiting",
        ...(answer.objective.shortCount > 0 && { tone: "attention" }),
      },
      { figure: `${answer.objective.worstPair}`, label: "cost of the worst pair", note: "0 is a first choice" },
      { figure: `${answer.tookMs} ms`, label: "to compute" },
    ],
    proof: answer.proof,
    isProven: answer.isProven,
    shortages: answer.shortages.map(({ sentence, missing, profileIds, remedies }) => ({
      sentence,
      missing,
      profiles: profileIds.map((id) => codes.profile(id)).join(", "),
      remedies: remedies.map(({ words, gain, change }) => ({ words, gain, fallback: fallbackOf(change) })),
    })),
    refusedLocks: answer.refusedLocks.map(({ profileId, reviewerId, why }) => ({
      text: `${codes.profile(profileId)} with ${codes.reviewer(reviewerId)}: ${why}`,
    })),
    rows: answer.profiles.map((profile) => profileRow(profile, input, board)),
    chart: barChart(
      "Reviews a reader would hold, of what they can",
      input.reviewers
        .filter(({ state }) => state === "active")
        .map(({ id, code, capacity }) => ({
          label: code,
          value: load.get(id) ?? 0,
          valueText: `${load.get(id) ?? 0} of ${capacity ?? 0}`,
          tone: (load.get(id) ?? 0) >= (capacity ?? 0) ? ("attention" as const) : ("plain" as const),
        })),
      { note: "Coloured bars are full." },
    ),
  };
}

/** A fallback that a coordinator may take with one press and a reason; other remedies need people. */
function fallbackOf(change: unknown): { subject: string; band: string; step: string } | null {
  const { kind, subject, band, step } = change as { kind?: string; subject?: string; band?: string; step?: string };
  return kind === "fallback" && subject && band && step ? { subject, band, step } : null;
}

function profileRow(profile: ProfileAnswer, input: MatchingInput, board: MatchBoard) {
  const codes = codesOf(input);
  const facts = input.profiles.find(({ id }) => id === profile.profileId);
  return {
    id: profile.profileId,
    code: facts?.code ?? "",
    cell: `${facts?.subject ?? "no subject"}, ${facts?.band ?? "no band"}`,
    readers: profile.readers.map(({ reviewerId, cost, isFixed }) => ({
      code: codes.reviewer(reviewerId),
      note:
        isFixed || isLocked(board, profile.profileId, reviewerId)
          ? "locked"
          : cost === 0
            ? "first choice"
            : `cost ${cost}`,
    })),
    missing: profile.missing,
  };
}

function isLocked(board: MatchBoard, profileId: string, reviewerId: string): boolean {
  return board.locks.some((lock) => lock.profileId === profileId && lock.reviewerId === reviewerId);
}

function decisionRows(board: MatchBoard, run: MatchRun | null) {
  const codes = run ? codesOf(run.input) : { profile: (id: string) => id, reviewer: (id: string) => id };
  const pair = (kind: "unlock" | "allow", words: string) => (one: MatchBoard["locks"][number]) => ({
    words: `${codes.profile(one.profileId)} ${words} ${codes.reviewer(one.reviewerId)}`,
    reason: one.reason,
    hidden: [
      { name: "kind", value: kind },
      { name: "profileId", value: one.profileId },
      { name: "reviewerId", value: one.reviewerId },
      { name: "reason", value: "taken back" },
    ],
  });
  return [
    ...board.locks.map(pair("unlock", "keeps")),
    ...board.forbids.map(pair("allow", "never goes to")),
    ...board.fallbacks.map(({ subject, band, step, reason }) => ({
      words: `${subject}, ${band}: ${step.replaceAll("-", " ")} allowed`,
      reason,
      hidden: [
        { name: "kind", value: "take-fallback-back" },
        { name: "subject", value: subject },
        { name: "band", value: band },
        { name: "step", value: step },
        { name: "reason", value: "taken back" },
      ],
    })),
  ];
}

function seatModel(seats: readonly Seat[], run: MatchRun | null) {
  const codes = run ? codesOf(run.input) : { profile: (id: string) => id, reviewer: (id: string) => id };
  const byProfile = Map.groupBy(seats, ({ profileId }) => profileId);
  const count = (state: Seat["state"]) => seats.filter((seat) => seat.state === state).length;
  return {
    tiles: (["open", "offered", "accepted", "done"] as const).map((state) => ({
      figure: String(count(state)),
      label: SEAT_WORDS[state].text,
      ...(state === "open" && count(state) > 0 && { tone: "attention" }),
    })),
    rows: [...byProfile]
      .map(([profileId, own]) => ({
        id: profileId,
        code: codes.profile(profileId),
        seats: own.map(({ state, reviewerId, past }) => ({
          code: reviewerId ? codes.reviewer(reviewerId) : "nobody yet",
          ...SEAT_WORDS[state],
          note: past.length > 0 ? `${past.length} before` : "",
        })),
      }))
      .toSorted((a, b) => (a.code < b.code ? -1 : 1)),
  };
}

/** One Profile: its three and why these, who comes next, and what a coordinator may decide. */
export function matchProfilePage(facts: BoardFacts & { profileId: string }) {
  const { run, board, cohort, seats, profileId } = facts;
  const input = run?.input ?? null;
  const profile = run?.answer?.profiles.find((each) => each.profileId === profileId) ?? null;
  const known = input?.profiles.find(({ id }) => id === profileId) ?? null;
  if (!input || !profile || !known) return null;
  const codes = codesOf(input);
  return {
    title: `Readers of ${known.code}`,
    breadcrumbs: [{ text: `Matching of ${cohort.name}`, href: `/matching/${cohort.id}` }],
    cohortId: cohort.id,
    profileId,
    code: known.code,
    cell: `${known.subject ?? "no subject"}, ${known.band ?? "no band"}`,
    isOpen: cohort.state === "matching" && board.state === "open",
    readers: profile.readers.map(({ reviewerId, cost, isFixed }) => ({
      id: reviewerId,
      code: codes.reviewer(reviewerId),
      cost,
      isLocked: isFixed || isLocked(board, profileId, reviewerId),
      why: whyChosen(input, profileId, reviewerId, cost),
    })),
    missing: profile.missing,
    bench: profile.bench.map(({ reviewerId, cost, why }) => ({
      id: reviewerId,
      code: codes.reviewer(reviewerId),
      cost,
      why,
    })),
    seats: seats
      .filter((seat) => seat.profileId === profileId)
      .map(({ place, state, reviewerId, offerId, past, respondBy }) => ({
        place,
        code: reviewerId ? codes.reviewer(reviewerId) : "nobody yet",
        ...SEAT_WORDS[state],
        respondBy: state === "offered" ? respondBy : null,
        reviewId: offerId,
        canTakeBack: state === "accepted",
        past: past.map((one) => `${codes.reviewer(one.reviewerId)} (${one.why.replaceAll("-", " ")})`).join(", "),
      })),
  };
}

function whyChosen(input: MatchingInput, profileId: string, reviewerId: string, cost: number): string {
  const profile = input.profiles.find(({ id }) => id === profileId);
  const reviewer = input.reviewers.find(({ id }) => id === reviewerId);
  if (!profile || !reviewer) return "";
  const band = reviewer.bands.find(
    (each) => each.band === profile.band || each.band === "k12" || profile.band === "k12",
  );
  const wish =
    ["their first choice", "a band they are willing to read", "a band they read if need be"][band?.preference ?? 2] ??
    "";
  const network =
    profile.networkId !== null && profile.networkId === reviewer.networkId ? "same network (1)" : "another network (0)";
  return `${profile.subject ?? ""}, ${profile.band ?? ""}: ${wish}; ${network}; cost ${cost}`;
}

/** Ids to codes: coordinators never work with names here. */
export function codesOf(input: MatchingInput) {
  const profiles = new Map(input.profiles.map(({ id, code }) => [id, code]));
  const reviewers = new Map(input.reviewers.map(({ id, code }) => [id, code]));
  return {
    profile: (id: string) => profiles.get(id) ?? "a Profile no longer here",
    reviewer: (id: string) => reviewers.get(id) ?? "a reader no longer here",
  };
}

function loads(answer: MatchAnswer): Map<string, number> {
  const load = new Map<string, number>();
  for (const { readers } of answer.profiles)
    for (const { reviewerId } of readers) load.set(reviewerId, (load.get(reviewerId) ?? 0) + 1);
  return load;
}

/** Two runs side by side: what each achieved, and which pairs differ. */
export function comparisonPage(cohort: Cohort, a: MatchRun, b: MatchRun) {
  const codes = codesOf(b.input);
  const rows = (b.answer?.profiles ?? []).flatMap(({ profileId, readers }) => {
    const before = new Set(
      a.answer?.profiles.find((each) => each.profileId === profileId)?.readers.map(({ reviewerId }) => reviewerId),
    );
    const after = new Set(readers.map(({ reviewerId }) => reviewerId));
    const gone = [...before].filter((id) => !after.has(id)).map((id) => codes.reviewer(id));
    const come = [...after].filter((id) => !before.has(id)).map((id) => codes.reviewer(id));
    return gone.length + come.length === 0
      ? []
      : [{ code: codes.profile(profileId), gone: gone.join(", "), come: come.join(", ") }];
  });
  const figures = (run: MatchRun) => run.answer?.objective ?? null;
  return {
    title: `Run ${a.number} and run ${b.number}`,
    breadcrumbs: [{ text: `Matching of ${cohort.name}`, href: `/matching/${cohort.id}` }],
    a: { number: a.number, ...figures(a) },
    b: { number: b.number, ...figures(b) },
    stages: (
      [
        ["placed", "Reviews placed"],
        ["shortCount", "Profiles waiting"],
        ["worstPair", "Cost of the worst pair"],
        ["sum", "Sum of all costs"],
        ["changes", "Changes from what stood"],
      ] as const
    ).map(([key, label]) => ({ label, a: String(figures(a)?.[key] ?? "–"), b: String(figures(b)?.[key] ?? "–") })),
    rows,
  };
}

import type { Cohort } from "../cohorts/index.ts";
import { barChart } from "../platform/page-parts.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import type { Tried } from "./edit-board.ts";
import {
  type MatchAnswer,
  type ProfileAnswer,
  type RemedyChange,
  reviewsIn,
  type ShortageAnswer,
} from "./match-answer.rules.ts";
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

/** How a seat stands, in words. */
export const SEAT_WORDS: Record<Seat["state"], { text: string; tone: string }> = {
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
  hoursPerReview: number;
  /** After the publication the facts of today: who came since the run has a code too. */
  today: MatchingInput | null;
};

/** The board: propose, look, adjust, publish. People appear by code only. */
export function matchBoardPage({
  cohort,
  board,
  runs,
  run,
  seats,
  now,
  zone,
  isKeyHolder,
  hoursPerReview,
  today,
  shortages,
}: BoardFacts & { shortages: readonly ShortageAnswer[] | null }) {
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
    mayDecide: cohort.state === "matching" || isPublished,
    answer: answer && run && answerModel(answer, run.input, board),
    chart: answer && run && loadChart(today ? heldPairs(seats) : pairsOf(answer), today ?? run.input, hoursPerReview),
    shortages: run ? (shortages ?? answer?.shortages ?? []).map((each) => shortageModel(each, today ?? run.input)) : [],
    isShortageNow: shortages !== null,
    decisions: decisionRows(board, codesOf(run?.input ?? null, today)),
    seats: isPublished ? seatModel(seats, codesOf(run?.input ?? null, today)) : null,
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
      ? `${reviewsIn(run.answer)} reviews placed, ${run.answer.objective.shortCount} Profiles waiting`
      : null,
    inputHash: run.inputHash.slice(0, 12),
  };
}

/** A short part with its remedies, each to be tried, and taken where it is the coordinators' to take. */
function shortageModel({ sentence, missing, profileIds, remedies }: ShortageAnswer, input: MatchingInput) {
  const codes = codesOf(input);
  const rows = remedies.map((remedy) => ({
    words: remedy.words,
    gain: remedy.gain,
    hidden: hiddenOf(remedy.change, "try"),
    take: takeOf(remedy.change),
    readers: remedy.change.kind === "raise-cap" ? remedy.change.reviewerIds.map(codes.reviewer).join(", ") : "",
  }));
  return {
    sentence,
    missing,
    profiles: profileIds.map((id) => codes.profile(id)).join(", "),
    remedies: rows.slice(0, FIRST_REMEDIES),
    moreRemedies: rows.slice(FIRST_REMEDIES),
  };
}

const FIRST_REMEDIES = 4;

/** The same change as fields of a form: to try it, or to take it. */
function hiddenOf(change: RemedyChange, purpose: "try" | "take"): { name: string; value: string }[] {
  const { kind, ...rest } = change;
  const fields = Object.entries(rest).map(([name, value]) => ({
    name,
    value: Array.isArray(value) ? value.join(",") : String(value),
  }));
  return [{ name: "kind", value: purpose === "take" && kind === "fallback" ? "fall-back" : kind }, ...fields];
}

/** A fallback and a higher cap are the coordinators' to decide, with a reason; recruits have to be found. */
function takeOf(change: RemedyChange): { hidden: { name: string; value: string }[]; text: string } | null {
  if (change.kind === "recruit") return null;
  const text = change.kind === "fallback" ? "Allow for the whole cell" : "Raise the cap in this cohort";
  return { hidden: hiddenOf(change, "take"), text };
}

/** What a trial came to, in words, with the way to take it. */
export function triedModel({ words, gain, missing, change }: Tried, { run, today }: Pick<BoardFacts, "run" | "today">) {
  const readers =
    change.kind === "raise-cap" && change.reviewerIds.length > 0
      ? ` Readers: ${change.reviewerIds.map(codesOf(run?.input ?? null, today).reviewer).join(", ")}.`
      : "";
  const come = gain === 0 ? "nothing would change" : `${gain} of the ${missing} missing reviews could be placed`;
  const isIdle = change.kind === "raise-cap" && change.reviewerIds.length === 0;
  return {
    text: isIdle
      ? "Nobody reads this cell with a lower cap, so there is nothing to raise."
      : `${words.replace(/ \(adds \d+\)$/, "")}: ${come}.${readers} Nothing was changed yet.`,
    take: gain > 0 ? takeOf(change) : null,
  };
}

function answerModel(answer: MatchAnswer, input: MatchingInput, board: MatchBoard) {
  const codes = codesOf(input);
  const needed = input.profiles.length * input.settings.reviewsEach;
  return {
    tiles: [
      { figure: `${reviewsIn(answer)}`, label: `of ${needed} reviews placed` },
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
    refusedLocks: answer.refusedLocks.map(({ profileId, reviewerId, why }) => ({
      text: `${codes.profile(profileId)} with ${codes.reviewer(reviewerId)}: ${why}`,
    })),
    rows: answer.profiles.map((profile) => profileRow(profile, input, board)),
  };
}

type ReadBy = { profileId: string; reviewerId: string };
const pairsOf = ({ profiles }: MatchAnswer): ReadBy[] =>
  profiles.flatMap(({ profileId, readers }) => readers.map(({ reviewerId }) => ({ profileId, reviewerId })));
const heldPairs = (seats: readonly Seat[]): ReadBy[] =>
  seats.flatMap(({ profileId, reviewerId, state }) =>
    reviewerId !== null && state !== "ended" ? [{ profileId, reviewerId }] : [],
  );

/** What every reader holds or would hold: reviews of what they can, minutes of video, hours of reading. */
function loadChart(pairs: readonly ReadBy[], input: MatchingInput, hoursPerReview: number) {
  const video = new Map(input.profiles.map(({ id, videoMin }) => [id, videoMin ?? 0]));
  const own = Map.groupBy(pairs, ({ reviewerId }) => reviewerId);
  const number = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 1 });
  const bars = input.reviewers
    .filter(({ state }) => state === "active")
    .map(({ id, code, capacity }) => {
      const held = own.get(id) ?? [];
      const count = held.length;
      const minutes = held.reduce((sum, { profileId }) => sum + (video.get(profileId) ?? 0), 0);
      const most = capacity ?? 0;
      const film = minutes > 0 ? `; ${number(minutes)} min of video` : "";
      return {
        label: code,
        value: count,
        valueText: `${count} of ${most}; ${number(count * hoursPerReview)} h${film}`,
        tone: count >= most ? ("attention" as const) : ("plain" as const),
      };
    });
  const note = `Coloured bars are full. A review takes about ${number(hoursPerReview)} hours, the video included.`;
  return barChart("Reviews of each reader, of what they can take", bars, { note });
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

/** Is this pair a coordinator's lock? */
export function isLocked(board: MatchBoard, profileId: string, reviewerId: string): boolean {
  return board.locks.some((lock) => lock.profileId === profileId && lock.reviewerId === reviewerId);
}

function decisionRows(board: MatchBoard, codes: Codes) {
  const pair = (kind: "unlock" | "allow", words: string) => (one: MatchBoard["locks"][number]) => ({
    words: `${codes.profile(one.profileId)} ${words} ${codes.reviewer(one.reviewerId)}`,
    reason: one.reason,
    isOpenLater: false,
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
    ...(board.caps ?? []).map(({ reviewerId, to, reason }) => ({
      words: `${codes.reviewer(reviewerId)} takes up to ${to} reviews in this cohort`,
      reason,
      isOpenLater: true,
      hidden: [
        { name: "kind", value: "take-cap-back" },
        { name: "reviewerIds", value: reviewerId },
        { name: "to", value: String(to) },
        { name: "reason", value: "taken back" },
      ],
    })),
    ...board.fallbacks.map(({ subject, band, step, reason }) => ({
      words: `${subject}, ${band}: ${step.replaceAll("-", " ")} allowed`,
      reason,
      isOpenLater: true,
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

function seatModel(seats: readonly Seat[], codes: Codes) {
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

export type Codes = { profile: (id: string) => string; reviewer: (id: string) => string };

/** Ids to codes: coordinators never work with names here. */
export function codesOf(...inputs: (MatchingInput | null)[]): Codes {
  const profiles = new Map(inputs.flatMap((input) => input?.profiles.map(({ id, code }) => [id, code] as const) ?? []));
  const reviewers = new Map(
    inputs.flatMap((input) => input?.reviewers.map(({ id, code }) => [id, code] as const) ?? []),
  );
  return {
    profile: (id: string) => profiles.get(id) ?? "a Profile no longer here",
    reviewer: (id: string) => reviewers.get(id) ?? "a reader no longer here",
  };
}

import type { PersonId } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { after, SECOND } from "../kernel/time.ts";
import type { FallbackDecision, PairDecision } from "./candidates.rules.ts";

export const UNDO_SECONDS = 30;

/** A reader takes more reviews in this cohort than they said at first, as agreed with them. */
export type CapDecision = { reviewerId: string; to: number; reason: string };

type Decisions = {
  locks: PairDecision[];
  forbids: PairDecision[];
  fallbacks: FallbackDecision[];
  caps: CapDecision[];
};

/** A fallback that was taken back after the publication: whoever was asked while it stood keeps what they were asked. */
export type EndedFallback = FallbackDecision & { endedAt: Date };

/** A coordinator's change and what stood before it, so that it can be undone for thirty seconds. */
export type BoardEdit = { id: string; at: Date; byId: PersonId; words: string; before: Decisions };

/**
 * The table at which a cohort is matched: decisions of the coordinators, the run being looked at, what is published.
 * One a cohort (its id is the cohort's); every write that could cross another one goes through its version.
 */
export type MatchBoard = Decisions & {
  id: string;
  version: number;
  state: "open" | "published";
  /** The run on the table, or the published one. */
  runId: string | null;
  edits: BoardEdit[];
  /** Absent on boards from before it was kept. */
  endedFallbacks?: EndedFallback[];
  publishedAt: Date | null;
  /** When the last seat of the publication stood; open seats are filled from then on. */
  laidAt: Date | null;
  /** Counts what was decided after publication, so that two fillings of seats cannot cross unseen. */
  turn: number;
};

export function newBoard(cohortId: string): Omit<MatchBoard, "version"> {
  return {
    id: cohortId,
    state: "open",
    runId: null,
    locks: [],
    forbids: [],
    fallbacks: [],
    caps: [],
    edits: [],
    publishedAt: null,
    laidAt: null,
    turn: 0,
  };
}

export type PairChange = { kind: "lock" | "unlock" | "forbid" | "allow" } & PairDecision;
export type FallbackChange = { kind: "fall-back" | "take-fallback-back" } & FallbackDecision;
export type CapChange = { kind: "raise-cap" | "take-cap-back" } & CapDecision;
export type Change = PairChange | FallbackChange | CapChange;

/**
 * The board after one decision. A lock lifts a forbid of the same pair and the other way round.
 * @throws Problem `invalid-input` without a reason
 */
export function decide<T extends Omit<MatchBoard, "version">>(
  board: T,
  change: Change,
  edit: Pick<BoardEdit, "id" | "at" | "byId" | "words">,
): T {
  if (change.reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason; it stays on record.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
  const before: Decisions = {
    locks: board.locks,
    forbids: board.forbids,
    fallbacks: board.fallbacks,
    caps: board.caps ?? [],
  };
  const edits = [...board.edits, { ...edit, before }].slice(-50);
  return { ...board, ...changed(before, change), edits };
}

function changed(before: Decisions, change: Change): Decisions {
  if ("step" in change) return withFallback(before, change);
  return "to" in change ? withCap(before, change) : withPair(before, change);
}

function withCap(before: Decisions, { kind, ...decision }: CapChange): Decisions {
  const others = before.caps.filter(({ reviewerId }) => reviewerId !== decision.reviewerId);
  return { ...before, caps: kind === "raise-cap" ? [...others, decision] : others };
}

function withFallback(before: Decisions, { kind, ...decision }: FallbackChange): Decisions {
  const { subject, band, step } = decision;
  const others = before.fallbacks.filter((one) => one.subject !== subject || one.band !== band || one.step !== step);
  return { ...before, fallbacks: kind === "fall-back" ? [...others, decision] : others };
}

function withPair({ locks, forbids, ...rest }: Decisions, { kind, ...pair }: PairChange): Decisions {
  const isOther = (one: PairDecision) => one.profileId !== pair.profileId || one.reviewerId !== pair.reviewerId;
  const others = { ...rest, locks: locks.filter(isOther), forbids: forbids.filter(isOther) };
  if (kind === "lock") return { ...others, locks: [...others.locks, pair] };
  if (kind === "forbid") return { ...others, forbids: [...others.forbids, pair] };
  return others;
}

/** The board after a change, with the fallbacks that ended by it kept for those who were asked while they stood. */
export function keepingEnded<T extends Omit<MatchBoard, "version">>(before: MatchBoard, changed: T, at: Date): T {
  if (before.state !== "published") return changed;
  const stands = new Set(changed.fallbacks.map(cellStep));
  const ended = before.fallbacks.filter((one) => !stands.has(cellStep(one))).map((one) => ({ ...one, endedAt: at }));
  return { ...changed, endedFallbacks: [...(before.endedFallbacks ?? []), ...ended] };
}

/** The fallbacks that stood when somebody was asked, with those that stand now. */
export function fallbacksSince(
  { fallbacks, endedFallbacks = [] }: Pick<MatchBoard, "fallbacks" | "endedFallbacks">,
  askedAt: Date | null,
): FallbackDecision[] {
  return [...fallbacks, ...endedFallbacks.filter(({ endedAt }) => askedAt !== null && askedAt <= endedAt)];
}

function cellStep({ subject, band, step }: FallbackDecision): string {
  return JSON.stringify([subject, band, step]);
}

/** The newest decision, as long as it can still be undone. */
export function undoable(board: Pick<MatchBoard, "edits">, now: Date): BoardEdit | null {
  const last = board.edits.at(-1);
  return last && now <= after(last.at, UNDO_SECONDS * SECOND) ? last : null;
}

/** @throws Problem `wrong-state` when thirty seconds are over */
export function undo<T extends Omit<MatchBoard, "version">>(board: T, now: Date): T {
  const last = undoable(board, now);
  if (!last)
    throw new Problem(
      "wrong-state",
      "Thirty seconds are over. You can change the decision back by hand, with a reason.",
    );
  return { ...board, ...last.before, edits: board.edits.slice(0, -1) };
}

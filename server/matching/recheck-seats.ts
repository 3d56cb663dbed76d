import type { Deps } from "../deps.ts";
import { whyNotAllowed } from "./bench.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import { fallbacksSince } from "./match-board.rules.ts";
import { pairInput } from "./matching-input.ts";
import { CONFLICTS, type Reason, REASONS, reasonInWords } from "./reasons.rules.ts";
import type { Seat, VacatedWhy } from "./seat.rules.ts";

type Needs = Pick<
  Deps,
  "applications" | "people" | "schools" | "reviewers" | "seats" | "cohorts" | "programs" | "matchBoards" | "clock"
>;

/** A held seat whose reader may no longer read it, why, and how far that reaches. */
export type LostSeat = {
  offerId: string;
  why: VacatedWhy;
  /** In plain words, for the record. */
  words: string;
  /** True where only an offer that was not answered goes on: what a reader began before a leave stays theirs. */
  isForOffersOnly: boolean;
};

/**
 * Seats whose reader may no longer read them as things stand today: a conflict found late, a school or a subject that
 * changed, an application of the reader's own in this cohort, a leave, a release. Sheets that are in are left alone.
 */
export async function findLostSeats(
  deps: Needs,
  whose: { reviewerId: string } | { profileId: string } | { offerId: string },
): Promise<LostSeat[]> {
  const lost: LostSeat[] = [];
  for (const seat of await deps.seats.find(whose)) {
    if (seat.state !== "offered" && seat.state !== "accepted") continue;
    const found = await whyLost(deps, seat);
    if (found) lost.push(found);
  }
  return lost;
}

async function whyLost(deps: Needs, seat: Seat): Promise<LostSeat | null> {
  const { cohortId, profileId, reviewerId, offerId, offeredAt } = seat;
  if (reviewerId === null || offerId === null) return null;
  const board = await deps.matchBoards.of(cohortId);
  const then = { ...board, fallbacks: fallbacksSince(board, offeredAt) };
  const input = await pairInput(deps, cohortId, then, { profileId, reviewerId });
  // A Profile that left the cohort is the withdrawal's to end.
  if (input.profiles.length === 0) return null;
  const [reviewer] = input.reviewers;
  if (!reviewer)
    return { offerId, why: "conflicted", words: "The reader applies in this cohort.", isForOffersOnly: false };
  const reason = whyNotAllowed(findEligible(input), 0, 0);
  if (reason === null) return null;
  if (reason === "no-longer-fits") {
    const words = "The subject or grade band no longer fits the reader.";
    return { offerId, why: "no-longer-fitting", words, isForOffersOnly: false };
  }
  if (reason === "notActive" && reviewer.state === "released")
    return { offerId, why: "released", words: "The reader left the pool.", isForOffersOnly: false };
  if (reason === "notActive" || reason === "onLeave")
    return { offerId, why: "on-leave", words: "The reader is on leave.", isForOffersOnly: true };
  return isConflict(reason)
    ? { offerId, why: "conflicted", words: sentence(reasonInWords(reason)), isForOffersOnly: false }
    : null;
}

function isConflict(reason: Reason): boolean {
  return (REASONS[reason] & (CONFLICTS | REASONS.forbidden)) !== 0;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

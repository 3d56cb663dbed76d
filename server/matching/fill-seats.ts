import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { isRace } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import type { MatchBoard } from "./match-board.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { offerDates, type OfferDates } from "./offer.rules.ts";
import { planSeats, type SeatPlan } from "./plan-seats.ts";
import { SEAT_WORKFLOW, type Seat } from "./seat.rules.ts";

export type FillNeeds = Pick<
  Deps,
  | "applications"
  | "people"
  | "schools"
  | "reviewers"
  | "seats"
  | "cohorts"
  | "programs"
  | "matchBoards"
  | "clock"
  | "newId"
  | "inTransaction"
>;

/** `waits`: the seats of a publication are still being laid, and none is filled before all of them stand. */
export type Filled = { offered: Seat[]; dry: Seat[]; waits: boolean };

const TRIES = 6;

/**
 * Offers the open seats of a cohort to the next on their benches: the best eligible readers who have room and were not
 * asked for that Profile before. One transaction touches the cohort's board, so two fillings cannot both take a reader's
 * last place; whoever comes second looks again.
 */
export async function fillSeats(deps: FillNeeds, cohortId: string): Promise<Filled> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await fillOnce(deps, cohortId);
    } catch (error) {
      if (!isRace(error) || tried === TRIES) throw error;
    }
  }
}

/** One seat by its id. @returns the seat as it stands: offered, or still open when its bench is dry */
export async function fillSeat(deps: FillNeeds, id: string): Promise<Seat> {
  const seat = await deps.seats.get({ id });
  if (seat.state !== "open") return seat;
  await fillSeats(deps, seat.cohortId);
  return deps.seats.get({ id });
}

async function fillOnce(deps: FillNeeds, cohortId: string): Promise<Filled> {
  // The board first: whatever is decided after this look makes the transaction below fail.
  const board = await deps.matchBoards.of(cohortId);
  const all = await deps.seats.ofCohort(cohortId);
  const open = all.filter(({ state }) => state === "open");
  if (open.length === 0) return { offered: [], dry: [], waits: false };
  if (isBeingLaid(board)) return { offered: [], dry: [], waits: true };
  const cohort = await deps.cohorts.get({ id: cohortId });
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  const input = await matchingInput(deps, cohortId, board);
  const inMatching = new Set(input.profiles.map(({ id }) => id));
  const concerned = new Set(open.map(({ profileId }) => profileId));
  const plans = await planSeats(
    input,
    all.filter(({ profileId }) => concerned.has(profileId)),
  );
  const planned = new Set(plans.map(({ seat }) => seat.id));
  const dry = open.filter(({ id, profileId }) => !planned.has(id) && inMatching.has(profileId));
  if (plans.length === 0) return { offered: [], dry, waits: false };
  const now = deps.clock.now();
  const dates = offerDates(now, cohort.calendar.zone, settings.responseDays, settings.reviewDays);
  const offered = await deps.inTransaction(async (session) => {
    await deps.matchBoards.save({ ...board, turn: board.turn + 1 }, [], session);
    const saved: Seat[] = [];
    for (const plan of plans) {
      const [seat, happened] = offerOf(deps, plan, now, dates);
      saved.push(await deps.seats.save(seat, [happened], session));
    }
    return saved;
  });
  return { offered, dry, waits: false };
}

/** Between the publication and the last of its seats, nobody's load can be counted from the seats. */
function isBeingLaid({ state, laidAt }: MatchBoard): boolean {
  return state === "published" && laidAt === null;
}

function offerOf({ newId }: Pick<Deps, "newId">, { seat, reviewerId }: SeatPlan, now: Date, dates: OfferDates) {
  const offerId = newId();
  const offered: Seat = {
    ...seat,
    state: next(SEAT_WORKFLOW, "offer", seat.state, SYSTEM),
    reviewerId,
    offerId,
    offeredAt: now,
    respondBy: dates.respondByAt,
    reviewBy: dates.reviewDueAt,
  };
  const { id: seatId, cohortId, profileId } = seat;
  const payload = { seatId, cohortId, profileId, reviewerId, offerId, isFirst: false };
  return [offered, event(newId(), "seat.offered", now, payload)] as const;
}

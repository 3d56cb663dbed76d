import { hashOf } from "../kernel/canonical.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { offerDates } from "./offer.rules.ts";
import { SEAT_WORKFLOW, type Seat, seatId, type VacatedWhy } from "./seat.rules.ts";

type Needs = Pick<
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

/**
 * Offers an open seat to the next on its bench: the best eligible reader with room who was not asked before. One
 * transaction touches the cohort's board, so two fillings cannot both take a reader's last place.
 * @returns the seat as it stands: offered, or still open when the bench is dry
 */
export async function fillSeat(deps: Needs, id: string): Promise<Seat> {
  const seat = await deps.seats.get({ id });
  if (seat.state !== "open") return seat;
  const cohort = await deps.cohorts.get({ id: seat.cohortId });
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  const board = await deps.matchBoards.of(seat.cohortId);
  const input = await matchingInput(deps, seat.cohortId, board);
  const [reviewerId] = bench(input, seat);
  if (reviewerId === undefined) return seat;
  const now = deps.clock.now();
  const dates = offerDates(now, cohort.calendar.zone, settings.responseDays, settings.reviewDays);
  const offerId = deps.newId();
  return deps.inTransaction(async (session) => {
    await deps.matchBoards.save({ ...board, turn: board.turn + 1 }, [], session);
    return deps.seats.save(
      {
        ...seat,
        state: next(SEAT_WORKFLOW, "offer", seat.state, SYSTEM),
        reviewerId,
        offerId,
        offeredAt: now,
        respondBy: dates.respondByAt,
        reviewBy: dates.reviewDueAt,
      },
      [
        event(deps.newId(), "seat.offered", now, {
          seatId: id,
          cohortId: seat.cohortId,
          profileId: seat.profileId,
          reviewerId,
          offerId,
          isFirst: false,
        }),
      ],
      session,
    );
  });
}

/** Who could take this seat now, best first: least cost, then least relative load, then the cohort's seed. */
export function bench(input: MatchingInput, seat: Pick<Seat, "profileId" | "place" | "past">): string[] {
  const profile = input.profiles.find(({ id }) => id === seat.profileId);
  if (!profile) return [];
  const asked = new Set(seat.past.map(({ reviewerId }) => reviewerId));
  // One more place than the Profile has readers, so that a fourth seat is open too.
  const one = {
    ...input,
    profiles: [profile],
    locks: [],
    settings: { ...input.settings, reviewsEach: profile.startedWith.length + 1 },
  };
  const { instance } = findEligible(one);
  const load = loads(input);
  const candidates = [...instance.pairReviewer].map((j, k) => {
    const reviewer = input.reviewers[j] as MatchingInput["reviewers"][number];
    const held = load.get(reviewer.id) ?? 0;
    return {
      id: reviewer.id,
      cost: instance.pairCost[k] as number,
      held,
      capacity: reviewer.capacity ?? 0,
      tie: hashOf([input.settings.seed, seat.profileId, seat.place, reviewer.id]),
    };
  });
  return candidates
    .filter(({ id, held, capacity }) => held < capacity && !asked.has(id))
    .sort(
      (a, b) => a.cost - b.cost || (a.held + 1) * b.capacity - (b.held + 1) * a.capacity || (a.tie < b.tie ? -1 : 1),
    )
    .map(({ id }) => id);
}

/** Reviews each reader holds in the cohort. */
function loads({ profiles }: MatchingInput): Map<string, number> {
  const held = new Map<string, number>();
  for (const { startedWith } of profiles) for (const id of startedWith) held.set(id, (held.get(id) ?? 0) + 1);
  return held;
}

/**
 * A reader leaves a seat: it is open again, and they are on record as asked. Done once: a second call finds another offer.
 */
export async function vacateSeat(
  { seats, clock, newId }: Pick<Deps, "seats" | "clock" | "newId">,
  offerId: string,
  why: VacatedWhy,
): Promise<void> {
  const seat = await seats.findOne({ offerId });
  if (!seat?.reviewerId) return;
  const now = clock.now();
  await seats.save(
    {
      ...seat,
      state: next(SEAT_WORKFLOW, "vacate", seat.state, SYSTEM),
      reviewerId: null,
      offerId: null,
      offeredAt: null,
      respondBy: null,
      reviewBy: null,
      past: [...seat.past, { reviewerId: seat.reviewerId, offerId, why, at: now }],
    },
    [event(newId(), "seat.vacated", now, { seatId: seat.id, cohortId: seat.cohortId, profileId: seat.profileId })],
  );
}

/** The seat follows its review: accepted, done, open again for writing. */
export async function followReview(
  { seats }: Pick<Deps, "seats">,
  offerId: string,
  action: "accept" | "finish" | "reopen",
): Promise<void> {
  const seat = await seats.findOne({ offerId });
  if (!seat) return;
  const step = SEAT_WORKFLOW[action];
  if (!(step.from as readonly string[]).includes(seat.state)) return;
  await seats.save({ ...seat, state: step.to });
}

/** A fourth reader is asked for: one more seat, once, which fills like any other. */
export async function openFourthSeat(
  { seats }: Pick<Deps, "seats">,
  cohortId: string,
  profileId: string,
): Promise<string> {
  const id = seatId(profileId, 4);
  if (await seats.findOne({ id })) return id;
  await seats
    .insert({
      id,
      cohortId,
      profileId,
      place: 4,
      state: "open",
      reviewerId: null,
      offerId: null,
      offeredAt: null,
      respondBy: null,
      reviewBy: null,
      past: [],
    })
    .catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
  return id;
}

/** The Profile left the cohort: nobody reads it any more. */
export async function endSeats(
  { seats, clock, newId }: Pick<Deps, "seats" | "clock" | "newId">,
  profileId: string,
): Promise<void> {
  const now = clock.now();
  for (const seat of await seats.ofProfile(profileId)) {
    if (seat.state === "ended") continue;
    await seats.save({ ...seat, state: next(SEAT_WORKFLOW, "end", seat.state, SYSTEM) }, [
      event(newId(), "seat.ended", now, { seatId: seat.id, profileId, offerId: seat.offerId }),
    ]);
  }
}

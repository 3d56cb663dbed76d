import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { openSeat, SEAT_WORKFLOW, seatId, type VacatedWhy } from "./seat.rules.ts";

/**
 * A reader leaves a seat: it is open again, and they are on record as asked. Done once: a second call finds another offer.
 */
export async function vacateSeat(
  { seats, clock, newId }: Pick<Deps, "seats" | "clock" | "newId">,
  offerId: string,
  why: VacatedWhy,
): Promise<void> {
  const seat = await seats.findOne({ offerId });
  if (!seat?.reviewerId || seat.state === "ended") return;
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
  await seats.insert(openSeat(cohortId, profileId, 4)).catch((error: unknown) => {
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

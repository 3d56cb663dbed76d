import type { PersonId } from "../kernel/actor.ts";
import type { Workflow } from "../kernel/workflow.ts";

export const SEAT_STATES = ["open", "offered", "accepted", "done", "ended"] as const;
export type SeatState = (typeof SEAT_STATES)[number];

export const VACATED_WHY = [
  "declined",
  "conflicted",
  "silent",
  "released",
  "taken-back",
  "on-leave",
  "no-longer-fitting",
] as const;
export type VacatedWhy = (typeof VACATED_WHY)[number];

/** These never answered for themselves: once nothing speaks against it, they may be asked for the same Profile again. */
const MAY_BE_ASKED_AGAIN: readonly VacatedWhy[] = ["on-leave", "no-longer-fitting"];

/**
 * One of a Profile's places for a reader: three, and a fourth where one is asked for. The seat decides who reads; the
 * review, under the same `offerId`, is their work. `id` is `<profileId>.<place>`, so that a place exists once.
 */
export type Seat = {
  id: string;
  version: number;
  cohortId: string;
  profileId: string;
  place: number;
  state: SeatState;
  reviewerId: PersonId | null;
  /** New for every offer; the review carries it as its id. */
  offerId: string | null;
  offeredAt: Date | null;
  respondBy: Date | null;
  reviewBy: Date | null;
  /** Everybody who held this seat before. They are not asked again for this Profile, see `askedFor`. */
  past: { reviewerId: PersonId; offerId: string; why: VacatedWhy; at: Date }[];
};

export const SEAT_WORKFLOW = {
  offer: { from: ["open"], to: "offered", by: ["system", "jgp"] },
  accept: { from: ["offered"], to: "accepted", by: ["system"] },
  finish: { from: ["offered", "accepted"], to: "done", by: ["system"] },
  reopen: { from: ["done"], to: "accepted", by: ["system"] },
  vacate: { from: ["offered", "accepted", "done"], to: "open", by: ["system", "jgp"] },
  end: { from: ["open", "offered", "accepted", "done"], to: "ended", by: ["system"] },
} as const satisfies Workflow<SeatState>;

/** Seats that count against a reviewer's capacity. */
export const HOLDS_A_REVIEW: readonly SeatState[] = ["offered", "accepted", "done"];

/** Everybody who was asked for a Profile and answered, or did not; in whichever of its seats. */
export function askedFor(seats: readonly Pick<Seat, "past">[]): Set<string> {
  const past = seats.flatMap((seat) => seat.past);
  return new Set(past.filter(({ why }) => !MAY_BE_ASKED_AGAIN.includes(why)).map(({ reviewerId }) => reviewerId));
}

export function seatId(profileId: string, place: number): string {
  return `${profileId}.${place}`;
}

/** A place that nobody holds yet. */
export function openSeat(cohortId: string, profileId: string, place: number): Omit<Seat, "version"> {
  return {
    id: seatId(profileId, place),
    cohortId,
    profileId,
    place,
    state: "open",
    reviewerId: null,
    offerId: null,
    offeredAt: null,
    respondBy: null,
    reviewBy: null,
    past: [],
  };
}

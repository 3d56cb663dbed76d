import { z } from "zod";
import {
  fillSeat,
  fillSeats,
  joinMatching,
  openFourthSeat,
  type Seat,
  tellBenchIsDry,
} from "../server/matching/index.ts";
import type { Deps } from "../server/deps.ts";
import { defineJob, defineSweep } from "./define-job.ts";

/** Fills what is open in a cohort; a bench that ran dry is told at once, in words. */
async function fillAndTell(deps: Deps, cohortId: string): Promise<void> {
  const { dry } = await fillSeats(deps, cohortId);
  for (const seat of dry) if (isToBeTold(seat)) await tellBenchIsDry(deps, seat.id);
}

/** Places that were open from the publication on are on the board already; what came open since is news. */
function isToBeTold({ past, place }: Seat): boolean {
  return past.length > 0 || place > 3;
}

/** A seat came open: the next on the bench is asked at once. */
export const fillSeatJob = defineJob({
  name: "fill-seat",
  on: "seat.vacated",
  data: z.object({ cohortId: z.string() }),
  run: (deps, { cohortId }) => fillAndTell(deps, cohortId),
});

/** A case needs a fourth reader: its seat opens once, and fills like any other. */
export const askFourthReaderJob = defineJob({
  name: "ask-fourth-reader",
  on: "case.fourth-read-needed",
  data: z.object({ profileId: z.string(), cohortId: z.string() }),
  async run(deps, { profileId, cohortId }) {
    const seatId = await openFourthSeat(deps, cohortId, profileId);
    const seat = await fillSeat(deps, seatId);
    if (seat.state === "open") await fillAndTell(deps, cohortId);
  },
});

/** A Profile was accepted after the publication: it joins with open places, which are filled at once. */
export const joinMatchingJob = defineJob({
  name: "join-matching",
  on: "profile.accepted",
  data: z.object({ cohortId: z.string() }),
  async run(deps, { cohortId }) {
    if ((await joinMatching(deps, cohortId)) > 0) await fillAndTell(deps, cohortId);
  },
});

/** The coordinators decided something that may open a bench: a wider cell, a higher cap, a pair allowed again. */
export const fillAfterDecision = defineJob({
  name: "fill-after-decision",
  on: ["match-board.edited", "match-board.edit-undone"],
  data: z.object({ cohortId: z.string() }),
  run: (deps, { cohortId }) => fillAndTell(deps, cohortId),
});

/** Somebody came: a new reader, the end of a leave, more hours, a conflict that is none. Waiting Profiles are looked at. */
export const fillWhenSomebodyComes = defineJob({
  name: "fill-when-somebody-comes",
  on: [
    "reviewer.activated",
    "reviewer.resumed",
    "reviewer.hours-set",
    "reviewer.fields-set",
    "reviewer.conflict-withdrawn",
    "person.school-changed",
  ],
  data: z.object({}),
  async run(deps) {
    for (const cohortId of await deps.seats.cohortsWithOpen()) await fillAndTell(deps, cohortId);
  },
});

/** What no event tells (a place freed by a withdrawal, a worker that was away): looked at every few seconds. */
export const fillOpenSeats = defineSweep({
  name: "fill-open-seats",
  everySec: 15,
  async run(deps, { signal }) {
    for (const { id } of await deps.cohorts.inStates("reviewing")) await joinMatching(deps, id);
    for (const cohortId of await deps.seats.cohortsWithOpen()) {
      if (signal.aborted) return;
      await fillAndTell(deps, cohortId);
    }
  },
});

import { z } from "zod";
import { fillSeat, openFourthSeat, tellBenchIsDry } from "../server/matching/index.ts";
import { defineJob, defineSweep } from "./define-job.ts";

/** A seat came open: the next on the bench is asked at once; a dry bench is told at once. */
export const fillSeatJob = defineJob({
  name: "fill-seat",
  on: "seat.vacated",
  data: z.object({ seatId: z.string() }),
  async run(deps, { seatId }) {
    const seat = await fillSeat(deps, seatId);
    if (seat.state === "open") await tellBenchIsDry(deps, seatId);
  },
});

/** A case needs a fourth reader: its seat opens once, and fills like any other. */
export const askFourthReaderJob = defineJob({
  name: "ask-fourth-reader",
  on: "case.fourth-read-needed",
  data: z.object({ profileId: z.string(), cohortId: z.string() }),
  async run(deps, { profileId, cohortId }) {
    const seatId = await openFourthSeat(deps, cohortId, profileId);
    const seat = await fillSeat(deps, seatId);
    if (seat.state === "open") await tellBenchIsDry(deps, seatId);
  },
});

/** Open seats fill by themselves when somebody comes: a new reviewer, a freed place, a longer list of bands. */
export const fillOpenSeats = defineSweep({
  name: "fill-open-seats",
  everySec: 15,
  async run(deps) {
    const open = await deps.seats.open(200);
    for (const { id } of open) await fillSeat(deps, id);
  },
});

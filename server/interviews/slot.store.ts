import type { Connection } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { InterviewSlot } from "./interview-record.rules.ts";

/** Times opened for interviews. */
export class InterviewSlotStore extends AggregateStore<InterviewSlot> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "interview_slots",
      {
        cohortId: String,
        startsAt: Date,
        minutes: Number,
        place: String,
        link: String,
        panelIds: [String],
        openedById: String,
      },
      { indexes: [[{ cohortId: 1, startsAt: 1 }], [{ panelIds: 1, startsAt: 1 }]], nudge },
    );
  }

  ofCohort(cohortId: string): Promise<InterviewSlot[]> {
    return this.find({ cohortId }, { sort: { startsAt: 1 } });
  }
}

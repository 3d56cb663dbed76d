import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import { HOLDS_A_REVIEW, type Seat } from "./seat.rules.ts";

export class SeatStore extends AggregateStore<Seat> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "seats",
      {
        cohortId: String,
        profileId: String,
        place: Number,
        state: String,
        reviewerId: String,
        offerId: String,
        offeredAt: Date,
        respondBy: Date,
        reviewBy: Date,
        past: { type: [Schema.Types.Mixed], default: [] },
      },
      {
        indexes: [
          // Nobody sits twice before one Profile, whatever two coordinators do at once.
          [
            { profileId: 1, reviewerId: 1 },
            { unique: true, partialFilterExpression: { reviewerId: { $type: "string" } } },
          ],
          [{ offerId: 1 }, { unique: true, partialFilterExpression: { offerId: { $type: "string" } } }],
          [{ cohortId: 1, state: 1 }],
          [{ reviewerId: 1, cohortId: 1 }],
        ],
        nudge,
      },
    );
  }

  ofProfile(profileId: string): Promise<Seat[]> {
    return this.find({ profileId }, { sort: { place: 1 } });
  }

  ofCohort(cohortId: string): Promise<Seat[]> {
    return this.find({ cohortId }, { sort: { profileId: 1, place: 1 } });
  }

  /** Seats of a published cohort that wait for an answer or for a sheet. */
  askedIn(cohortId: string): Promise<Seat[]> {
    return this.find({ cohortId, state: trusted({ $in: ["offered", "accepted"] as const }) });
  }

  /** Cohorts in which a place waits for somebody. */
  async cohortsWithOpen(): Promise<string[]> {
    return Object.keys(await this.tally({ state: "open" }, "cohortId")).sort();
  }

  /** Seats that count against somebody's capacity and are not finished, in every cohort. */
  held(): Promise<Seat[]> {
    return this.find({ state: trusted({ $in: ["offered", "accepted"] as const }) });
  }

  /** What one reviewer holds in one cohort, finished ones included. */
  heldBy(reviewerId: string, cohortId: string): Promise<Seat[]> {
    return this.find({ reviewerId, cohortId, state: trusted({ $in: [...HOLDS_A_REVIEW] }) });
  }
}

import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { ListState } from "./list.rules.ts";
import type { RecommendationList } from "./list-record.rules.ts";

/** One recommendation list a cohort. Which rows somebody sees is decided row by row, from the applications. */
export class ListStore extends AggregateStore<RecommendationList> {
  constructor(connection: Connection, nudge: Nudge) {
    const many = { type: [Schema.Types.Mixed], default: [] };
    super(
      connection,
      "recommendation_lists",
      {
        cohortId: String,
        state: String,
        rows: many,
        left: many,
        answers: many,
        returned: many,
        signatures: many,
        seats: many,
        ballots: many,
        recusals: many,
        closings: many,
        plan: Schema.Types.Mixed,
        releasedAt: Date,
        history: many,
      },
      { indexes: [[{ cohortId: 1 }, { unique: true }], [{ state: 1 }]], nudge },
    );
  }

  inStates(...states: ListState[]): Promise<RecommendationList[]> {
    return this.find({ state: trusted({ $in: states }) });
  }
}

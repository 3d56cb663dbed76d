import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Cohort, CohortState } from "./cohort.rules.ts";

/** Cohorts. Their calendars are for everyone; what is in them is another table's matter. */
export class CohortStore extends AggregateStore<Cohort> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "cohorts",
      {
        code: String,
        name: String,
        state: String,
        calendar: Schema.Types.Mixed,
        programVersionId: String,
        sessions: { type: [Schema.Types.Mixed], default: [] },
        extensions: { type: [Schema.Types.Mixed], default: [] },
        history: { type: [Schema.Types.Mixed], default: [] },
        createdAt: Date,
      },
      { indexes: [[{ code: 1 }, { unique: true }], [{ state: 1 }]], nudge },
    );
  }

  /** Newest first. */
  all(): Promise<Cohort[]> {
    return this.find({}, { sort: { createdAt: -1, code: -1 } });
  }

  inStates(...states: CohortState[]): Promise<Cohort[]> {
    return this.find({ state: trusted({ $in: states }) }, { sort: { createdAt: -1 } });
  }

  byIds(ids: readonly string[]): Promise<Cohort[]> {
    return this.find({ id: trusted({ $in: [...ids] }) });
  }

  /** Plans are the coordinators' until they open. @throws Problem `not-found` */
  getOpened(id: string): Promise<Cohort> {
    return this.get({ id, state: trusted({ $ne: "planned" as const }) });
  }
}

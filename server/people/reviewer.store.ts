import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Reviewer } from "./reviewer.rules.ts";

export class ReviewerStore extends AggregateStore<Reviewer> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "reviewers",
      {
        code: String,
        state: String,
        subjects: [String],
        bands: [Schema.Types.Mixed],
        capacity: Number,
        hours: Number,
        conflicts: [Schema.Types.Mixed],
        pausedUntil: Date,
        pauseReason: String,
        updatedAt: Date,
      },
      { indexes: [[{ code: 1 }, { unique: true }], [{ state: 1 }]], nudge },
    );
  }

  all(): Promise<Reviewer[]> {
    return this.find({}, { sort: { code: 1 } });
  }

  /** Those whose leave ends at this moment or ended before. */
  onLeaveUntil(now: Date): Promise<Reviewer[]> {
    return this.find({ state: "paused", pausedUntil: trusted({ $lte: now, $ne: null }) });
  }

  byIds(ids: readonly string[]): Promise<Reviewer[]> {
    return this.find({ id: trusted({ $in: [...ids] }) });
  }
}

import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { FollowUp } from "./follow-up.rules.ts";

/** Talks and procedural reviews that were asked for: one of a kind an application, which is one a cohort. */
export class FollowUpStore extends AggregateStore<FollowUp> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "follow_ups",
      {
        kind: String,
        applicationId: String,
        applicantId: String,
        cohortId: String,
        code: String,
        state: String,
        text: String,
        askedAt: Date,
        answer: Schema.Types.Mixed,
      },
      {
        indexes: [[{ applicationId: 1, kind: 1 }, { unique: true }], [{ state: 1, askedAt: 1 }]],
        nudge,
      },
    );
  }
}

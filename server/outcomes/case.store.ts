import { type Connection, Schema } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { CaseRecord } from "./case.rules.ts";

export class CaseStore extends AggregateStore<CaseRecord> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "cases",
      {
        cohortId: String,
        applicantId: String,
        stage: String,
        requests: { type: [Schema.Types.Mixed], default: [] },
        nsRulings: { type: [Schema.Types.Mixed], default: [] },
        look: Schema.Types.Mixed,
        fourthRead: Schema.Types.Mixed,
        about: [String],
        earlierFiles: { type: [Schema.Types.Mixed], default: [] },
        outcomes: { type: [Schema.Types.Mixed], default: [] },
        sealedAt: Date,
        followed: Number,
      },
      { indexes: [[{ cohortId: 1, stage: 1 }]], nudge },
    );
  }

  ofCohort(cohortId: string): Promise<CaseRecord[]> {
    return this.find({ cohortId }, { sort: { id: 1 } });
  }

  byIds(ids: readonly string[]): Promise<CaseRecord[]> {
    return this.find({ id: trusted({ $in: [...ids] }) });
  }

  /** The JGP sees all cases but their own; applicants read theirs through the released letter, nobody else any. */
  visibleTo(actor: Actor): {
    get(id: string): Promise<CaseRecord>;
    find(filter?: Filter<CaseRecord>): Promise<CaseRecord[]>;
  } {
    const mine: Filter<CaseRecord> | null =
      actor.role === "jgp" ? { applicantId: trusted({ $ne: actor.personId }) } : null;
    return {
      get: async (id) => {
        if (mine === null) throw notFound();
        return this.get({ ...mine, id });
      },
      find: async (filter = {}) => (mine === null ? [] : this.find({ ...filter, ...mine })),
    };
  }
}

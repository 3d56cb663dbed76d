import { type Connection, Schema } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Decision } from "./decision.rules.ts";

export class DecisionStore extends AggregateStore<Decision> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "decisions",
      {
        cohortId: String,
        cohortName: String,
        applicantId: String,
        code: String,
        schoolId: String,
        isPromoted: Boolean,
        basis: String,
        points: Number,
        of: Number,
        outcomeVersion: Number,
        facts: Schema.Types.Mixed,
        call: Schema.Types.Mixed,
        releasedAt: Date,
      },
      {
        indexes: [
          [{ cohortId: 1, code: 1 }],
          [{ applicantId: 1, releasedAt: -1 }],
          [{ isPromoted: 1, schoolId: 1, releasedAt: -1 }],
        ],
        nudge,
      },
    );
  }

  /** Released ones only: applicants their own, HR those promoted, principals those promoted at their own school. */
  visibleTo(actor: Actor): {
    get(id: string): Promise<Decision>;
    find(filter?: Filter<Decision>): Promise<Decision[]>;
  } {
    const mine = visibility(actor);
    return {
      get: async (id) => {
        if (mine === null) throw notFound();
        return this.get({ ...mine, id });
      },
      find: async (filter = {}) =>
        mine === null ? [] : this.find({ ...filter, ...mine }, { sort: { releasedAt: -1, code: 1 } }),
    };
  }

  ofCohort(cohortId: string): Promise<Decision[]> {
    return this.find({ cohortId }, { sort: { code: 1 } });
  }
}

function visibility(actor: Actor): Filter<Decision> | null {
  const isOut = { releasedAt: trusted({ $ne: null }) };
  if (actor.role === "applicant") return { ...isOut, applicantId: actor.personId };
  if (actor.role === "hr") return { ...isOut, isPromoted: true };
  if (actor.role === "principal" && actor.schoolId !== null)
    return { ...isOut, isPromoted: true, schoolId: actor.schoolId };
  return null;
}

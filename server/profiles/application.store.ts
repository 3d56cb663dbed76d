import { type ClientSession, type Connection, Schema } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Application } from "./application-record.rules.ts";

export type VisibleApplications = {
  /** @throws Problem `not-found`, the same for missing and for not visible */
  get(id: string, session?: ClientSession | null): Promise<Application>;
  find(filter?: Filter<Application>, options?: { limit?: number; skip?: number }): Promise<Application[]>;
  /** Those with a request that nobody answered yet. */
  asking(): Promise<Application[]>;
  /** How many are in each state. */
  counts(filter?: Filter<Application>): Promise<Record<string, number>>;
};

export class ApplicationStore extends AggregateStore<Application> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "applications",
      {
        cohortId: String,
        applicantId: String,
        code: String,
        state: String,
        heldFrom: String,
        declaration: Schema.Types.Mixed,
        narrative: { type: [Schema.Types.Mixed], default: [] },
        board: { type: [Schema.Types.Mixed], default: [] },
        isNobodyRecorded: Boolean,
        submission: Schema.Types.Mixed,
        manifest: Schema.Types.Mixed,
        earlierManifests: { type: [Schema.Types.Mixed], default: [] },
        returned: Schema.Types.Mixed,
        requests: { type: [Schema.Types.Mixed], default: [] },
        conflictedIds: [String],
        takenFromId: String,
        history: { type: [Schema.Types.Mixed], default: [] },
        createdAt: Date,
      },
      {
        indexes: [
          [{ cohortId: 1, applicantId: 1 }, { unique: true }],
          [{ code: 1 }, { unique: true }],
          [{ applicantId: 1, createdAt: -1 }],
          [{ cohortId: 1, state: 1, code: 1 }],
          [{ "submission.kind": 1 }],
        ],
        nudge,
      },
    );
  }

  /**
   * Applicants see their own. The JGP sees all but those of a person they are or have a conflict with: in lists and
   * in counts alike, these do not exist for them. Nobody else sees any here.
   */
  visibleTo(actor: AnyActor): VisibleApplications {
    const mine = visibility(actor);
    return {
      get: async (id, session = null) => {
        if (mine === null) throw notFound();
        return this.get({ $and: [{ id }, mine].map(asStored) } as never, session);
      },
      find: async (filter = {}, options = {}) =>
        mine === null ? [] : this.find(both(filter, mine), { sort: { cohortId: 1, code: 1 }, ...options }),
      asking: async () =>
        mine === null
          ? []
          : this.find(both({ requests: trusted({ $elemMatch: { answer: null } }) } as never, mine), {
              sort: { code: 1 },
            }),
      counts: async (filter = {}) => (mine === null ? {} : this.tally(both(filter, mine), "state")),
    };
  }

  /** The system's view, for jobs. */
  ofCohort(cohortId: string): Promise<Application[]> {
    return this.find({ cohortId }, { sort: { code: 1 } });
  }

  byIds(ids: readonly string[]): Promise<Application[]> {
    return this.find({ id: trusted({ $in: [...ids] }) });
  }
}

function visibility(actor: AnyActor): Filter<Application> | null {
  if (actor.role === "system") return {};
  if (actor.role === "applicant") return { applicantId: actor.personId };
  if (actor.role === "jgp")
    return {
      applicantId: trusted({ $ne: actor.personId }),
      conflictedIds: trusted({ $ne: actor.personId }),
    };
  return null;
}

/** What somebody asked for never replaces what they may see. */
function both(filter: Filter<Application>, mine: Filter<Application>): Filter<Application> {
  return { $and: [asStored(filter), asStored(mine)] } as never;
}

function asStored({ id, ...rest }: Filter<Application>): object {
  return id === undefined ? rest : { ...rest, _id: id };
}

import { type Connection, Schema } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { InterviewRecord } from "./interview-record.rules.ts";

export class InterviewStore extends AggregateStore<InterviewRecord> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "interviews",
      {
        applicationId: String,
        applicantId: String,
        cohortId: String,
        outcomeVersion: Number,
        code: String,
        state: String,
        slotId: String,
        movesUsed: Number,
        offeredAt: Date,
        chooseBy: Date,
        appointments: { type: [Schema.Types.Mixed], default: [] },
        sequence: Number,
        needs: String,
        panel: { type: [Schema.Types.Mixed], default: [] },
        isWidened: Boolean,
        opinions: { type: [Schema.Types.Mixed], default: [] },
        recommendation: Schema.Types.Mixed,
        history: { type: [Schema.Types.Mixed], default: [] },
      },
      {
        indexes: [
          [{ applicationId: 1, outcomeVersion: 1 }, { unique: true }],
          // Of two who take one time in the same moment, one gets it.
          [{ slotId: 1 }, { unique: true, partialFilterExpression: { slotId: { $type: "string" } } }],
          [{ cohortId: 1, code: 1 }],
          [{ applicantId: 1, offeredAt: -1 }],
          [{ state: 1, chooseBy: 1 }],
        ],
        nudge,
      },
    );
  }

  /** Applicants see their own offers while these stand; the JGP all but those of its own cases; nobody else any. */
  visibleTo(actor: Actor): {
    get(id: string): Promise<InterviewRecord>;
    find(filter?: Filter<InterviewRecord>): Promise<InterviewRecord[]>;
  } {
    const mine = visibility(actor);
    return {
      get: async (id) => {
        if (mine === null) throw notFound();
        return this.get({ ...mine, id });
      },
      find: async (filter = {}) =>
        mine === null ? [] : this.find({ ...filter, ...mine }, { sort: { cohortId: 1, code: 1, offeredAt: 1 } }),
    };
  }

  /** The offer that stands for an application; null where none does. */
  async standingFor(applicationId: string): Promise<InterviewRecord | null> {
    const [newest] = await this.find(
      { applicationId, state: trusted({ $ne: "cancelled" as const }) },
      { sort: { offeredAt: -1, outcomeVersion: -1 }, limit: 1 },
    );
    return newest ?? null;
  }

  /** What one person of a panel has before them. */
  ofPanelMember(personId: string): Promise<InterviewRecord[]> {
    return this.find({ "panel.personId": personId, state: trusted({ $ne: "cancelled" }) } as never);
  }

  /** Offers without an answer whose last moment to choose lies between the two. */
  unanswered(from: Date, until: Date): Promise<InterviewRecord[]> {
    return this.find({ state: "offered", chooseBy: trusted({ $gt: from, $lte: until }) } as never);
  }

  /** All whose turn it is to choose a time. */
  toChoose(): Promise<InterviewRecord[]> {
    return this.find({ state: trusted({ $in: ["offered", "missed"] as const }) } as never);
  }
}

function visibility(actor: Actor): Filter<InterviewRecord> | null {
  if (actor.role === "applicant")
    return { applicantId: actor.personId, state: trusted({ $ne: "cancelled" as const }) } as never;
  if (actor.role === "jgp") return { applicantId: trusted({ $ne: actor.personId }) };
  return null;
}

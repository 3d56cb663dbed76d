import { type Connection, Schema } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Review } from "./review-record.rules.ts";
import { OPENS_PROFILE } from "./review.rules.ts";

export class ReviewStore extends AggregateStore<Review> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "reviews",
      {
        cohortId: String,
        profileId: String,
        profileCode: String,
        applicantId: String,
        place: Number,
        reviewerId: String,
        reviewerCode: String,
        state: String,
        rubric: Schema.Types.Mixed,
        offeredAt: Date,
        respondBy: Date,
        reviewBy: Date,
        acceptedAt: Date,
        startedAt: Date,
        submittedAt: Date,
        endedAt: Date,
        reason: String,
        draft: { type: [Schema.Types.Mixed], default: [] },
        sheets: { type: [Schema.Types.Mixed], default: [] },
        fourthReadAsked: Schema.Types.Mixed,
        moreTimeAsked: Schema.Types.Mixed,
        snoozedUntil: Date,
        stopped: Schema.Types.Mixed,
      },
      {
        indexes: [
          [{ reviewerId: 1, state: 1 }],
          [{ profileId: 1, place: 1 }],
          [{ cohortId: 1, state: 1 }],
          [{ state: 1, respondBy: 1 }],
        ],
        nudge,
      },
    );
  }

  /** A reviewer sees their own; the JGP all but those of a case of their own; nobody else any. */
  visibleTo(actor: Actor): { get(id: string): Promise<Review>; find(filter?: Filter<Review>): Promise<Review[]> } {
    const mine = visibility(actor);
    return {
      get: async (id) => {
        if (mine === null) throw notFound();
        return this.get({ ...mine, id });
      },
      find: async (filter = {}) => (mine === null ? [] : this.find({ ...filter, ...mine }, { sort: { offeredAt: 1 } })),
    };
  }

  ofProfile(profileId: string): Promise<Review[]> {
    return this.find({ profileId }, { sort: { place: 1, offeredAt: 1 } });
  }

  async hasSubmittedAfter(reviewerId: string, at: Date | null): Promise<boolean> {
    return (await this.count({ reviewerId, submittedAt: trusted({ $gt: at }) })) > 0;
  }

  /** Everything that waits on its reader: an answer, or a sheet. */
  waitingOnReader(): Promise<Review[]> {
    return this.find({ state: trusted({ $in: ["offered", "accepted", "in-progress", "reopened"] as const }) });
  }

  /** Offers whose answer is overdue. */
  offeredWithAnswerDueBefore(now: Date): Promise<Review[]> {
    return this.find({ state: "offered", respondBy: trusted({ $lt: now }) });
  }

  /** Reviews of this reader that were submitted after `at`. */
  countSubmittedAfter(reviewerId: string, at: Date): Promise<number> {
    return this.count({ reviewerId, submittedAt: trusted({ $gt: at }) });
  }

  /** Is this reviewer assigned to this Profile right now, so that its evidence opens? */
  async isAssigned(reviewerId: string, profileId: string): Promise<boolean> {
    return (await this.count({ reviewerId, profileId, state: trusted({ $in: [...OPENS_PROFILE] }) })) > 0;
  }
}

function visibility(actor: Actor): Filter<Review> | null {
  if (actor.role === "reviewer") return { reviewerId: actor.personId };
  if (actor.role === "jgp") return { applicantId: trusted({ $ne: actor.personId }) };
  return null;
}

import { type ClientSession, type Connection, Schema } from "mongoose";
import { Problem } from "../kernel/problem.ts";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { type MatchBoard, newBoard } from "./match-board.rules.ts";
import type { MatchRun } from "./match-run.rules.ts";

const { Mixed } = Schema.Types;
const LIST = { type: [Mixed], default: [] };

export class MatchBoardStore extends AggregateStore<MatchBoard> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "match_boards",
      {
        state: String,
        runId: String,
        locks: LIST,
        forbids: LIST,
        fallbacks: LIST,
        caps: LIST,
        edits: LIST,
        endedFallbacks: LIST,
        publishedAt: Date,
        laidAt: Date,
        turn: Number,
      },
      { nudge },
    );
  }

  /** The cohort's board; laid out the first time somebody looks. */
  async of(cohortId: string, session: ClientSession | null = null): Promise<MatchBoard> {
    const found = await this.findOne({ id: cohortId }, session);
    if (found) return found;
    try {
      return await this.insert(newBoard(cohortId), [], session);
    } catch (error) {
      if (error instanceof Problem) return this.get({ id: cohortId }, session);
      throw error;
    }
  }
}

export class MatchRunStore extends AggregateStore<MatchRun> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "match_runs",
      {
        cohortId: String,
        number: Number,
        state: String,
        askedById: String,
        askedAt: Date,
        finishedAt: Date,
        progressPct: Number,
        progressText: String,
        failure: String,
        input: Mixed,
        inputHash: String,
        answer: Mixed,
      },
      { indexes: [[{ cohortId: 1, number: 1 }, { unique: true }]], nudge },
    );
  }

  /** Newest first. */
  ofCohort(cohortId: string): Promise<MatchRun[]> {
    return this.find({ cohortId }, { sort: { number: -1 } });
  }
}

import { type Connection, Schema } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { ProgramState, ProgramVersion } from "./program.rules.ts";

/** Versions of the rules. Those in force are for everyone; drafts only for the bodies that write, approve or comment. */
export class ProgramStore extends AggregateStore<ProgramVersion> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "program_versions",
      {
        number: Number,
        state: String,
        settings: Schema.Types.Mixed,
        rubric: String,
        approvals: { type: [Schema.Types.Mixed], default: [] },
        note: String,
        comment: String,
      },
      { indexes: [[{ number: 1 }, { unique: true }]], nudge },
    );
  }

  visibleTo(actor: Pick<AnyActor, "role">): {
    get(id: string): Promise<ProgramVersion>;
    all(): Promise<ProgramVersion[]>;
  } {
    const mayReadDrafts = ["jgp", "joc", "pprc-admin", "system"].includes(actor.role);
    const own: Filter<ProgramVersion> = mayReadDrafts
      ? {}
      : { state: trusted({ $in: ["approved", "retired"] as ProgramState[] }) };
    return {
      get: (id) => this.get({ ...own, id }),
      all: () => this.find(own, { sort: { number: -1 } }),
    };
  }

  /** The newest approved version: what a new cohort begins with, and what `/rules` shows. Null before the first. */
  async inForce(): Promise<ProgramVersion | null> {
    return (await this.find({ state: "approved" }, { sort: { number: -1 }, limit: 1 }))[0] ?? null;
  }

  async latest(): Promise<ProgramVersion | null> {
    return (await this.find({}, { sort: { number: -1 }, limit: 1 }))[0] ?? null;
  }
}

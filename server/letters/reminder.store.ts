import type { Connection } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";

/** One rung of one case that is done: a mail was sent for it, or a later one replaced it. Its id makes it once. */
export type Reminder = { id: string; version: number; caseKey: string; rungId: string; wasSent: boolean; at: Date };

export class ReminderStore extends AggregateStore<Reminder> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "reminders",
      { caseKey: String, rungId: String, wasSent: Boolean, at: Date },
      { indexes: [[{ caseKey: 1 }]], nudge },
    );
  }

  async recordedRungs(caseKey: string): Promise<string[]> {
    return (await this.find({ caseKey })).map(({ rungId }) => rungId);
  }
}

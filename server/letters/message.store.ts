import { type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { Message } from "./message.rules.ts";

export class MessageStore extends AggregateStore<Message> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "messages",
      {
        key: String,
        to: String,
        template: String,
        subject: String,
        text: String,
        html: String,
        attachments: { type: [Schema.Types.Mixed], default: [] },
        state: String,
        dueAt: Date,
        createdAt: Date,
        sentAt: Date,
        reason: String,
        attempts: Number,
        readAt: Date,
      },
      { indexes: [[{ key: 1 }, { unique: true }], [{ to: 1, createdAt: -1 }], [{ state: 1, dueAt: 1 }]], nudge },
    );
  }

  byKey(key: string): Promise<Message | null> {
    return this.findOne({ key });
  }
}

import { type Connection, Schema } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import { trusted } from "../platform/mongo.ts";
import type { Message, MessageState } from "./message.rules.ts";

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
        begunAt: Date,
        readAt: Date,
      },
      { indexes: [[{ key: 1 }, { unique: true }], [{ to: 1, createdAt: -1 }], [{ state: 1, dueAt: 1 }]], nudge },
    );
  }

  /** Their own, newest first; held and half-written ones are not there yet, and a sign-in link is for the mail alone. */
  visibleTo({ personId }: Pick<Actor, "personId">): { get(id: string): Promise<Message>; find(): Promise<Message[]> } {
    const mine = {
      to: personId,
      state: trusted({ $nin: ["draft", "held"] as MessageState[] }),
      template: trusted({ $ne: "sign-in-link" }),
    };
    return {
      get: (id) => this.get({ ...mine, id }),
      find: () => this.find(mine, { sort: { createdAt: -1 }, limit: 300 }),
    };
  }

  /** Those of these keys that are held. */
  held(keys: readonly string[]): Promise<Message[]> {
    return this.find({ key: trusted({ $in: [...keys] }), state: "held" });
  }

  byKeys(keys: readonly string[]): Promise<Message[]> {
    return this.find({ key: trusted({ $in: [...keys] }) });
  }

  byKey(key: string): Promise<Message | null> {
    return this.findOne({ key });
  }

  /** Queued or begun before that instant, and not handed over since. */
  unsentSince(at: Date, limit: number): Promise<Message[]> {
    const state = trusted({ $in: ["queued", "sending"] as MessageState[] });
    return this.find({ state, createdAt: trusted({ $lt: at }) }, { sort: { createdAt: 1 }, limit });
  }
}

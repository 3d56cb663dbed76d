import type { Connection } from "mongoose";
import type { DomainEvent } from "../kernel/event.ts";
import { isDuplicate } from "./mongo.ts";

export type LoggedEvent = DomainEvent & { collection: string; aggregateId: string; loggedAt: Date };

/** The record of what happened: appended once an event, never changed, kept for seven years. */
export type EventLog = {
  append(collection: string, aggregateId: string, event: DomainEvent): Promise<void>;
  /** Newest first. */
  of(aggregateId: string, limit?: number): Promise<LoggedEvent[]>;
  /** Those logged since then by the machine's clock, oldest first: what a queue that lost its memory is told again. */
  since(loggedAt: Date): Promise<LoggedEvent[]>;
  prepare(): Promise<void>;
};

export function createEventLog(connection: Connection): EventLog {
  const rows = () =>
    connection.getClient().db(connection.name).collection<{ _id: string } & Record<string, unknown>>("event_log");
  return {
    async append(collection, aggregateId, { id, name, at, payload }) {
      await rows()
        .insertOne({ _id: id, collection, aggregateId, name, at, payload, loggedAt: new Date() })
        .catch((error: unknown) => {
          if (!isDuplicate(error)) throw error;
        });
    },
    async of(aggregateId, limit = 200) {
      const found = await rows().find({ aggregateId }).sort({ at: -1 }).limit(limit).toArray();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest })) as unknown as LoggedEvent[];
    },
    async since(loggedAt) {
      const found = await rows()
        .find({ loggedAt: { $gte: loggedAt } })
        .sort({ loggedAt: 1 })
        .toArray();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest })) as unknown as LoggedEvent[];
    },
    async prepare() {
      await rows().createIndex({ loggedAt: 1 });
      await rows().createIndex({ aggregateId: 1, at: -1 });
    },
  };
}

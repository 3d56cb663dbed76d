import type { Connection } from "mongoose";
import { secondsSeen } from "./watch.rules.ts";

/** One person's looks at one file on one day. */
type Row = {
  _id: string;
  itemId: string;
  shelfId: string;
  personId: string;
  role: string;
  /** `2026-11-23`, in the district's zone. */
  day: string;
  firstAt: Date;
  lastAt: Date;
  servedBytes?: number;
  played?: [number, number][];
};

export type Look = Pick<Row, "itemId" | "shelfId" | "personId" | "role" | "day">;
/** `player`: the player told what it played. `ranges`: only estimated from the bytes that were sent. */
export type Seen = {
  itemId: string;
  personId: string;
  role: string;
  day: string;
  seenSec: number;
  from: "player" | "ranges";
};

/** Who looked at what: told to the applicant as role and day, never as a number of people. */
export type ViewLog = {
  served(look: Look, bytes: number, at: Date): Promise<void>;
  played(look: Look, stretch: readonly [number, number], at: Date): Promise<void>;
  /** Role and day, each pair once. */
  ofShelf(shelfId: string): Promise<{ role: string; day: string }[]>;
  /** Seconds of a video that one person has seen; `sizeBytes` and `durationSec` are those of what is streamed. */
  seenBy(personId: string, itemId: string, streamed: { sizeBytes: number; durationSec: number }): Promise<Seen[]>;
  prepare(): Promise<void>;
};

const STRETCHES_MAX = 3000;

export function createViewLog(connection: Connection): ViewLog {
  const rows = () => connection.getClient().db(connection.name).collection<Row>("view_log");
  const add = async (look: Look, at: Date, more: object) => {
    const _id = `${look.itemId}|${look.personId}|${look.role}|${look.day}`;
    await rows().updateOne(
      { _id },
      { $setOnInsert: { ...look, firstAt: at }, $max: { lastAt: at }, ...more },
      { upsert: true },
    );
  };
  return {
    served: (look, bytes, at) => add(look, at, { $inc: { servedBytes: bytes } }),
    played: (look, [from, to], at) =>
      add(look, at, { $push: { played: { $each: [[from, to]], $slice: -STRETCHES_MAX } } }),
    async ofShelf(shelfId) {
      const found = await rows().find({ shelfId }).sort({ day: 1, role: 1 }).toArray();
      const pairs = new Map(found.map(({ role, day }) => [`${day} ${role}`, { role, day }]));
      return [...pairs.values()];
    },
    async seenBy(personId, itemId, { sizeBytes, durationSec }) {
      const found = await rows().find({ personId, itemId }).sort({ day: 1 }).toArray();
      return found.map(({ role, day, played = [], servedBytes = 0 }) => ({
        itemId,
        personId,
        role,
        day,
        seenSec:
          played.length > 0
            ? secondsSeen(played)
            : Math.min(durationSec, (servedBytes / Math.max(1, sizeBytes)) * durationSec),
        from: played.length > 0 ? "player" : "ranges",
      }));
    },
    async prepare() {
      await rows().createIndex({ shelfId: 1, day: 1 });
      await rows().createIndex({ personId: 1, itemId: 1 });
    },
  };
}

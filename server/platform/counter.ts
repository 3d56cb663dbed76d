import type { ClientSession, Connection } from "mongoose";

/** Numbers that are given once: 1, 2, 3 ... for each key. A number taken by something that then failed stays unused. */
export type Counters = { next(key: string, session?: ClientSession): Promise<number>; prepare(): Promise<void> };

export function createCounters(connection: Connection): Counters {
  const database = () => connection.getClient().db(connection.name);
  const rows = () => database().collection<{ _id: string; value: number }>("counters");
  return {
    async next(key, session) {
      const row = await rows().findOneAndUpdate(
        { _id: key },
        { $inc: { value: 1 } },
        { upsert: true, returnDocument: "after", ...(session && { session: session as never }) },
      );
      if (!row) throw new Error(`no number came back for ${key}`);
      return row.value;
    },
    async prepare() {
      await database()
        .createCollection("counters")
        .catch((error: { codeName?: string }) => {
          if (error.codeName !== "NamespaceExists") throw error;
        });
    },
  };
}

import type { Connection } from "mongoose";

/** One item's end. `certifiedAt` is set when the store listed nothing of it any more. */
export type Deletion = {
  itemId: string;
  shelfId: string;
  prefixes: readonly string[];
  why: string;
  begunAt: Date;
  removedVersions: number | null;
  certifiedAt: Date | null;
};

/** What was deleted and must stay so. Appended, never removed: export it with every backup. */
export type DeletionLedger = {
  begin(deletion: Pick<Deletion, "itemId" | "shelfId" | "prefixes" | "why">, at: Date): Promise<void>;
  certify(itemId: string, removedVersions: number, at: Date): Promise<void>;
  ofShelf(shelfId: string): Promise<Deletion[]>;
  /** Null for a file that was not deleted. */
  ofItem(itemId: string): Promise<Deletion | null>;
  prepare(): Promise<void>;
};

export function createDeletionLedger(connection: Connection): DeletionLedger {
  type Row = Omit<Deletion, "itemId"> & { _id: string };
  const rows = () => connection.getClient().db(connection.name).collection<Row>("deletions");
  const asDeletion = ({ _id, ...rest }: Row): Deletion => ({ itemId: _id, ...rest });
  return {
    async begin({ itemId, ...rest }, at) {
      const row = { ...rest, begunAt: at, removedVersions: null, certifiedAt: null };
      await rows().updateOne({ _id: itemId }, { $setOnInsert: row }, { upsert: true });
    },
    async certify(itemId, removedVersions, at) {
      await rows().updateOne({ _id: itemId, certifiedAt: null }, { $set: { removedVersions, certifiedAt: at } });
    },
    ofShelf: async (shelfId) => (await rows().find({ shelfId }).sort({ _id: 1 }).toArray()).map(asDeletion),
    async ofItem(itemId) {
      const row = await rows().findOne({ _id: itemId });
      return row && asDeletion(row);
    },
    async prepare() {
      await rows().createIndex({ shelfId: 1 });
    },
  };
}

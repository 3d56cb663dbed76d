import { type ClientSession, type Connection, Schema } from "mongoose";
import { AggregateStore, type Nudge } from "../platform/aggregate-store.ts";
import type { MediaItem } from "./media-item.rules.ts";

/** Uploaded files as records; their bytes are in S3. */
export class MediaItemStore extends AggregateStore<MediaItem> {
  constructor(connection: Connection, nudge: Nudge) {
    super(
      connection,
      "media_items",
      {
        shelfId: String,
        ownerId: String,
        role: String,
        part: Number,
        fileName: String,
        contentType: String,
        sizeBytes: Number,
        check: String,
        reason: String,
        durationMs: Number,
        createdAt: Date,
        completedAt: Date,
        seal: Schema.Types.Mixed,
        deletedAt: Date,
      },
      { indexes: [[{ shelfId: 1, role: 1, part: 1 }]], nudge },
    );
  }

  /** Those that are not deleted, in the order they are shown. */
  ofShelf(shelfId: string, session: ClientSession | null = null): Promise<MediaItem[]> {
    return this.find({ shelfId, deletedAt: null }, { sort: { role: 1, part: 1, createdAt: 1 }, session });
  }
}

import { type ClientSession, type Connection, Schema } from "mongoose";
import type { AnyActor } from "../kernel/actor.ts";
import type { DomainEvent } from "../kernel/event.ts";
import { isRace } from "../kernel/problem.ts";
import { trusted } from "../platform/mongo.ts";
import { AggregateStore, type Filter, type Nudge } from "../platform/aggregate-store.ts";
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
        object: Schema.Types.Mixed,
        upload: Schema.Types.Mixed,
        check: String,
        reason: String,
        hints: [String],
        steps: [Schema.Types.Mixed],
        workedAt: Date,
        durationMs: Number,
        playable: String,
        failedTries: Number,
        renditions: [Schema.Types.Mixed],
        sameAs: [String],
        createdAt: Date,
        completedAt: Date,
        seal: Schema.Types.Mixed,
        deletedAt: Date,
        wasHandedIn: Boolean,
        purgedAt: Date,
      },
      {
        indexes: [
          [{ shelfId: 1, role: 1, part: 1 }],
          [{ check: 1, completedAt: 1 }],
          [{ playable: 1, completedAt: 1 }],
          [{ "seal.sha256": 1 }],
          [{ deletedAt: 1, purgedAt: 1 }],
        ],
        nudge,
      },
    );
  }

  /** Those that are not deleted, in the order they are shown. */
  ofShelf(shelfId: string, session: ClientSession | null = null): Promise<MediaItem[]> {
    return this.find({ shelfId, deletedAt: null }, { sort: { role: 1, part: 1, createdAt: 1 }, session });
  }

  /** Milliseconds of usable video a shelf, its parts added; shelves without any are left out. */
  async videoLengths(shelfIds: readonly string[]): Promise<Map<string, number>> {
    const filter = { shelfId: trusted({ $in: [...shelfIds] }), role: "video", check: "usable", deletedAt: null };
    const lengths = new Map<string, number>();
    for (const { shelfId, durationMs } of await this.find(filter as Filter<MediaItem>))
      if (durationMs !== null) lengths.set(shelfId, (lengths.get(shelfId) ?? 0) + durationMs);
    return lengths;
  }

  /** Other applications' files with the same bytes, whether or not they are still there. */
  async sameBytes(sha256: string, shelfId: string): Promise<MediaItem[]> {
    return this.find({ "seal.sha256": sha256, shelfId: trusted({ $ne: shelfId }) } as Filter<MediaItem>, { limit: 50 });
  }

  /** Checks that nobody has worked at since `before`: their job was lost, or its worker. */
  async quietChecks(before: Date): Promise<MediaItem[]> {
    return this.find({ check: "checking", deletedAt: null, workedAt: trusted({ $lt: before }) } as Filter<MediaItem>);
  }

  /** Checks under way or waiting that somebody works at, or will. */
  async openChecks(since: Date): Promise<number> {
    return this.count({ check: "checking", deletedAt: null, workedAt: trusted({ $gte: since }) } as Filter<MediaItem>);
  }

  /** Videos that are usable and wait to be made playable, the oldest first. */
  async unprepared(): Promise<MediaItem[]> {
    return this.find(
      {
        role: "video",
        check: "usable",
        playable: trusted({ $in: ["waiting", "preparing"] }),
        deletedAt: null,
      } as Filter<MediaItem>,
      { sort: { completedAt: 1 } },
    );
  }

  /** Uploads that no client was heard of since `before`. */
  async idleUploads(before: Date): Promise<MediaItem[]> {
    return this.find({
      check: "uploading",
      purgedAt: null,
      "upload.touchedAt": trusted({ $lt: before }),
    } as Filter<MediaItem>);
  }

  /** Taken away before they were handed in, and not yet removed from the store. */
  async deletedBefore(before: Date): Promise<MediaItem[]> {
    return this.find({ deletedAt: trusted({ $lt: before }), wasHandedIn: false, purgedAt: null } as Filter<MediaItem>);
  }

  /** Which of these shelves hold a file that stands in another application too. */
  async shelvesWithCopies(shelfIds: readonly string[]): Promise<string[]> {
    const copies = await this.find({
      shelfId: trusted({ $in: [...shelfIds] }),
      deletedAt: null,
      sameAs: trusted({ $ne: [] }),
    } as Filter<MediaItem>);
    return [...new Set(copies.map(({ shelfId }) => shelfId))];
  }

  /** Which of these shelves still hold something that was not removed. */
  async shelvesWithBytes(shelfIds: readonly string[]): Promise<string[]> {
    const left = await this.find({ shelfId: trusted({ $in: [...shelfIds] }), purgedAt: null } as Filter<MediaItem>);
    return [...new Set(left.map(({ shelfId }) => shelfId))];
  }

  /** Every item whose bytes have arrived and were not removed. */
  async withBytes(): Promise<MediaItem[]> {
    return this.find({ check: trusted({ $ne: "uploading" }), purgedAt: null } as Filter<MediaItem>);
  }

  /** An applicant reaches their own; a job all. For everybody else it does not exist here (watching has its own door). */
  async getOwn(actor: AnyActor, id: string): Promise<MediaItem> {
    const own = actor.role === "system" ? {} : { ownerId: actor.role === "applicant" ? actor.personId : null };
    return this.get({ id, deletedAt: null, ...own } as Filter<MediaItem>);
  }

  /**
   * Reads, changes and writes; again from the start when somebody else wrote in between. `change` answers null to leave
   * it as it is.
   * @throws Problem `not-found`
   */
  async change(
    id: string,
    change: (item: MediaItem) => readonly [MediaItem, ...DomainEvent[]] | null,
  ): Promise<MediaItem> {
    for (let tries = 0; ; tries += 1) {
      const item = await this.get({ id });
      const changed = change(item);
      if (changed === null) return item;
      const [value, ...events] = changed;
      try {
        return await this.save(value, events);
      } catch (error) {
        if (!isRace(error) || tries >= 30) throw error;
      }
    }
  }
}

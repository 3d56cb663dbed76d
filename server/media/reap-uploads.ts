import { after, DAY } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { abortMultipart, openUploads } from "../platform/multipart.ts";
import { deleteObject, storedVersions } from "../platform/objects.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { purgeItem } from "./purge-item.ts";

type Needs = Pick<Deps, "mediaItems" | "shelves" | "s3" | "config" | "clock" | "deletions" | "newId">;

/** An upload that nobody has asked about for so long is given up; the store may have no rule of its own for that. */
const IDLE_MS = 7 * DAY;
/** An undo, and a deadline's dispute, have this long. */
const DELETED_KEPT_MS = DAY;
/** Younger ones may belong to a request that is still under way. */
const ORPHAN_AGE_MS = DAY;

export type Reaped = { idleUploads: number; deletedItems: number; unknownUploads: number };

/** Gives up idle uploads, removes the bytes of what was taken away, and aborts uploads that no item knows. */
export async function reapUploads(deps: Needs): Promise<Reaped> {
  const now = deps.clock.now();
  const idle = await deps.mediaItems.idleUploads(after(now, -IDLE_MS));
  const deleted = await deps.mediaItems.deletedBefore(after(now, -DELETED_KEPT_MS));
  return {
    idleUploads: await purgeUnheld(deps, idle, "an upload that nobody went on with for a week"),
    deletedItems: await purgeUnheld(deps, deleted, "taken away by its owner"),
    unknownUploads: await abortUnknown(deps, now),
  };
}

/** Asks for a hold before each one: one that is placed while others are being removed counts. @returns how many went */
async function purgeUnheld(deps: Needs, items: readonly MediaItem[], why: string): Promise<number> {
  let purged = 0;
  for (const item of items) {
    if ((await deps.shelves.findOne({ id: item.shelfId }))?.isHeld) continue;
    await purgeItem(deps, item, why);
    purged += 1;
  }
  return purged;
}

async function abortUnknown({ s3, mediaItems }: Needs, now: Date): Promise<number> {
  let aborted = 0;
  for await (const { key, uploadId, startedAt } of openUploads(s3, "evidence/")) {
    if (startedAt > after(now, -ORPHAN_AGE_MS)) continue;
    const item = await mediaItems.findOne({ id: key.split("/").at(-1) ?? "" });
    if (item?.upload?.uploadId === uploadId) continue;
    await abortMultipart(s3, { key, uploadId });
    aborted += 1;
  }
  return aborted;
}

export type Orphans = {
  /** Objects that no item owns. */
  objects: { key: string; objectVersion: string }[];
  /** Items whose bytes should be there and are not. */
  itemIds: string[];
};

/** The invariant between records and bytes, looked at from both sides; what is younger than a day may be under way. */
export async function findOrphans({
  s3,
  mediaItems,
  clock,
}: Pick<Needs, "s3" | "mediaItems" | "clock">): Promise<Orphans> {
  const youngest = after(clock.now(), -ORPHAN_AGE_MS);
  const seen = new Set<string>();
  const objects: Orphans["objects"] = [];
  for (const [prefix, place] of [
    ["evidence/", 2],
    ["renditions/", 2],
  ] as const) {
    for await (const { key, objectVersion, storedAt, isMarker } of storedVersions(s3, prefix)) {
      const item = await mediaItems.findOne({ id: key.split("/")[place] ?? "" });
      const isOwned = item !== null && item.purgedAt === null;
      if (isOwned && !isMarker) seen.add(`${key}@${objectVersion}`);
      if (!isOwned && storedAt < youngest) objects.push({ key, objectVersion });
    }
  }
  const stored = await mediaItems.withBytes();
  const itemIds = stored
    .filter(({ object }) => !seen.has(`${object.key}@${object.objectVersion ?? ""}`))
    .map(({ id }) => id);
  return { objects, itemIds };
}

/** Removes objects without an item; items without bytes are for people to look at. */
export async function removeOrphanObjects(deps: Needs): Promise<Orphans> {
  const orphans = await findOrphans(deps);
  for (const { key, objectVersion } of orphans.objects) await deleteObject(deps.s3, key, objectVersion || null);
  return orphans;
}

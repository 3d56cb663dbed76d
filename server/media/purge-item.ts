import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Deps } from "../deps.ts";
import { abortMultipart, openUploads } from "../platform/multipart.ts";
import { deleteObject, openObject, storedVersions } from "../platform/objects.ts";
import type { MediaItem } from "./media-item.rules.ts";
import type { Deletion } from "./deletion-ledger.store.ts";
import { putStream } from "../platform/put-stream.ts";
import { dropCopy } from "./scratch.ts";
import { renditionPrefix } from "./store-renditions.ts";

type Needs = Pick<Deps, "mediaItems" | "s3" | "config" | "clock" | "deletions">;

/**
 * Removes every byte of an item: all versions and delete markers of the file and of what was made of it, and the local
 * copy. Written into the ledger before the first byte goes, so that a restored backup can be made to forget it again;
 * certified only when the store lists nothing any more. Safe to repeat.
 * @throws Error when something is still there
 */
export async function purgeItem(deps: Needs, item: MediaItem, why: string): Promise<void> {
  const { s3, mediaItems, clock, deletions } = deps;
  const prefixes = prefixesOf(item);
  const deletion = { itemId: item.id, shelfId: item.shelfId, prefixes, why };
  await deletions.begin(deletion, clock.now());
  await noteBesideBytes(s3, deletion);
  // From here on no job adds to it: what one stores at this moment it removes itself (`dropLate`).
  await mediaItems.change(item.id, (now) => (now.deletedAt ? null : [{ ...now, deletedAt: clock.now() }]));
  if (item.upload) await abortMultipart(s3, { key: item.object.key, uploadId: item.upload.uploadId });
  for await (const { key, uploadId } of openUploads(s3, item.object.key))
    if (key === item.object.key) await abortMultipart(s3, { key, uploadId });
  const removed = await removeVersions(deps, prefixes);
  await dropCopy(deps, item);
  await mediaItems.change(item.id, (now) => [{ ...now, upload: null, renditions: [], purgedAt: clock.now() }]);
  await deletions.certify(item.id, removed, clock.now());
}

const prefixesOf = (item: MediaItem) => [item.object.key, renditionPrefix(item)];

/** A job that ends after its file was taken away leaves nothing of it in the store. */
export async function dropLate(deps: Pick<Deps, "mediaItems" | "s3">, itemId: string): Promise<void> {
  const item = await deps.mediaItems.findOne({ id: itemId });
  if (!item || item.deletedAt === null || (item.wasHandedIn && item.purgedAt === null)) return;
  await removeVersions(deps, [renditionPrefix(item)]);
}

/** What the store still lists of these keys: none, where a certificate is true. */
export async function stillStored({ s3 }: Pick<Deps, "s3">, prefixes: readonly string[]): Promise<number> {
  let count = 0;
  for (const prefix of prefixes)
    for await (const version of storedVersions(s3, prefix)) if (isOf(prefix, version.key)) count += 1;
  return count;
}

/** A prefix is one key, or a folder with its slash: never the beginning of another key. */
const isOf = (prefix: string, key: string) => prefix.endsWith("/") || key === prefix;

/** How many versions and markers were removed. @throws Error when the store still lists some afterwards */
export async function removeVersions({ s3 }: Pick<Deps, "s3">, prefixes: readonly string[]): Promise<number> {
  let removed = 0;
  for (const prefix of prefixes) {
    const found = [];
    for await (const version of storedVersions(s3, prefix)) if (isOf(prefix, version.key)) found.push(version);
    for (const { key, objectVersion } of found) await deleteObject(s3, key, objectVersion || null);
    removed += found.length;
    for await (const left of storedVersions(s3, prefix))
      if (isOf(prefix, left.key)) throw new Error(`the store still holds a version of ${left.key}`);
  }
  return removed;
}

type Noted = Pick<Deletion, "itemId" | "shelfId" | "prefixes" | "why">;
const NOTES = "ledger/deletions/";

/** A copy of the ledger's line in the file store: an older backup of the database does not take it back. */
async function noteBesideBytes(s3: Deps["s3"], deletion: Noted): Promise<void> {
  const note = Readable.from([Buffer.from(JSON.stringify(deletion))]);
  await putStream(s3, `${NOTES}${deletion.itemId}.json`, note, "application/json");
}

/**
 * After a restore from an older backup, before the app opens: what was deleted since is deleted again. Reads the notes
 * beside the bytes, which no backup of the database takes back.
 * @returns how many items were deleted again
 */
export async function replayDeletions(deps: Needs): Promise<number> {
  let replayed = 0;
  for await (const { key, isMarker } of storedVersions(deps.s3, NOTES)) {
    const id = key.slice(NOTES.length).replace(/\.json$/, "");
    const item = isMarker ? null : await deps.mediaItems.findOne({ id, purgedAt: null });
    if (!item) continue;
    const noted = JSON.parse(await text(await openObject(deps.s3, { key, objectVersion: null }))) as Noted;
    await purgeItem(deps, item, noted.why);
    replayed += 1;
  }
  return replayed;
}

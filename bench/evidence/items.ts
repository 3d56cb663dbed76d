import { SYSTEM } from "../../server/kernel/actor.ts";
import { finishItem, type MediaItem, startItem } from "../../server/media/index.ts";
import { headObject } from "../../server/platform/multipart.ts";
import type { Stage } from "./stage.ts";

export const MIB = 1024 * 1024;

/** The record of a video that lies in the store already, as it is after the last byte of an upload. */
export async function addItem(
  { house: { deps } }: Stage,
  { id, key, sizeBytes, ownerId = "ann" }: { id: string; key: string; sizeBytes: number; ownerId?: string },
): Promise<MediaItem> {
  const stored = await headObject(deps.s3, key);
  if (stored?.sizeBytes !== sizeBytes) throw new Error(`${key} is not in the store`);
  const started = startItem(
    {
      id,
      shelfId: `shelf-${ownerId}`,
      ownerId,
      role: "video",
      part: 1,
      fileName: "lesson.mp4",
      contentType: "video/mp4",
      sizeBytes,
      object: { key, objectVersion: null },
    },
    null,
    deps.clock.now(),
  );
  const [finished] = finishItem(started, { ...stored, sha256: null }, SYSTEM, deps.newId(), deps.clock.now());
  return deps.mediaItems.insert(finished);
}

import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { deleteObject } from "../platform/objects.ts";
import { finishItem, type MediaItem, type MediaRole, startItem } from "./media-item.rules.ts";
import { addToShelf } from "./start-upload.ts";

/** A file that lies in the store already, and has no record yet. */
export type StoredDocument = {
  itemId: string;
  key: string;
  fileName: string;
  contentType: string;
  objectVersion: string;
  sizeBytes: number;
  sha256: string;
};

type Needs = Pick<Deps, "shelves" | "mediaItems" | "s3" | "clock" | "newId" | "inTransaction" | "faults">;

/**
 * Puts documents that have arrived on a shelf; their check begins by the event stored with each. What cannot be added
 * leaves no bytes behind. A file that this shelf holds already in that role is not added twice.
 * @throws Problem `not-found`, `wrong-state` when the shelf is closed or full, `invalid-input` for a second copy
 */
export async function addDocuments(
  deps: Needs,
  actor: Actor,
  { shelfId, role, replacesId }: { shelfId: string; role: MediaRole; replacesId: string | null },
  arrived: readonly StoredDocument[],
): Promise<MediaItem[]> {
  const items: MediaItem[] = [];
  for (const [index, document] of arrived.entries()) {
    try {
      items.push(await addOne(deps, actor, { shelfId, role, replacesId: index === 0 ? replacesId : null }, document));
    } catch (error) {
      for (const left of arrived.slice(index)) await deleteObject(deps.s3, left.key, left.objectVersion);
      throw error;
    }
  }
  return items;
}

async function addOne(
  deps: Needs,
  actor: Actor,
  place: { shelfId: string; role: MediaRole; replacesId: string | null },
  document: StoredDocument,
): Promise<MediaItem> {
  const { itemId: id, key, fileName, contentType, objectVersion, sizeBytes, sha256 } = document;
  const shelf = await deps.shelves.getVisible(actor, place.shelfId);
  const now = deps.clock.now();
  const started = startItem(
    {
      id,
      shelfId: shelf.id,
      ownerId: shelf.ownerId,
      role: place.role,
      part: 1,
      fileName,
      contentType,
      sizeBytes,
      object: { key, objectVersion: null },
    },
    null,
    now,
  );
  const [finished, event] = finishItem(started, { objectVersion, sizeBytes, sha256 }, actor, deps.newId(), now);
  deps.faults.reach("add-document.before-save");
  const refuse = (others: readonly MediaItem[]): void => {
    if (others.some(({ seal }) => seal?.sha256 === sha256))
      throw new Problem("invalid-input", `“${fileName}” is in this place of your Profile already.`);
  };
  return addToShelf(deps, actor, place, { refuse, make: (part) => ({ ...finished, part }), events: [event] });
}

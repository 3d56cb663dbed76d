import type { Deps } from "../deps.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { purgeItem } from "./purge-item.ts";

type Needs = Pick<Deps, "mediaItems" | "shelves" | "s3" | "config" | "clock" | "deletions">;

export type RetentionPlan = { itemIds: string[]; sizeBytes: number; heldShelfIds: string[] };

/** What would go if these Profiles' evidence were deleted now. A shelf under legal hold keeps all of it. */
export async function planRetention(
  { mediaItems, shelves }: Pick<Needs, "mediaItems" | "shelves">,
  shelfIds: readonly string[],
): Promise<RetentionPlan> {
  const items: MediaItem[] = [];
  const heldShelfIds: string[] = [];
  for (const id of shelfIds) {
    const shelf = await shelves.findOne({ id });
    if (shelf?.isHeld) heldShelfIds.push(id);
    else items.push(...(await mediaItems.find({ shelfId: id, purgedAt: null })));
  }
  return {
    itemIds: items.map(({ id }) => id),
    sizeBytes: items.reduce((sum, item) => sum + item.sizeBytes, 0),
    heldShelfIds,
  };
}

/** Deletes by the plan, item by item, each in the ledger first; a hold set meanwhile is seen. */
export async function carryOutRetention(deps: Needs, shelfIds: readonly string[], why: string): Promise<RetentionPlan> {
  const plan = await planRetention(deps, shelfIds);
  for (const id of plan.itemIds) {
    const item = await deps.mediaItems.get({ id });
    const shelf = await deps.shelves.findOne({ id: item.shelfId });
    if (!shelf?.isHeld) await purgeItem(deps, item, why);
  }
  return plan;
}

/** Legal hold: nothing of this shelf is deleted by retention or by the reaper until it is lifted. */
export async function holdShelf({ shelves }: Pick<Needs, "shelves">, shelfId: string, isHeld: boolean): Promise<void> {
  await shelves.save({ ...(await shelves.get({ id: shelfId })), isHeld });
}

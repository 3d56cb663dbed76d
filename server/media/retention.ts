import type { PersonId } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { purgeItem } from "./purge-item.ts";
import { liftHold, placeHold, type Shelf } from "./shelf.rules.ts";

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

/**
 * Deletes by the plan, item by item, each in the ledger first; a hold set meanwhile is seen. One that cannot be deleted
 * now does not keep the others; it is tried again the next time.
 * @throws AggregateError of those that failed, after all were tried
 */
export async function carryOutRetention(
  deps: Needs,
  shelfIds: readonly string[],
  why: string,
  signal?: AbortSignal,
): Promise<RetentionPlan> {
  const plan = await planRetention(deps, shelfIds);
  const failed: unknown[] = [];
  for (const id of plan.itemIds) {
    signal?.throwIfAborted();
    const item = await deps.mediaItems.get({ id });
    const shelf = await deps.shelves.findOne({ id: item.shelfId });
    if (!shelf?.isHeld) await purgeItem(deps, item, why).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} files could not be deleted now`);
  return plan;
}

/**
 * Legal hold: nothing of this shelf is deleted by retention or by the reaper until it is lifted. What was begun to be
 * deleted before is gone: the ledger has it.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input`, `changed-meanwhile`
 */
export async function holdShelf(
  { shelves, clock }: Pick<Needs, "shelves" | "clock">,
  { shelfId, reason, byId }: { shelfId: string; reason: string; byId: PersonId },
): Promise<Shelf> {
  return shelves.save(placeHold(await shelves.get({ id: shelfId }), reason, byId, clock.now()));
}

/** Ends a legal hold; what is due goes with the next sweep. @throws Problem as `holdShelf` */
export async function releaseShelf(
  { shelves, clock }: Pick<Needs, "shelves" | "clock">,
  { shelfId, reason, byId }: { shelfId: string; reason: string; byId: PersonId },
): Promise<Shelf> {
  return shelves.save(liftHold(await shelves.get({ id: shelfId }), reason, byId, clock.now()));
}

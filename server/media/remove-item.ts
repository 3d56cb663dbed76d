import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { removeItem } from "./media-item.rules.ts";
import { leavePlace, refuseUnlessOpen } from "./shelf.rules.ts";

/**
 * Takes one's own file away while its shelf is open for that; after a return its place stays open. A Submit in the same instant wins or loses as a whole.
 * The bytes go later, by the reaper.
 * @throws Problem `not-found`, `wrong-state`, `changed-meanwhile`
 */
export async function removeMediaItem(
  {
    shelves,
    mediaItems,
    inTransaction,
    clock,
    newId,
  }: Pick<Deps, "shelves" | "mediaItems" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  itemId: string,
): Promise<{ shelfId: string }> {
  const { shelfId } = await mediaItems.getOwn(actor, itemId);
  await inTransaction(async (session) => {
    const shelf = await shelves.getVisible(actor, shelfId, session);
    const item = await mediaItems.get({ id: itemId, deletedAt: null }, session);
    refuseUnlessOpen(shelf, item.role, item.id);
    await shelves.save(leavePlace(shelf, item.role, item.id), [], session);
    const [removed, event] = removeItem(item, shelf.open === "some", newId(), clock.now());
    await mediaItems.save(removed, [event], session);
  });
  return { shelfId };
}

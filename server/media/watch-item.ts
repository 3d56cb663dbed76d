import type { Actor } from "../kernel/actor.ts";
import { notFound } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { MediaItem } from "./media-item.rules.ts";
import type { Shelf } from "./shelf.rules.ts";
import { claimOf, type WatchedAs } from "./watch.rules.ts";

export type Watched = { item: MediaItem; shelf: Shelf; as: WatchedAs };

/**
 * The one door to every byte of evidence: the owner, a reader while their assignment lives, a member of the JGP without
 * a conflict. Asked anew for every range.
 * @throws Problem `not-found`, the same for a missing file, a stranger, an ended assignment and a withdrawn consent
 */
export async function watchItem(
  { mediaItems, shelves, watch }: Pick<Deps, "mediaItems" | "shelves" | "watch">,
  actor: Actor | undefined,
  itemId: string,
): Promise<Watched> {
  const item = await mediaItems.findOne({ id: itemId });
  const shelf = item && (await shelves.findOne({ id: item.shelfId }));
  const as = actor && item && shelf ? claimOf(actor, item, shelf) : null;
  if (!actor || !item || !shelf || as === null) throw notFound();
  if (as === "reviewer" && !(await watch.isAssigned(actor.personId, shelf.id))) throw notFound();
  if (as === "jgp" && !(await watch.mayOversee(actor, shelf.id))) throw notFound();
  return { item, shelf, as };
}

import type { ClientSession } from "mongoose";
import type { Deps } from "../deps.ts";
import { MEDIA_ROLES } from "../media/index.ts";
import type { Fix } from "./application-record.rules.ts";

/** After a return only what was sent back is open; a whole role (`work`) may be named where something was missing. */
export async function openShelfFor(
  { shelves }: Pick<Deps, "shelves">,
  profileId: string,
  fixes: readonly Fix[],
  session: ClientSession,
): Promise<void> {
  const shelf = await shelves.findOne({ id: profileId }, session);
  if (!shelf) return;
  const named = fixes.map(({ itemId }) => itemId);
  const openRoles = named.filter((id) => (MEDIA_ROLES as readonly string[]).includes(id));
  await shelves.save({ ...shelf, open: "some", openItemIds: named, openRoles, openPlaces: [] }, [], session);
}

/** Nothing changes any more. `isLocked`: nothing is served any more either, to anybody. */
export async function closeShelf(
  { shelves }: Pick<Deps, "shelves">,
  profileId: string,
  { lockedRoles = [] }: { lockedRoles?: readonly string[] },
  session: ClientSession,
): Promise<void> {
  const shelf = await shelves.findOne({ id: profileId }, session);
  if (!shelf) return;
  const locked = [...new Set([...shelf.lockedRoles, ...lockedRoles])];
  await shelves.save(
    { ...shelf, open: "none", openItemIds: [], openRoles: [], openPlaces: [], lockedRoles: locked },
    [],
    session,
  );
}

import type { PersonId } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";

/**
 * The evidence of one application as one guarded list. Media knows no application: the Profile opens and closes its
 * shelf in the transaction of its own step (submit, return, withdrawal), and whatever starts, finishes, replaces or
 * deletes an item writes the shelf in its own. So of a Submit and a delete in the same instant exactly one wins.
 */
export type Shelf = {
  /** The application's id. */
  id: string;
  version: number;
  ownerId: PersonId;
  /** The application's code, such as C01-M-017: what downloads are called in place of a person's file name. */
  code: string;
  /** `all`: a draft. `some`: what was sent back. `none`: submitted, withdrawn, on hold. */
  open: "all" | "some" | "none";
  /** For `some`: items that may be replaced. A replacement takes the place of the one it replaces. */
  openItemIds: string[];
  /** Roles that hold a new item while the shelf is `some` (a missing sample may be added by a return). */
  openRoles: string[];
  /** Roles of evidence that nobody may be served, because a consent was withdrawn or the application ended. */
  lockedRoles: string[];
  /** Legal hold: none of its bytes are deleted. */
  isHeld: boolean;
};

/** An empty one, open for all. */
export function newShelf({ id, ownerId, code }: Pick<Shelf, "id" | "ownerId" | "code">): Omit<Shelf, "version"> {
  return { id, ownerId, code, open: "all", openItemIds: [], openRoles: [], lockedRoles: [], isHeld: false };
}

/** True where this item (null: a new one of that role) may be added, replaced or taken away now. */
export function mayChangeShelf(shelf: Shelf, role: string, itemId: string | null): boolean {
  if (shelf.open === "none") return false;
  if (shelf.open === "all") return true;
  return itemId === null ? shelf.openRoles.includes(role) : shelf.openItemIds.includes(itemId);
}

/** @throws Problem `wrong-state` in words for the person at the page */
export function refuseUnlessOpen(shelf: Shelf, role: string, itemId: string | null): void {
  if (mayChangeShelf(shelf, role, itemId)) return;
  const why =
    shelf.open === "none"
      ? "This Profile is not open for changes now. What was handed in stays as it is."
      : "Only what was sent back to you is open for changes.";
  throw new Problem("wrong-state", why);
}

/** A new item in the place of an old one: what was open for the old one is open for it. */
export function swapOnShelf(shelf: Shelf, oldId: string, newId: string): Shelf {
  return { ...shelf, openItemIds: shelf.openItemIds.map((id) => (id === oldId ? newId : id)) };
}

import type { PersonId } from "../kernel/actor.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";

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
  /** Roles of sent-back items that were taken away, one entry each: so many new ones may still come in their place. */
  openPlaces: string[];
  /** Roles of evidence that nobody may be served, because a consent was withdrawn or the application ended. */
  lockedRoles: string[];
  /** Legal hold: none of its bytes are deleted. */
  isHeld: boolean;
  /** Every legal hold there was, the present one last. */
  holds: readonly LegalHold[];
};

/** Why bytes must stay although their time is over, and who said so. `lifted` is null while it holds. */
export type LegalHold = {
  reason: string;
  byId: PersonId;
  at: Date;
  lifted: null | { reason: string; byId: PersonId; at: Date };
};

/** @throws Problem `wrong-state` where one holds already, `invalid-input` without a reason */
export function placeHold(shelf: Shelf, reason: string, byId: PersonId, at: Date): Shelf {
  if (shelf.isHeld) throw new Problem("wrong-state", "This evidence is under a legal hold already.");
  const said = refuseSilence(reason);
  return { ...shelf, isHeld: true, holds: [...(shelf.holds ?? []), { reason: said, byId, at, lifted: null }] };
}

/** @throws Problem `wrong-state` where none holds, `invalid-input` without a reason */
export function liftHold(shelf: Shelf, reason: string, byId: PersonId, at: Date): Shelf {
  if (!shelf.isHeld) throw new Problem("wrong-state", "There is no legal hold on this evidence.");
  const said = refuseSilence(reason);
  const holds = (shelf.holds ?? []).map((hold) =>
    hold.lifted ? hold : { ...hold, lifted: { reason: said, byId, at } },
  );
  return { ...shelf, isHeld: false, holds };
}

function refuseSilence(reason: string): string {
  const said = reason.trim();
  refuseIfAny(said === "" ? [{ field: "reason", message: "Please say why. It stays on record." }] : []);
  return said;
}

/** An empty one, open for all. */
export function newShelf({ id, ownerId, code }: Pick<Shelf, "id" | "ownerId" | "code">): Omit<Shelf, "version"> {
  return {
    id,
    ownerId,
    code,
    open: "all",
    openItemIds: [],
    openRoles: [],
    openPlaces: [],
    lockedRoles: [],
    isHeld: false,
    holds: [],
  };
}

/** True where this item (null: a new one of that role) may be added, replaced or taken away now. */
export function mayChangeShelf(shelf: Shelf, role: string, itemId: string | null): boolean {
  if (shelf.open === "none") return false;
  if (shelf.open === "all") return true;
  if (itemId !== null) return shelf.openItemIds.includes(itemId);
  return shelf.openRoles.includes(role) || hasOpenPlace(shelf, role);
}

/** True where something sent back was taken away and nothing has come in its place. */
export function hasOpenPlace({ openPlaces }: Pick<Shelf, "openPlaces">, role: string): boolean {
  return (openPlaces ?? []).includes(role);
}

/** An open item was taken away: after a return its place stays open, for one new file of that role. */
export function leavePlace(shelf: Shelf, role: string, itemId: string): Shelf {
  if (shelf.open !== "some") return shelf;
  const openItemIds = shelf.openItemIds.filter((id) => id !== itemId);
  return { ...shelf, openItemIds, openPlaces: [...(shelf.openPlaces ?? []), role] };
}

/** A new item was added: after a return it takes one open place, and may itself be replaced until it is handed in. */
export function takePlace(shelf: Shelf, role: string, itemId: string): Shelf {
  if (shelf.open !== "some") return shelf;
  const places = shelf.openPlaces ?? [];
  const taken = shelf.openRoles.includes(role) ? -1 : places.indexOf(role);
  return {
    ...shelf,
    openItemIds: [...shelf.openItemIds, itemId],
    openPlaces: places.filter((_, i) => i !== taken),
  };
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

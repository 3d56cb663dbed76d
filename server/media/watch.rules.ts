import type { Actor } from "../kernel/actor.ts";
import type { MediaItem, Rendition, RenditionKind } from "./media-item.rules.ts";
import type { Shelf } from "./shelf.rules.ts";

/** As whom somebody looks at a file. Everything but the owner's own looks is logged. */
export type WatchedAs = "owner" | "reviewer" | "jgp";

/** What features to the right know of who may look; composed with the house. */
export type WatchRights = {
  /** A live assignment: accepted, in progress or reopened. */
  isAssigned(personId: string, shelfId: string): Promise<boolean>;
  /** The case is one that this member of the JGP may see: not their own, no conflict. */
  mayOversee(actor: Actor, shelfId: string): Promise<boolean>;
};

/** As whom this actor might look, before assignments are asked; null for nobody. */
export function claimOf(actor: Actor, item: MediaItem, shelf: Shelf): WatchedAs | null {
  if (item.purgedAt !== null) return null;
  const isOwn = item.ownerId === actor.personId;
  if (actor.role === "applicant") return isOwn && item.deletedAt === null ? "owner" : null;
  if (isOwn || isLocked(item, shelf) || shelf.open === "all" || item.check !== "usable") return null;
  if (actor.role === "reviewer") return item.deletedAt === null ? "reviewer" : null;
  return actor.role === "jgp" && (item.deletedAt === null || item.wasHandedIn) ? "jgp" : null;
}

/** Captions say what is heard in the video: they are locked with it. */
function isLocked({ role }: Pick<MediaItem, "role">, { lockedRoles }: Pick<Shelf, "lockedRoles">): boolean {
  return lockedRoles.includes(role) || (role === "captions" && lockedRoles.includes("video"));
}

/** What is served, and what it is called when it is saved: never a person's own file name. */
export type Served = {
  key: string;
  objectVersion: string | null;
  sizeBytes: number;
  contentType: string;
  name: string;
};

const ENDINGS: Record<string, string> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "video/mp4": "mp4",
  "image/svg+xml": "svg",
  "application/json": "json",
};

const nameOf = (item: MediaItem, code: string, contentType: string) => {
  const ending = ENDINGS[contentType] ?? (contentType.startsWith("text/vtt") ? "vtt" : "bin");
  return `${code}-${item.role}-${item.part}.${ending}`;
};

/** One rendition, by kind and number; null when it was not made. */
export function renditionOf(item: MediaItem, code: string, kind: RenditionKind, number = 1): Served | null {
  const found = item.renditions.find((one: Rendition) => one.kind === kind && one.number === number);
  return found ? { ...found, name: nameOf(item, code, found.contentType) } : null;
}

/** What a player plays: what was made for browsers, else the file itself, which many browsers play as it is. */
export function streamOf(item: MediaItem, code: string): Served | null {
  if (item.role !== "video" || item.check !== "usable") return null;
  return renditionOf(item, code, "playable") ?? originalOf(item, code);
}

/** The file as it was uploaded, under a name that tells nothing. */
export function originalOf(item: MediaItem, code: string): Served | null {
  if (item.object.objectVersion === null) return null;
  const contentType = item.role === "video" ? "video/mp4" : "application/octet-stream";
  const { key, objectVersion } = item.object;
  return { key, objectVersion, sizeBytes: item.sizeBytes, contentType, name: nameOf(item, code, contentType) };
}

export type AskedRange = { start: number; end: number } | "unsatisfiable" | null;

/**
 * One `bytes=` range (RFC 9110, section 14); null for none or for one that we do not understand, which is answered in
 * full. `mostBytes` shortens it: a browser asks for the rest, and every asking is a look at who asks.
 */
export function readRange(header: string | undefined, sizeBytes: number, mostBytes: number): AskedRange {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return null;
  const start = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (start >= sizeBytes || last < start) return "unsatisfiable";
  return { start, end: Math.min(last, start + mostBytes - 1) };
}

/** Seconds of a set of stretches that may overlap: what was seen twice counts once. */
export function secondsSeen(stretches: readonly (readonly [number, number])[]): number {
  let [seen, upTo] = [0, Number.NEGATIVE_INFINITY];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    seen += Math.max(0, to - Math.max(from, upTo));
    upTo = Math.max(upTo, to);
  }
  return seen;
}

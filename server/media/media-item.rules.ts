import type { PersonId } from "../kernel/actor.ts";

/** `uploading`: bytes still arrive. `checking`: all bytes are here. `usable`: checked and good to submit. */
export const MEDIA_CHECKS = ["uploading", "checking", "usable", "rejected"] as const;
export type MediaCheck = (typeof MEDIA_CHECKS)[number];

/** What a piece of evidence is. Captions belong to a video and are not asked for. */
export const MEDIA_ROLES = ["video", "plan", "work", "data", "captions"] as const;
export type MediaRole = (typeof MEDIA_ROLES)[number];

/** What an item is known by once all its bytes are here; set once. */
export type MediaSeal = { objectVersion: string; sha256: string; sizeBytes: number };

/** One uploaded file. */
export type MediaItem = {
  id: string;
  version: number;
  shelfId: string;
  ownerId: PersonId;
  role: MediaRole;
  /** Order within its role, from 1; the parts of a video are shown and added in it. */
  part: number;
  /** As the person named it; shown to its owner and the coordinator, never to a reviewer. */
  fileName: string;
  contentType: string;
  sizeBytes: number;
  check: MediaCheck;
  /** Why it was rejected, in plain words. */
  reason: string | null;
  /** Longest track in whole milliseconds; null while unknown or for a document. */
  durationMs: number | null;
  createdAt: Date;
  /** When the last byte arrived. */
  completedAt: Date | null;
  seal: MediaSeal | null;
  /** Taken away by its owner while that was open; kept until the reaper has removed the object. */
  deletedAt: Date | null;
};

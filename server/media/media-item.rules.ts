import type { AnyActor, PersonId } from "../kernel/actor.ts";
import { type DomainEvent, event } from "../kernel/event.ts";
import { next, type Workflow } from "../kernel/workflow.ts";
import type { UploadPlan } from "./part-plan.rules.ts";

/** `uploading`: bytes still arrive. `checking`: all bytes are here. `usable`: checked and good to submit. */
export const MEDIA_CHECKS = ["uploading", "checking", "usable", "rejected"] as const;
export type MediaCheck = (typeof MEDIA_CHECKS)[number];

/** What a piece of evidence is. Captions belong to a video and are not asked for. */
export const MEDIA_ROLES = ["video", "plan", "work", "data", "captions"] as const;
export type MediaRole = (typeof MEDIA_ROLES)[number];

export const MEDIA_WORKFLOW = {
  finish: { from: ["uploading"], to: "checking", by: ["applicant", "system"] },
  accept: { from: ["checking"], to: "usable", by: ["system"] },
  reject: { from: ["checking"], to: "rejected", by: ["system"] },
} as const satisfies Workflow<MediaCheck>;

/** What an item is known by once all its bytes are here; set once. */
export type MediaSeal = { objectVersion: string; sha256: string; sizeBytes: number };

/** Where the bytes lie. `objectVersion` is null while they still arrive. */
export type MediaObject = { key: string; objectVersion: string | null };

/** One step of checking or preparing, shown to the applicant. Times are null until it began or ended. */
export type MediaStep = {
  name: string;
  state: "waiting" | "running" | "done" | "failed";
  /** 0 to 100 while running, where it can be told. */
  percent: number | null;
  endedAt: Date | null;
};

/** What was made of the bytes for showing. `reading` is a document for the page, `playable` a video for a browser. */
export const RENDITION_KINDS = [
  "playable",
  "poster",
  "storyboard",
  "storyboard-index",
  "waveform",
  "waveform-picture",
  "captions",
  "reading",
  "picture",
] as const;
export type RenditionKind = (typeof RENDITION_KINDS)[number];
export type Rendition = {
  kind: RenditionKind;
  /** For several of a kind, from 1. */
  number: number;
  key: string;
  objectVersion: string | null;
  sizeBytes: number;
  contentType: string;
};

/** How far what is shown in a page has come. `none-needed`: shown as it is or not at all. */
export type Playable = "waiting" | "preparing" | "ready" | "failed" | "none-needed";

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
  object: MediaObject;
  /** The multipart session of a video; null for a document and after the last byte. */
  upload: UploadPlan | null;
  check: MediaCheck;
  /** Why it was rejected, in plain words. */
  reason: string | null;
  /** What the applicant should look at; nothing is refused for it. */
  hints: readonly string[];
  steps: readonly MediaStep[];
  /** When a worker last said that it is at it; a quiet one is begun again. */
  workedAt: Date | null;
  /** Longest track in whole milliseconds; null while unknown or for a document. */
  durationMs: number | null;
  playable: Playable;
  /** How often making it playable has failed. */
  failedTries: number;
  renditions: readonly Rendition[];
  /** Other applications that hold a file with the same SHA-256; for the coordinator only. */
  sameAs: readonly string[];
  createdAt: Date;
  /** When the last byte arrived. */
  completedAt: Date | null;
  seal: MediaSeal | null;
  /** Taken away by its owner while that was open; kept until the reaper has removed the object. */
  deletedAt: Date | null;
  /** A deleted item that was handed in before it was sent back: retention removes it, not the reaper. */
  wasHandedIn: boolean;
  /** Every byte is gone: the object, its versions and what was made of it. */
  purgedAt: Date | null;
};

export type NewItem = Pick<
  MediaItem,
  "id" | "shelfId" | "ownerId" | "role" | "part" | "fileName" | "contentType" | "sizeBytes" | "object"
>;

/** An item whose bytes are on their way. */
export function startItem(item: NewItem, upload: UploadPlan | null, now: Date): Omit<MediaItem, "version"> {
  return {
    ...item,
    upload,
    check: "uploading",
    reason: null,
    hints: [],
    steps: [],
    workedAt: null,
    durationMs: null,
    playable: item.role === "video" ? "waiting" : "none-needed",
    failedTries: 0,
    renditions: [],
    sameAs: [],
    createdAt: now,
    completedAt: null,
    seal: null,
    deletedAt: null,
    wasHandedIn: false,
    purgedAt: null,
  };
}

export type Stored = { objectVersion: string; sizeBytes: number; sha256: string | null };
type Changed<T extends { id: string }> = [T, DomainEvent];

const about = ({ id, shelfId }: Pick<MediaItem, "id" | "shelfId">) => ({ itemId: id, shelfId });

/** All bytes are here. A document's hash is known already; a video's comes with its check. */
export function finishItem<T extends Omit<MediaItem, "version">>(
  item: T,
  stored: Stored,
  actor: Pick<AnyActor, "role">,
  eventId: string,
  now: Date,
): Changed<T> {
  const { objectVersion, sizeBytes, sha256 } = stored;
  const finished: T = {
    ...item,
    check: next(MEDIA_WORKFLOW, "finish", item.check, actor),
    object: { ...item.object, objectVersion },
    seal: sha256 === null ? null : { objectVersion, sha256, sizeBytes },
    upload: null,
    steps: stepsFor(item.role),
    workedAt: now,
    completedAt: now,
  };
  return [finished, event(eventId, "media-item.completed", now, about(item))];
}

const CHECK_STEPS = {
  video: ["copy", "header", "length", "picture-and-sound"],
  captions: ["copy", "document"],
  document: ["copy", "virus-scan", "document"],
} as const;

function stepsFor(role: MediaRole): MediaStep[] {
  const names = role === "video" || role === "captions" ? CHECK_STEPS[role] : CHECK_STEPS.document;
  return names.map((name) => ({ name, state: "waiting", percent: null, endedAt: null }));
}

/** The item with one step moved on; steps before it are done. */
export function moveStep(
  item: MediaItem,
  { name, percent, foreseen = null }: { name: string; percent: number | null; foreseen?: string | null },
  now: Date,
): MediaItem {
  const at = item.steps.findIndex((step) => step.name === name);
  const known =
    at >= 0 ? item.steps : [...item.steps, { name, state: "waiting" as const, percent: null, endedAt: null }];
  const index = at >= 0 ? at : known.length - 1;
  const steps = known.map((step, i): MediaStep => {
    if (i === index)
      return { ...step, state: percent === 100 ? "done" : "running", percent, endedAt: percent === 100 ? now : null };
    const isBehind = i < index && (step.state === "waiting" || step.state === "running");
    return isBehind ? { ...step, state: "done", percent: null, endedAt: now } : step;
  });
  return { ...item, steps, reason: item.check === "checking" ? foreseen : item.reason, workedAt: now };
}

const WAITS = {
  room: "Our machine has no room for the check at this moment.",
  scanner: "Our virus scanner does not answer at this moment.",
  store: "Our file store does not answer at this moment.",
  machine: "Our machine could not end the check this time.",
} as const;
export type WaitFor = keyof typeof WAITS;

/** Something of ours kept a check from its end: said so, and begun again later. The file is not judged by it. */
export function waitFor(item: MediaItem, what: WaitFor): MediaItem {
  const reason = `${WAITS[what]} Your file is safe; the check begins again by itself.`;
  return { ...item, reason, steps: stepsFor(item.role) };
}

const endSteps = (item: MediaItem, state: "done" | "failed", now: Date): MediaStep[] =>
  item.steps.map((step) =>
    step.state === "running" || (state === "done" && step.state === "waiting")
      ? { ...step, state, percent: null, endedAt: now }
      : step,
  );

export type Verdict = {
  isUsable: boolean;
  /** In plain words; empty when usable. */
  reasons: readonly string[];
  hints: readonly string[];
  durationMs: number | null;
  sha256: string;
  sameAs: readonly string[];
  /** What was made of it on the way: documents are read in a page as soon as they are usable. */
  renditions: readonly Rendition[];
};

/** The end of a check. The seal is set here for a video, once. */
export function judgeItem(
  item: MediaItem,
  verdict: Verdict,
  actor: Pick<AnyActor, "role">,
  eventId: string,
  now: Date,
): Changed<MediaItem> {
  const action = verdict.isUsable ? "accept" : "reject";
  const check = next(MEDIA_WORKFLOW, action, item.check, actor);
  const objectVersion = item.object.objectVersion ?? "";
  const judged: MediaItem = {
    ...item,
    check,
    reason: verdict.isUsable ? null : verdict.reasons.join(" "),
    hints: verdict.hints,
    durationMs: verdict.durationMs,
    sameAs: verdict.sameAs,
    seal: item.seal ?? { objectVersion, sha256: verdict.sha256, sizeBytes: item.sizeBytes },
    playable: verdict.isUsable && item.role === "video" ? "waiting" : "none-needed",
    renditions: verdict.renditions,
    steps: endSteps(item, verdict.isUsable ? "done" : "failed", now),
    workedAt: null,
  };
  return [judged, event(eventId, "media-item.checked", now, { ...about(item), check })];
}

/** Taken away. What was handed in before stays until retention removes it. */
export function removeItem(item: MediaItem, wasHandedIn: boolean, eventId: string, now: Date): Changed<MediaItem> {
  const removed = { ...item, deletedAt: now, wasHandedIn };
  return [removed, event(eventId, "media-item.deleted", now, about(item))];
}

/** True while something of it still moves, so that a page asks again. */
export function isMoving(item: MediaItem): boolean {
  const isPreparing = item.check === "usable" && (item.playable === "waiting" || item.playable === "preparing");
  return item.check === "uploading" || item.check === "checking" || isPreparing;
}

/** Every rendition is here: a browser can play it. */
export function becomePlayable(
  item: MediaItem,
  renditions: readonly Rendition[],
  eventId: string,
  now: Date,
): Changed<MediaItem> {
  const ready: MediaItem = {
    ...item,
    playable: "ready",
    renditions,
    steps: endSteps(item, "done", now),
    workedAt: null,
  };
  return [ready, event(eventId, "media-item.prepared", now, about(item))];
}

/** After so many failures reviewers get the file as it is. */
const TRIES_MAX = 3;

/** It could not be made playable this time. */
export function failToPrepare(item: MediaItem, now: Date): MediaItem {
  const failedTries = item.failedTries + 1;
  const isOver = failedTries >= TRIES_MAX;
  return {
    ...item,
    failedTries,
    playable: isOver ? "failed" : "waiting",
    steps: isOver ? endSteps(item, "failed", now) : item.steps,
    workedAt: null,
  };
}

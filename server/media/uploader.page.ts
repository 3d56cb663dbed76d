import type { Tone } from "../platform/part-models.ts";
import { durationText, sizeText } from "../platform/wording.ts";
import { ACCEPT, ITEMS_MAX, isVideo, maxBytesOf } from "./limits.rules.ts";
import { isMoving, type MediaItem, type MediaRole } from "./media-item.rules.ts";
import { hasOpenPlace, mayChangeShelf, type Shelf } from "./shelf.rules.ts";

/** How each step is said to the applicant. */
const STEP_WORDS: Record<string, string> = {
  copy: "Reading it in full",
  header: "Opening the video",
  length: "Measuring its length",
  "picture-and-sound": "Looking and listening",
  "virus-scan": "Looking for viruses",
  document: "Opening the document",
  convert: "Making it ready to play",
  pictures: "Making preview pictures",
  store: "Putting it in place",
};

export type UploaderStep = { text: string; state: string; percent: number | null };
export type UploaderItem = {
  id: string;
  fileName: string;
  partText: string | null;
  facts: string;
  status: string;
  tone: Tone;
  reason: string | null;
  hints: readonly string[];
  steps: readonly UploaderStep[];
  /** Where it can be looked at as a reviewer will see it; null until then. */
  watchHref: string | null;
  removalAction: string | null;
  /** After a return: where the file that takes its place is sent. For a video see `replacesId` of the whole. */
  replaceAction: string | null;
  isResumable: boolean;
  sizeBytes: number;
};
export type Uploader = {
  shelfId: string;
  role: MediaRole;
  isVideo: boolean;
  /** A new file may be added now. */
  canAdd: boolean;
  /** After a return: the video whose place the next one takes. */
  replacesId: string | null;
  closedText: string | null;
  items: readonly UploaderItem[];
  isMoving: boolean;
  accept: string;
  maxText: string;
  maxBytes: number;
  countMax: number;
  documentsAction: string;
  returnTo: string;
  listHref: string;
};

const STATUS: Record<MediaItem["check"], [string, Tone]> = {
  uploading: ["Not complete yet", "attention"],
  checking: ["Being checked", "waiting"],
  usable: ["Ready to submit", "good"],
  rejected: ["Please replace", "bad"],
};

/**
 * What the partial `uploader` is given: one role's files on one shelf, and a way to add one.
 * @param returnTo the page to come back to after a form without JavaScript
 */
export function uploaderPage(
  shelf: Shelf,
  items: readonly MediaItem[],
  role: MediaRole,
  { returnTo, placeInQueue = {} }: { returnTo: string; placeInQueue?: Record<string, string> },
): Uploader {
  const own = items.filter((item) => item.role === role);
  const isFull = own.length >= ITEMS_MAX[role];
  const query = `returnTo=${encodeURIComponent(returnTo)}`;
  return {
    shelfId: shelf.id,
    role,
    isVideo: isVideo(role),
    canAdd: mayChangeShelf(shelf, role, null) && !isFull,
    replacesId: isVideo(role) ? replacedNext(shelf, own) : null,
    closedText: closedText(shelf, role, isFull),
    items: own.map((item) => itemRow(item, shelf, own.length, placeInQueue[item.id] ?? null, query)),
    isMoving: own.some(isMoving),
    accept: ACCEPT[role],
    maxText: sizeText(maxBytesOf(role)),
    maxBytes: maxBytesOf(role),
    countMax: ITEMS_MAX[role],
    documentsAction: `/evidence/${shelf.id}/${role}/documents?${query}`,
    returnTo,
    listHref: `/evidence/${shelf.id}/${role}?part=list&${query}`,
  };
}

/** A place that was left comes first, then the first part that was sent back. */
function replacedNext(shelf: Shelf, own: readonly MediaItem[]): string | null {
  if (hasOpenPlace(shelf, "video")) return null;
  return own.find((item) => isReplaceable(shelf, item))?.id ?? null;
}

/** Sent back, and its bytes are all here: another file may take its place. */
function isReplaceable(shelf: Shelf, item: MediaItem): boolean {
  return shelf.open === "some" && item.check !== "uploading" && mayChangeShelf(shelf, item.role, item.id);
}

function closedText(shelf: Shelf, role: MediaRole, isFull: boolean): string | null {
  if (mayChangeShelf(shelf, role, null))
    return isFull ? "There is no room for another file. Take one away first." : null;
  return shelf.open === "some"
    ? "Only what was sent back to you is open for changes."
    : "What was handed in stays as it is.";
}

function itemRow(item: MediaItem, shelf: Shelf, count: number, place: string | null, query: string): UploaderItem {
  const mayChange = mayChangeShelf(shelf, item.role, item.id);
  const [status, tone] = STATUS[item.check];
  return {
    id: item.id,
    fileName: item.fileName,
    partText: isVideo(item.role) && count > 1 ? `Part ${item.part}` : null,
    facts: factsOf(item, place),
    status,
    tone,
    reason: item.reason,
    hints: item.hints,
    steps: isMoving(item) ? item.steps.map(stepRow) : [],
    watchHref: item.check === "usable" ? `/media/${item.id}` : null,
    removalAction: mayChange ? `/media/items/${item.id}/removal?${query}` : null,
    replaceAction:
      isReplaceable(shelf, item) && !isVideo(item.role)
        ? `/evidence/${shelf.id}/${item.role}/documents?${query}`
        : null,
    isResumable: item.upload !== null,
    sizeBytes: item.sizeBytes,
  };
}

function factsOf(item: MediaItem, place: string | null): string {
  const facts = [sizeText(item.sizeBytes)];
  if (item.durationMs !== null) facts.push(`${durationText(Math.floor((item.durationMs + 500) / 1000))} long`);
  if (item.upload !== null) facts.push("choose the same file again to go on where it stopped");
  if (item.check === "usable" && isVideo(item.role)) facts.push(playableText(item, place));
  return facts.join(", ");
}

function playableText(item: MediaItem, place: string | null): string {
  if (item.playable === "ready") return "ready to play";
  if (item.playable === "failed") return "reviewers will get it as it is";
  return item.playable === "preparing"
    ? "being made ready to play"
    : `waiting to be made ready to play${place ? ` (${place})` : ""}`;
}

const stepRow = ({ name, state, percent }: MediaItem["steps"][number]): UploaderStep => ({
  text: STEP_WORDS[name] ?? name,
  state,
  percent: state === "running" ? percent : null,
});

import type { Actor } from "../kernel/actor.ts";
import { isRace, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { abortMultipart, createMultipart, headObject, listParts } from "../platform/multipart.ts";
import { ITEMS_MAX, maxBytesOf } from "./limits.rules.ts";
import { type MediaItem, type MediaRole, removeItem, startItem } from "./media-item.rules.ts";
import { goodParts, planParts, type UploadPlan } from "./part-plan.rules.ts";
import { refuseUnlessOpen, type Shelf, swapOnShelf, takePlace } from "./shelf.rules.ts";

export type UploadRequest = {
  shelfId: string;
  role: MediaRole;
  /** The item whose place it takes. */
  replacesId: string | null;
  fileName: string;
  contentType: string;
  sizeBytes: number;
  lastModified: number;
  fingerprint: string | null;
};

/** What a browser needs to send the parts, and to go on where it stopped. */
export type UploadSession = {
  itemId: string;
  partSizeBytes: number;
  partCount: number;
  /** Parts that are there already, by number. */
  doneParts: readonly number[];
  /** All of it arrived before: there is nothing to send. */
  isHere: boolean;
};

type Needs = Pick<Deps, "shelves" | "mediaItems" | "s3" | "config" | "clock" | "newId" | "inTransaction" | "faults">;

/**
 * Begins an upload straight to the file store, or finds the one that was begun with the same file, on any device, and
 * says how far it came. An upload that the store has forgotten begins anew under the same item; a file that has arrived
 * already is not taken a second time.
 * @throws Problem `not-found` for another's shelf, `wrong-state` when it is closed or full, or where the same file was found
 * unusable or sent back; `too-large`
 */
export async function startUpload(
  deps: Needs,
  actor: Actor,
  request: UploadRequest,
  isSecondTry = false,
): Promise<UploadSession> {
  const shelf = await deps.shelves.getVisible(actor, request.shelfId);
  refuseSize(request);
  const items = await deps.mediaItems.ofShelf(shelf.id);
  const begun = items.find((item) => isSameFile(item, request));
  if (begun?.upload) return resume(deps, begun, begun.upload);
  const here = items.find((item) => hasArrived(item, request));
  if (here) return sessionOfArrived(here, request, deps.config.upload.minPartBytes);
  const id = deps.newId();
  const key = `evidence/${shelf.id}/${id}`;
  const upload: UploadPlan = {
    uploadId: await createMultipart(deps.s3, key),
    ...planParts(request.sizeBytes, deps.config.upload.minPartBytes),
    lastModified: request.lastModified,
    fingerprint: request.fingerprint,
    touchedAt: deps.clock.now(),
  };
  deps.faults.reach("start-upload.after-create");
  try {
    const item = await addToShelf(deps, actor, request, {
      refuse: (others) => refuseBegun(others, request),
      make: (part) =>
        startItem(
          { ...itemOf(request, shelf), id, part, object: { key, objectVersion: null } },
          upload,
          deps.clock.now(),
        ),
    });
    return sessionOf(item, upload, []);
  } catch (error) {
    await abortMultipart(deps.s3, { key, uploadId: upload.uploadId });
    if (isRace(error) && !isSecondTry) return startUpload(deps, actor, request, true);
    throw error;
  }
}

/** The same file was begun in the same moment, by the other half of a double click or in another tab: that one goes on. */
function refuseBegun(others: readonly MediaItem[], request: UploadRequest): void {
  if (others.some((item) => isSameFile(item, request) || hasArrived(item, request)))
    throw new Problem("changed-meanwhile", "This file is being uploaded already.");
}

export function itemOf(request: Omit<UploadRequest, "lastModified" | "fingerprint">, shelf: Shelf) {
  const { role, fileName, contentType, sizeBytes } = request;
  return { shelfId: shelf.id, ownerId: shelf.ownerId, role, fileName, contentType, sizeBytes };
}

/** What is to be added: refused against what this role holds in the moment of adding, then made for its part. */
type Addition = {
  refuse: (others: readonly MediaItem[]) => void;
  make: (part: number) => Omit<MediaItem, "version">;
  events?: Parameters<Deps["mediaItems"]["insert"]>[1];
};

/**
 * Puts a new item on a shelf, in the place of an old one where one is named, in one transaction that writes the shelf:
 * a Submit in the same instant either has it or comes first and closes the shelf.
 */
export async function addToShelf(
  deps: Pick<Needs, "shelves" | "mediaItems" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  { shelfId, role, replacesId }: Pick<UploadRequest, "shelfId" | "role" | "replacesId">,
  { make, refuse, events = [] }: Addition,
): Promise<MediaItem> {
  return deps.inTransaction(async (session) => {
    const shelf = await deps.shelves.getVisible(actor, shelfId, session);
    const items = (await deps.mediaItems.ofShelf(shelf.id, session)).filter((item) => item.role === role);
    const old = replacesId === null ? null : (items.find(({ id }) => id === replacesId) ?? null);
    // One that was taken away meanwhile, perhaps in another tab, has left its place.
    if (replacesId !== null && old === null)
      await deps.mediaItems.get({ id: replacesId, shelfId: shelf.id, role }, session);
    refuseUnlessOpen(shelf, role, old?.id ?? null);
    refuse(items);
    if (old) {
      const [removed, event] = removeItem(old, shelf.open === "some", deps.newId(), deps.clock.now());
      await deps.mediaItems.save(removed, [event], session);
    } else if (items.length >= ITEMS_MAX[role]) {
      throw new Problem("wrong-state", `There are ${items.length} files here already. Please take one away first.`);
    }
    const item = await deps.mediaItems.insert(make(old?.part ?? nextPart(items)), events, session);
    await deps.shelves.save(old ? swapOnShelf(shelf, old.id, item.id) : takePlace(shelf, role, item.id), [], session);
    return item;
  });
}

/** The first part that is not taken: what comes after one was taken away comes in its place. */
function nextPart(items: readonly MediaItem[]): number {
  let part = 1;
  while (items.some((item) => item.part === part)) part += 1;
  return part;
}

/** The same file, as far as a browser tells: its contents' fingerprint where both know it. */
function isSameFile({ upload, role, fileName, sizeBytes }: MediaItem, request: UploadRequest): boolean {
  if (upload === null || role !== request.role || sizeBytes !== request.sizeBytes) return false;
  if (upload.fingerprint !== null && request.fingerprint !== null) return upload.fingerprint === request.fingerprint;
  return fileName === request.fileName && upload.lastModified === request.lastModified;
}

/** All its bytes are here under the same name: nobody films two lessons of the same length to the byte. */
function hasArrived({ upload, role, fileName, sizeBytes }: MediaItem, request: UploadRequest): boolean {
  return upload === null && role === request.role && fileName === request.fileName && sizeBytes === request.sizeBytes;
}

function sessionOfArrived(item: MediaItem, { replacesId }: UploadRequest, minPartBytes: number): UploadSession {
  if (item.check === "rejected")
    throw new Problem(
      "wrong-state",
      `${item.fileName} is here already and could not be used. Please choose another file, or take it away first.`,
    );
  if (replacesId !== null)
    throw new Problem("wrong-state", `${item.fileName} is here already. Please choose the file that takes its place.`);
  const plan = planParts(item.sizeBytes, minPartBytes);
  const doneParts = Array.from({ length: plan.partCount }, (_, i) => i + 1);
  return { itemId: item.id, ...plan, doneParts, isHere: true };
}

async function resume(deps: Needs, item: MediaItem, plan: UploadPlan): Promise<UploadSession> {
  const at = { key: item.object.key, uploadId: plan.uploadId };
  const listed = await listParts(deps.s3, at);
  if (listed !== null)
    return sessionOf(
      item,
      plan,
      goodParts(item.sizeBytes, plan, listed).map(({ number }) => number),
    );
  const joined = await headObject(deps.s3, item.object.key);
  if (joined?.sizeBytes === item.sizeBytes)
    return sessionOf(
      item,
      plan,
      Array.from({ length: plan.partCount }, (_, i) => i + 1),
    );
  const renewed = { ...plan, uploadId: await createMultipart(deps.s3, item.object.key), touchedAt: deps.clock.now() };
  let isTaken = false;
  await deps.mediaItems.change(item.id, (now) => {
    isTaken = now.upload?.uploadId !== plan.uploadId;
    return isTaken ? null : [{ ...now, upload: renewed }];
  });
  if (isTaken) {
    await abortMultipart(deps.s3, { key: item.object.key, uploadId: renewed.uploadId });
    throw new Problem("changed-meanwhile", "This upload goes on in another window. Please look at the page again.");
  }
  return sessionOf(item, renewed, []);
}

const sessionOf = (item: MediaItem, { partSizeBytes, partCount }: UploadPlan, doneParts: readonly number[]) => ({
  itemId: item.id,
  partSizeBytes,
  partCount,
  doneParts,
  isHere: false,
});

function refuseSize({ role, sizeBytes }: UploadRequest): void {
  if (sizeBytes <= 0) throw new Problem("invalid-input", "This file is empty. Please choose another one.");
  if (sizeBytes > maxBytesOf(role))
    throw new Problem("too-large", `A file here may have at most ${Math.round(maxBytesOf(role) / 1e9)} GB.`);
}

import { setTimeout as pause } from "node:timers/promises";
import { type AnyActor, SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { completeMultipart, headObject, listParts, type StoredObject } from "../platform/multipart.ts";
import { finishItem, type MediaItem } from "./media-item.rules.ts";
import { goodParts, missingParts, type UploadPlan } from "./part-plan.rules.ts";

export type Finished = { state: "complete" } | { state: "incomplete"; missing: readonly number[] };

/**
 * Joins the parts and says that all bytes are here, once, however often it is asked: parts are counted and measured
 * first, the whole after. May be called after Submit, while an upload that was begun before still arrives.
 * @throws Problem `not-found`; `wrong-state` when the store has forgotten the upload, so that it is begun anew
 */
export async function finishUpload(
  deps: Pick<Deps, "mediaItems" | "s3" | "clock" | "newId" | "faults">,
  actor: AnyActor,
  itemId: string,
): Promise<Finished> {
  const item = await deps.mediaItems.getOwn(actor, itemId);
  if (item.upload === null) return { state: "complete" };
  const missing = await join(deps, item, item.upload);
  if (missing.length > 0) return { state: "incomplete", missing };
  deps.faults.reach("finish-upload.after-complete");
  const stored = await wholeObject(deps, item);
  await deps.mediaItems.change(item.id, (now) =>
    now.upload === null || now.deletedAt !== null
      ? null
      : finishItem(now, { ...stored, sha256: null }, SYSTEM, deps.newId(), deps.clock.now()),
  );
  return { state: "complete" };
}

/** Numbers of parts that have to be sent (again); none when the store has joined them all. */
async function join(
  deps: Pick<Deps, "s3" | "faults">,
  { object, sizeBytes }: MediaItem,
  plan: UploadPlan,
): Promise<readonly number[]> {
  const at = { key: object.key, uploadId: plan.uploadId };
  const listed = await listParts(deps.s3, at);
  if (listed === null) return []; // joined by an earlier call, or forgotten: the object tells
  const missing = missingParts(sizeBytes, plan, listed);
  if (missing.length > 0) return missing;
  deps.faults.reach("finish-upload.before-complete");
  await completeMultipart(deps.s3, at, goodParts(sizeBytes, plan, listed), sizeBytes);
  return [];
}

/** Some stores answer a second Complete while the first still copies: the object is looked at until it is whole. */
async function wholeObject({ s3 }: Pick<Deps, "s3">, item: MediaItem): Promise<StoredObject> {
  for (let tries = 0; tries < 20; tries += 1) {
    const stored = await headObject(s3, item.object.key);
    if (stored?.sizeBytes === item.sizeBytes) return stored;
    if (stored === null && tries >= 2) break;
    await pause(250);
  }
  throw new Problem("wrong-state", "The file store has lost this upload. Please choose the same file again.");
}

import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Deps } from "../deps.ts";
import { openObject } from "../platform/objects.ts";
import { type ByteSink, receiveObject } from "../platform/receive-object.ts";
import { HashedFile } from "./hashed-file.ts";
import type { MediaItem } from "./media-item.rules.ts";

type Needs = Pick<Deps, "s3" | "config">;
const DAY_MS = 86_400_000;

/** The file store did not give, or did not take: the file is not judged by it. */
export class StoreFailed extends Error {}

/** @throws StoreFailed for what the store failed with; the signal's reason and a full disk as they are */
export async function fromStore<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    signal.throwIfAborted();
    if ((cause as NodeJS.ErrnoException).code === "ENOSPC") throw cause;
    throw new StoreFailed("The file store failed.", { cause });
  }
}

const keptPath = ({ scratchDir }: Deps["config"], { id }: Pick<MediaItem, "id">) => join(scratchDir, "kept", id);

/** A folder for one run of one job, gone afterwards. What a killed worker leaves is cleared by `clearScratch`. */
export async function inScratch<T>({ config }: Pick<Deps, "config">, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(config.scratchDir, "work", crypto.randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A local copy of the one version that was stored, hashed on the way.
 * @throws Error when the store holds another size, or the disk is full: both are tried again
 */
export async function copyHere(
  { s3 }: Needs,
  item: MediaItem,
  path: string,
  { signal, onBytes }: { signal: AbortSignal; onBytes?: (bytes: number) => void },
): Promise<string> {
  const file = await HashedFile.create(path);
  try {
    const copy: ByteSink = {
      get room() {
        return file.room;
      },
      took: (bytes) => {
        const hasRoom = file.took(bytes);
        onBytes?.(file.sizeBytes);
        return hasRoom;
      },
      ready: () => file.ready(),
    };
    await receiveObject(s3, item.object, item.sizeBytes, copy, signal);
    if (file.sizeBytes < item.sizeBytes) await copyRest({ s3 }, item, file, signal);
    const { sizeBytes } = file;
    if (sizeBytes !== item.sizeBytes) throw new Error(`the store gave ${sizeBytes} of ${item.sizeBytes} bytes`);
    return await file.finish();
  } finally {
    await file.close();
  }
}

/** What the short way did not bring: all of it where the store answers in another manner. */
async function copyRest(
  { s3 }: Pick<Needs, "s3">,
  { object, sizeBytes }: MediaItem,
  file: HashedFile,
  signal: AbortSignal,
): Promise<void> {
  const range = file.sizeBytes === 0 ? null : { start: file.sizeBytes, end: sizeBytes - 1 };
  const rest = await openObject(s3, object, range, signal);
  const silence = setTimeout(() => rest.destroy(new Error("the store fell silent")), s3.answerWithinMs);
  try {
    for await (const bytes of rest as AsyncIterable<Buffer>) {
      await file.add(bytes);
      silence.refresh();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(silence);
  }
}

/** Keeps a checked video for the job that makes it playable, where at least half of the disk stays free. */
export async function keepCopy({ config }: Needs, item: MediaItem, path: string): Promise<void> {
  const { bavail, blocks } = await statfs(config.scratchDir);
  if (bavail < blocks / 2) return;
  await mkdir(join(config.scratchDir, "kept"), { recursive: true });
  await rename(path, keptPath(config, item));
}

/** The kept copy moved to `path`; false when there is none of the right size on this machine. */
export async function takeCopy({ config }: Needs, item: MediaItem, path: string): Promise<boolean> {
  const kept = keptPath(config, item);
  const size = await stat(kept).then(
    ({ size }) => size,
    () => -1,
  );
  if (size !== item.sizeBytes) return false;
  await rename(kept, path);
  return true;
}

/** Less than this free, and a tool that failed may have failed for want of room. */
const ROOM_MIN_BYTES = 32 * 1024 * 1024;

/** True where scratch has no room left, or the error says so. */
export async function isOutOfRoom({ config }: Pick<Deps, "config">, error: unknown): Promise<boolean> {
  if ((error as NodeJS.ErrnoException | null)?.code === "ENOSPC") return true;
  const { bavail, bsize } = await statfs(config.scratchDir);
  return bavail * bsize < ROOM_MIN_BYTES;
}

export async function dropCopy({ config }: Pick<Deps, "config">, item: Pick<MediaItem, "id">): Promise<void> {
  await rm(keptPath(config, item), { force: true });
}

/** Removes what was left in scratch for more than a day. */
export async function clearScratch({ config }: Pick<Deps, "config">, now = Date.now()): Promise<void> {
  for (const name of ["work", "kept"]) {
    const folder = join(config.scratchDir, name);
    for (const entry of await readdir(folder).catch(() => [])) {
      const path = join(folder, entry);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
      if (now - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
    }
  }
}

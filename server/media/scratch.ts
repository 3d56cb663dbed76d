import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Deps } from "../deps.ts";
import { openObject } from "../platform/objects.ts";
import type { MediaItem } from "./media-item.rules.ts";
import { saveAndHash } from "./save-and-hash.ts";

type Needs = Pick<Deps, "s3" | "config">;
const DAY_MS = 86_400_000;

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
  const source = await openObject(s3, item.object, null, signal);
  let bytes = 0;
  source.on("data", (chunk: Buffer) => onBytes?.((bytes += chunk.length)));
  const { sha256, sizeBytes } = await saveAndHash(source, path, signal);
  if (sizeBytes !== item.sizeBytes) throw new Error(`the store gave ${sizeBytes} of ${item.sizeBytes} bytes`);
  return sha256;
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

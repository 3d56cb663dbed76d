import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Writes a stream into a local file and hashes it on the way: the one time that all bytes pass.
 * @returns SHA-256 in hexadecimal, and the size in bytes
 * @throws the stream's or the disk's error, the signal's reason when aborted; what was written so far stays
 */
export async function saveAndHash(source: Readable, path: string, signal?: AbortSignal) {
  const sha256 = createHash("sha256");
  let sizeBytes = 0;
  const meter = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      sha256.update(chunk);
      yield chunk;
    }
  };
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  await (signal ? pipeline(source, meter, file, { signal }) : pipeline(source, meter, file)).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
  return { sha256: sha256.digest("hex"), sizeBytes };
}

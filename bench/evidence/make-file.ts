import { randomFillSync } from "node:crypto";
import { open } from "node:fs/promises";

const MIB = 1024 * 1024;

/**
 * A file that does not compress and of which no two MiB are the same.
 * @param head its first bytes, where something looks at them
 */
export async function makeFile(path: string, sizeBytes: number, head = ""): Promise<string> {
  const block = randomFillSync(Buffer.alloc(MIB));
  const file = await open(path, "w");
  try {
    for (let at = 0; at < sizeBytes; at += MIB) {
      block.writeDoubleLE(at + Math.random(), 64);
      if (at === 0) block.write(head, "latin1");
      await file.write(block, 0, Math.min(MIB, sizeBytes - at));
    }
  } finally {
    await file.close();
  }
  return path;
}

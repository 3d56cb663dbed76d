import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { signPart } from "../platform/multipart.ts";
import { sizeOfPart } from "./part-plan.rules.ts";

/** Long enough for a part on slow school Wi-Fi and for a clock that is five minutes off. */
const VALID_SEC = 3600;

/**
 * Addresses for some parts, each with the CRC-32 (base64) of its bytes, of one's own upload.
 * @throws Problem `not-found`, `wrong-state` when it needs no more parts, `invalid-input` for a part it does not have
 */
export async function signParts(
  { mediaItems, s3, clock }: Pick<Deps, "mediaItems" | "s3" | "clock">,
  actor: Actor,
  itemId: string,
  parts: readonly { number: number; crc32: string }[],
): Promise<{ number: number; url: string }[]> {
  const item = await mediaItems.getOwn(actor, itemId);
  const { upload, object, sizeBytes } = item;
  if (upload === null) throw new Problem("wrong-state", "This upload is finished; nothing more is needed.");
  if (parts.some(({ number }) => number < 1 || number > upload.partCount))
    throw new Problem("invalid-input", "This upload has no such part.");
  // The reaper takes uploads that nobody asks about; a write a part would be too many.
  const now = clock.now();
  if (now.getTime() - upload.touchedAt.getTime() > 10 * MINUTE)
    await mediaItems.change(itemId, (one) =>
      one.upload ? [{ ...one, upload: { ...one.upload, touchedAt: now } }] : null,
    );
  const at = { key: object.key, uploadId: upload.uploadId };
  return Promise.all(
    parts.map(async ({ number, crc32 }) => ({
      number,
      url: await signPart(s3, at, { number, sizeBytes: sizeOfPart(sizeBytes, upload, number), crc32 }, VALID_SEC),
    })),
  );
}

/** How a large file is cut into parts, and whether what arrived is exactly that. */
export const MIB = 1024 * 1024;

/** One ListParts page holds 1000; the margin is for stores that hold fewer. */
const PARTS_MAX = 900;

/** Fixed for one upload: resuming with another part size would put bytes in wrong places without a sound. */
export type UploadPlan = {
  uploadId: string;
  partSizeBytes: number;
  partCount: number;
  /** What the browser said of the file, to know it again after a reload. */
  lastModified: number;
  /** A hash of the file's first and last pieces; null where a browser cannot tell. */
  fingerprint: string | null;
  /** When the client was last heard of. */
  touchedAt: Date;
};

/** Bytes: at least `minPartBytes`, whole MiB, at most 900 parts. Whole MiB let a store on XFS join parts without copying. */
export function partSizeFor(sizeBytes: number, minPartBytes: number): number {
  return Math.max(minPartBytes, Math.ceil(sizeBytes / PARTS_MAX / MIB) * MIB);
}

export function planParts(sizeBytes: number, minPartBytes: number): Pick<UploadPlan, "partSizeBytes" | "partCount"> {
  const partSizeBytes = partSizeFor(sizeBytes, minPartBytes);
  return { partSizeBytes, partCount: Math.ceil(sizeBytes / partSizeBytes) };
}

/** Bytes of part `number`, counted from 1; the last one holds the rest. */
export function sizeOfPart(sizeBytes: number, plan: Pick<UploadPlan, "partSizeBytes" | "partCount">, number: number) {
  return number < plan.partCount ? plan.partSizeBytes : sizeBytes - plan.partSizeBytes * (plan.partCount - 1);
}

/** `crc32`: as the store verified it; a part without was not verified and is sent again. */
export type ListedPart = { number: number; sizeBytes: number; etag: string; crc32: string | null };

/** Parts that are there with exactly the right size and a verified checksum; all others have to be sent (again). */
export function goodParts(
  sizeBytes: number,
  plan: Pick<UploadPlan, "partSizeBytes" | "partCount">,
  listed: readonly ListedPart[],
): ListedPart[] {
  return listed
    .filter(
      (part) =>
        part.crc32 !== null &&
        part.number >= 1 &&
        part.number <= plan.partCount &&
        part.sizeBytes === sizeOfPart(sizeBytes, plan, part.number),
    )
    .toSorted((a, b) => a.number - b.number);
}

/** Numbers of the parts that are missing or of the wrong size. */
export function missingParts(
  sizeBytes: number,
  plan: Pick<UploadPlan, "partSizeBytes" | "partCount">,
  listed: readonly ListedPart[],
): number[] {
  const good = new Set(goodParts(sizeBytes, plan, listed).map(({ number }) => number));
  return Array.from({ length: plan.partCount }, (_, i) => i + 1).filter((number) => !good.has(number));
}

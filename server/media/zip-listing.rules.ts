/** Reads the list of contents at the end of a ZIP file without unpacking anything. Office documents are ZIP files. */
export type ZipEntry = { name: string; packedBytes: number; unpackedBytes: number; isEncrypted: boolean };

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;

/** The list is found by its end mark, which may be followed by a comment of up to 64 KiB. */
export const ZIP_TAIL_BYTES = 65_536 + END_BYTES;

/** Where the list is in the file; null when the file is no whole ZIP. */
export function findListing(tail: Buffer): { offset: number; size: number; entries: number } | null {
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END) {
      return {
        entries: tail.readUInt16LE(at + 10),
        size: tail.readUInt32LE(at + 12),
        offset: tail.readUInt32LE(at + 16),
      };
    }
  }
  return null;
}

/** The entries of a listing, or null when it is damaged. */
export function readListing(listing: Buffer): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_BYTES <= listing.length) {
    if (listing.readUInt32LE(at) !== ENTRY) return null;
    const nameBytes = listing.readUInt16LE(at + 28);
    entries.push({
      name: listing.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      packedBytes: listing.readUInt32LE(at + 20),
      unpackedBytes: listing.readUInt32LE(at + 24),
      isEncrypted: (listing.readUInt16LE(at + 8) & 1) === 1,
    });
    at += ENTRY_BYTES + nameBytes + listing.readUInt16LE(at + 30) + listing.readUInt16LE(at + 32);
  }
  return entries;
}

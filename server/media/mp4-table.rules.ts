/** Where an MP4 or MOV keeps its table of samples (`moov`), by the boxes of ISO/IEC 14496-12. Pure: bytes in, places out. */

export type ByteSpan = { from: number; to: number };

type Box = { type: string; from: number; to: number };

/** The box at `at`; null where its first bytes are not here or make no sense. Size 0 means to the end of the file. */
function boxAt(bytes: Buffer, at: number, { from, fileBytes }: { from: number; fileBytes: number }): Box | null {
  const head = at - from;
  if (head < 0 || head + 8 > bytes.length) return null;
  const short = bytes.readUInt32BE(head);
  if (short === 1 && head + 16 > bytes.length) return null;
  const size = short === 1 ? Number(bytes.readBigUInt64BE(head + 8)) : short === 0 ? fileBytes - at : short;
  const to = at + size;
  if (size < 8 || to > fileBytes) return null;
  return { type: bytes.toString("latin1", head + 4, head + 8), from: at, to };
}

/**
 * Walks the outermost boxes that begin within `bytes`, a piece of the file from `from` on, which begins with a box.
 * @returns the table's place; the first place that the piece does not reach; or null where there is no table any more
 */
export function findTable(
  bytes: Buffer,
  from: number,
  fileBytes: number,
): { table: ByteSpan } | { unknownFrom: number } | null {
  let at = from;
  while (at < fileBytes) {
    if (at + 16 > from + bytes.length) return { unknownFrom: at };
    const box = boxAt(bytes, at, { from, fileBytes });
    if (!box) return null;
    if (box.type === "moov") return { table: { from: box.from, to: box.to } };
    at = box.to;
  }
  return null;
}

/** True where the table names every sample itself: a film in fragments (`mvex`) says more of them as it goes on. */
export function isWholeTable(table: Buffer): boolean {
  const whole = { from: 0, fileBytes: table.length };
  for (let at = 8; at < table.length; ) {
    const box = boxAt(table, at, whole);
    if (!box || box.type === "mvex") return false;
    at = box.to;
  }
  return true;
}

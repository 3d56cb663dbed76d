/** 16 bytes at a time by as many tables (slicing-by-16, Kounavis and Berry 2005): twice as fast as SHA-256 here. */
const STEP = 16;
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(256 * STEP);
  for (let byte = 0; byte < 256; byte += 1) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    tables[byte] = rest;
  }
  for (let k = 256; k < tables.length; k += 1) {
    const before = tables[k - 256] as number;
    tables[k] = (before >>> 8) ^ (tables[before & 255] as number);
  }
  return tables;
}

/**
 * CRC-32 (ISO-HDLC, as zlib has it) of bytes that follow others.
 * @param buffer its first `length` bytes count
 * @param before the sum of all that came before; 0 for nothing
 */
export function crc32(buffer: ArrayBuffer, length: number, before = 0): number {
  const t = TABLES;
  const words = new Int32Array(buffer, 0, (length >> 4) << 2);
  let rest = ~before;
  for (let i = 0; i < words.length; i += 4) {
    const b = words[i + 1] as number;
    const c = words[i + 2] as number;
    const d = words[i + 3] as number;
    // What does not wait for the step before comes first, and in pairs: the processor does it meanwhile.
    const ahead =
      (t[2816 + (b & 255)] as number) ^
      (t[2560 + ((b >>> 8) & 255)] as number) ^
      ((t[2304 + ((b >>> 16) & 255)] as number) ^ (t[2048 + (b >>> 24)] as number)) ^
      ((t[1792 + (c & 255)] as number) ^ (t[1536 + ((c >>> 8) & 255)] as number)) ^
      ((t[1280 + ((c >>> 16) & 255)] as number) ^ (t[1024 + (c >>> 24)] as number)) ^
      ((t[768 + (d & 255)] as number) ^ (t[512 + ((d >>> 8) & 255)] as number)) ^
      ((t[256 + ((d >>> 16) & 255)] as number) ^ (t[d >>> 24] as number));
    const a = (words[i] as number) ^ rest;
    rest =
      ahead ^
      ((t[3840 + (a & 255)] as number) ^ (t[3584 + ((a >>> 8) & 255)] as number)) ^
      ((t[3328 + ((a >>> 16) & 255)] as number) ^ (t[3072 + (a >>> 24)] as number));
  }
  for (const byte of new Uint8Array(buffer, words.byteLength, length - words.byteLength))
    rest = (rest >>> 8) ^ (t[(rest ^ byte) & 255] as number);
  return ~rest >>> 0;
}

/** The four bytes in base64, big end first: as file stores compare it. */
export function inBase64(sum: number): string {
  return btoa(String.fromCharCode(sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255));
}

/** What a file is by its first bytes: its name and the type that a browser claims are only claims. */
export type Sniffed =
  | "mp4"
  | "webm"
  | "pdf"
  | "zip"
  | "old-office"
  | "png"
  | "jpeg"
  | "heic"
  | "rtf"
  | "playlist"
  | "markup"
  | "text"
  | "empty"
  | "unknown";

const HEIF_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"]);

const startsWith = (bytes: Uint8Array, signature: readonly number[]) =>
  bytes.length >= signature.length && signature.every((byte, at) => bytes[at] === byte);

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

function isText(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true;
  // Text holds tabs and line ends, and no other control characters.
  return bytes.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13 || byte === 12);
}

function textKind(bytes: Uint8Array): Sniffed {
  const start = ascii(bytes, 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart()
    .toLowerCase();
  if (start.startsWith("#ext") || start.startsWith("[playlist]") || start.startsWith("ffconcat")) return "playlist";
  if (start.startsWith("{\\rtf")) return "rtf";
  if (/^<(\?xml|!doctype|html|svg|script|mpd|smil)/.test(start)) return "markup";
  return "text";
}

/** @param head the first bytes of the file, 4096 are plenty */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return "empty";
  if (ascii(head, 4, 8) === "ftyp") return HEIF_BRANDS.has(ascii(head, 8, 12)) ? "heic" : "mp4";
  if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3])) return "webm";
  if (ascii(head, 0, 1024).includes("%PDF-")) return "pdf";
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return "zip";
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return "old-office";
  if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(head, [0xff, 0xd8, 0xff])) return "jpeg";
  return isText(head) ? textKind(head) : "unknown";
}

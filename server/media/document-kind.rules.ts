import type { MediaRole } from "./media-item.rules.ts";
import { type Sniffed, sniff } from "./sniff.rules.ts";

const OF_DOCUMENTS: readonly Sniffed[] = ["pdf", "zip", "png", "jpeg", "heic", "text"];
const KINDS = "PDF, Word, PowerPoint, Excel, CSV, PNG, JPEG or HEIC";

const WORDS: Partial<Record<Sniffed, string>> = {
  empty: "This file is empty. Please choose another one.",
  "old-office":
    "This file is in an old Office format (or has a password). Please save it as DOCX, XLSX, PPTX or PDF without a password.",
  rtf: "This is a rich text file. Please save it as PDF or DOCX.",
  mp4: "This is a video. Videos have a place of their own in your Profile.",
  webm: "This is a video. Videos have a place of their own in your Profile.",
};

/** Why these first bytes cannot be a document of that role, in plain words; null when they can. The check looks deeper. */
export function refusalOfDocument(role: MediaRole, head: Uint8Array): string | null {
  const kind = sniff(head);
  if (role === "captions") return kind === "text" ? null : "Captions come as a .vtt or .srt file.";
  if (OF_DOCUMENTS.includes(kind)) return null;
  return WORDS[kind] ?? `We cannot take this kind of file. Please choose a ${KINDS} file.`;
}

import { judgeSniffed } from "./document.rules.ts";
import type { MediaRole } from "./media-item.rules.ts";
import { sniff } from "./sniff.rules.ts";

const OLD =
  "This file is in an old Office format, or has a password. Please save it as DOCX, XLSX, PPTX or PDF without a password.";

/** Why these first bytes cannot be a document of that role, in plain words; null when they can. The check looks deeper. */
export function refusalOfDocument(role: MediaRole, head: Uint8Array, fileName: string): string | null {
  const kind = sniff(head);
  if (role === "captions") return kind === "text" ? null : "Captions come as a .vtt or .srt file.";
  if (kind === "old-office") return OLD;
  if (kind === "zip") return null;
  const verdict = judgeSniffed(kind, fileName);
  return "reason" in verdict ? verdict.reason.words : null;
}

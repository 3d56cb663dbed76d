/** Which documents a Profile takes, told by what is in them, and plain words for the rest. Pure. */
import type { Sniffed } from "./sniff.rules.ts";
import type { ZipEntry } from "./zip-listing.rules.ts";

export const DOCUMENT_KINDS = ["pdf", "docx", "pptx", "xlsx", "csv", "png", "jpeg", "heic"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const isPicture = (kind: DocumentKind) => kind === "png" || kind === "jpeg" || kind === "heic";

export type DocumentFault =
  | "empty"
  | "wrong-kind"
  | "old-office"
  | "password"
  | "macros"
  | "damaged"
  | "zip-bomb"
  | "too-many-pages"
  | "too-large-picture"
  | "virus";
export type DocumentReason = { fault: DocumentFault; words: string };

/** A kind that is taken, or why not. */
export type KindVerdict = { kind: DocumentKind } | { reason: DocumentReason };

export const PAGES_MAX = 1000;
const UNPACKED_MAX = 1024 ** 3;
const ENTRIES_MAX = 20_000;

const TAKEN = "We take PDF, Word (.docx), PowerPoint (.pptx), Excel (.xlsx), CSV, PNG, JPEG and HEIC files.";

const WORDS: Record<DocumentFault, string> = {
  empty: "This file is empty (0 bytes). Please choose it again.",
  "wrong-kind": `This file is of a kind that we do not take, whatever its name. ${TAKEN} Please save it as one of them.`,
  "old-office":
    "This file is in the old Word, Excel or PowerPoint format (.doc, .xls, .ppt). Please open it, save it as " +
    ".docx, .xlsx, .pptx or PDF, and upload that file.",
  password: "This file is protected by a password. Please save a copy without a password and upload that one.",
  macros: "This file holds macros (small programs), which we do not open. Please save it without macros or as a PDF.",
  damaged: "This file cannot be opened; it may be damaged or cut off. Please save it again and upload that file.",
  "zip-bomb": "This file unpacks to far more than a document needs, so we do not open it. Please save it as a PDF.",
  "too-many-pages": `This file has more than ${PAGES_MAX} pages. Please upload the pages that belong to your Profile.`,
  "too-large-picture": "This picture has too many points to be opened safely. Please save it smaller and upload that.",
  virus: "This file holds what a virus scanner knows as harmful, so it was not kept. Please upload a clean file.",
};

export const refusal = (fault: DocumentFault): DocumentReason => ({ fault, words: WORDS[fault] });
const refused = (fault: DocumentFault): KindVerdict => ({ reason: refusal(fault) });

const MAIN_PARTS = [
  ["word/document.xml", "docx"],
  ["ppt/presentation.xml", "pptx"],
  ["xl/workbook.xml", "xlsx"],
] as const;

/** An office document by the names of its parts. */
export function judgeZip(entries: readonly ZipEntry[] | null): KindVerdict {
  if (!entries) return refused("damaged");
  const unpacked = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0);
  if (unpacked > UNPACKED_MAX || entries.length > ENTRIES_MAX) return refused("zip-bomb");
  if (entries.some(({ isEncrypted }) => isEncrypted)) return refused("password");
  const names = new Set(entries.map(({ name }) => name));
  const main = MAIN_PARTS.find(([part]) => names.has(part));
  if (!main || !names.has("[Content_Types].xml")) return refused("wrong-kind");
  if ([...names].some((name) => /vbaProject\.bin$|\/activeX\/|macrosheets\//i.test(name))) return refused("macros");
  return { kind: main[1] };
}

/** The old container also holds new documents that a password locks: their parts say so, in UTF-16. */
export function judgeOldOffice(head: Buffer): KindVerdict {
  return refused(head.includes(Buffer.from("EncryptedPackage", "utf16le")) ? "password" : "old-office");
}

/** A table in text: its name says .csv, and its lines agree that there are columns. */
function judgeText(fileName: string): KindVerdict {
  return /\.csv$/i.test(fileName) ? { kind: "csv" } : refused("wrong-kind");
}

/** By first bytes; what needs a second look inside (ZIP, old containers) is asked separately. */
export function judgeSniffed(sniffed: Exclude<Sniffed, "zip" | "old-office">, fileName: string): KindVerdict {
  if (sniffed === "pdf" || sniffed === "png" || sniffed === "jpeg" || sniffed === "heic") return { kind: sniffed };
  if (sniffed === "empty") return refused("empty");
  return sniffed === "text" ? judgeText(fileName) : refused("wrong-kind");
}

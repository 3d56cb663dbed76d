import { open } from "node:fs/promises";
import type { Sandbox } from "../platform/sandbox.ts";
import {
  type DocumentKind,
  type DocumentReason,
  judgeOldOffice,
  judgeSniffed,
  judgeZip,
  type KindVerdict,
  PAGES_MAX,
  refusal,
} from "./document.rules.ts";
import { sniff } from "./sniff.rules.ts";
import { findListing, readListing, ZIP_TAIL_BYTES } from "./zip-listing.rules.ts";

export type DocumentCheck = {
  isUsable: boolean;
  reason: DocumentReason | null;
  kind: DocumentKind | null;
  /** Of a PDF; other kinds have none before they are laid out. */
  pages: number | null;
};

/** A listing longer than this is a trick: twenty thousand parts need two megabytes. */
const LISTING_MAX = 16 * 1024 * 1024;
const OLD_DIRECTORY_BYTES = 4 * 1024 * 1024;

async function kindOf(path: string, fileName: string): Promise<KindVerdict> {
  const file = await open(path);
  const part = async (at: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
    return buffer.subarray(0, bytesRead);
  };
  try {
    const { size } = await file.stat();
    const kind = sniff(await part(0, 4096));
    // The folder of an old container may be at its beginning or at its end.
    if (kind === "old-office") {
      const last = Math.max(0, size - OLD_DIRECTORY_BYTES);
      return judgeOldOffice(Buffer.concat([await part(0, OLD_DIRECTORY_BYTES), await part(last, OLD_DIRECTORY_BYTES)]));
    }
    if (kind !== "zip") return judgeSniffed(kind, fileName);
    const tail = await part(Math.max(0, size - ZIP_TAIL_BYTES), Math.min(size, ZIP_TAIL_BYTES));
    const listing = findListing(tail);
    if (!listing) return judgeZip(null);
    if (listing.size > LISTING_MAX) return { reason: refusal("zip-bomb") };
    return judgeZip(readListing(await part(listing.offset, listing.size)));
  } finally {
    await file.close();
  }
}

/** Pages of a PDF, or why it cannot be opened. */
export async function countPages(sandbox: Sandbox, path: string, signal?: AbortSignal) {
  const { ended, stdout, stderr } = await sandbox.run(
    { tool: "pdfinfo", input: { path, name: "file.pdf" }, args: ({ input }) => [input], limits: { wallSec: 60 } },
    signal,
  );
  const said = stdout.toString();
  if (/Incorrect password/i.test(stderr)) return refusal("password");
  const pages = Number(/^Pages:\s+(\d+)$/m.exec(said)?.[1] ?? 0);
  if (ended !== "well" || pages === 0) return refusal("damaged");
  return pages > PAGES_MAX ? refusal("too-many-pages") : pages;
}

/**
 * Decides whether a document may be part of a Profile, by what is in it.
 * @param fileName as its owner named it; it only tells a CSV from another text
 * @throws Error when the machine is at fault, so that the check is tried again
 */
export async function checkDocument(
  sandbox: Sandbox,
  path: string,
  fileName: string,
  signal?: AbortSignal,
): Promise<DocumentCheck> {
  const verdict = await kindOf(path, fileName);
  if ("reason" in verdict) return { isUsable: false, reason: verdict.reason, kind: null, pages: null };
  const { kind } = verdict;
  if (kind !== "pdf") return { isUsable: true, reason: null, kind, pages: null };
  const pages = await countPages(sandbox, path, signal);
  if (typeof pages !== "number") return { isUsable: false, reason: pages, kind, pages: null };
  return { isUsable: true, reason: null, kind, pages };
}

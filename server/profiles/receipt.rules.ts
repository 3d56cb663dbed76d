import type { Manifest, ManifestItem } from "./manifest.rules.ts";
import type { EvidenceRole } from "./submission.rules.ts";

/** Each role as people say it. */
export const ROLE_WORDS: Record<EvidenceRole, string> = {
  video: "Video of teaching",
  plan: "Lesson or session plan",
  work: "Student work",
  data: "Student data",
  narrative: "Narrative",
};

export const ROLE_ORDER: readonly EvidenceRole[] = ["video", "plan", "work", "data", "narrative"];

/** What a receipt may know of an item besides the manifest: its size while it arrives, its running time. */
export type KnownItem = { id: string; sizeBytes: number; durationMs: number | null };

export type ReceiptLine = {
  role: string;
  fileName: string;
  sizeBytes: number;
  durationSec: number | null;
  /** Null while it still arrives or is checked. */
  sha256: string | null;
  objectVersion: string | null;
};

const rank = (item: ManifestItem) => ROLE_ORDER.indexOf(item.role);

/** The lines of a receipt, in the order people think of them. */
export function receiptLines(manifest: Manifest, known: readonly KnownItem[]): ReceiptLine[] {
  return manifest.items
    .toSorted((a, b) => rank(a) - rank(b) || a.part - b.part)
    .map((item) => {
      const more = known.find(({ id }) => id === item.itemId);
      const ms = more?.durationMs ?? null;
      return {
        role: ROLE_WORDS[item.role],
        fileName: item.fileName,
        sizeBytes: item.seal?.sizeBytes ?? more?.sizeBytes ?? 0,
        durationSec: ms === null ? null : ms / 1000,
        sha256: item.seal?.sha256 ?? null,
        objectVersion: item.seal?.objectVersion ?? null,
      };
    });
}

/** `C01-M-017, version 2`: what people read to us on the phone. */
export function receiptCode(code: string, manifest: Pick<Manifest, "version">): string {
  return `${code}, version ${manifest.version}`;
}

/** The files that are evidence, in the order people think of them; captions go with their video. */
export function inOrder<T extends { role: string; part: number }>(items: readonly T[]): (T & { role: EvidenceRole })[] {
  const isEvidence = (item: T): item is T & { role: EvidenceRole } => item.role in ROLE_WORDS;
  return items
    .filter(isEvidence)
    .toSorted((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || a.part - b.part);
}

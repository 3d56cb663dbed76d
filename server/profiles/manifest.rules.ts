import { hashOf } from "../kernel/canonical.ts";
import type { EvidenceRole } from "./submission.rules.ts";

/** What one item is known by once all its bytes are here. */
export type Seal = { objectVersion: string; sha256: string; sizeBytes: number };

/** One item of a submission. `seal` is null while its bytes still arrive; once set it never changes. */
export type ManifestItem = { itemId: string; role: EvidenceRole; part: number; fileName: string; seal: Seal | null };

/** Frozen by Submit: what is not in it was not submitted, and reviewers are served these object versions only. */
export type Manifest = {
  applicationId: string;
  version: number;
  frozenAt: string;
  items: readonly ManifestItem[];
  /** SHA-256 of the canonical text of all the rest; null until every item is sealed. */
  hash: string | null;
};

const inOrder = (a: ManifestItem, b: ManifestItem) =>
  a.role < b.role ? -1 : a.role > b.role ? 1 : a.part - b.part || (a.itemId < b.itemId ? -1 : 1);

function withHash(manifest: Omit<Manifest, "hash">): Manifest {
  const isSealed = manifest.items.every(({ seal }) => seal !== null);
  return { ...manifest, hash: isSealed ? hashOf(manifest) : null };
}

/** The manifest of a submission; the same items in any order give the same one. A resubmission adds a version. */
export function freeze(
  applicationId: string,
  version: number,
  frozenAt: Date,
  items: readonly ManifestItem[],
): Manifest {
  return withHash({ applicationId, version, frozenAt: frozenAt.toISOString(), items: items.toSorted(inOrder) });
}

/** Writes in what arrived for one item. A second seal, or one for an item that was not submitted, changes nothing. */
export function seal(manifest: Manifest, itemId: string, arrived: Seal): Manifest {
  const { hash: _before, ...rest } = manifest;
  const items = rest.items.map((item) =>
    item.itemId === itemId && item.seal === null ? { ...item, seal: arrived } : item,
  );
  return withHash({ ...rest, items });
}

/** True when nothing was touched since it was sealed. */
export function isIntact({ hash, ...rest }: Manifest): boolean {
  return hash !== null && hash === hashOf(rest);
}

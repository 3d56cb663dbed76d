import { createHash } from "node:crypto";

/** Plain values that have one canonical text. Dates go in as ISO strings. */
export type Canonical =
  | string
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

function inKeyOrder(value: Canonical): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  // Built from a null prototype so that a key such as `__proto__` stays a key.
  const ordered = Object.create(null) as Record<string, unknown>;
  for (const [key, part] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) ordered[key] = inKeyOrder(part as Canonical);
  return ordered;
}

/** One text for equal values, whatever order their keys were written in (keys by UTF-16 code unit, no white space). */
export function canonicalJson(value: Canonical): string {
  return JSON.stringify(inKeyOrder(value));
}

/** SHA-256 of the canonical text, 64 hex digits. What people sign and what a manifest is known by. */
export function hashOf(value: Canonical): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
}

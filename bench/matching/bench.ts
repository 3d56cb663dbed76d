import type { Bench, BenchRow } from "../report.ts";
import { fingerprint, generate, SIZES, type Size } from "./generator.ts";
import { peopleRows } from "./people-rows.ts";

/** Matching beside every peer that this machine has, on the same instances; see docs/matching.md. */
export const bench: Bench = async ({ isQuick, say }) => {
  const sizes: Size[] = isQuick ? ["s341", "s1000", "s3000"] : ["s341", "s1000", "s3000", "s10000"];
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const instance = generate(size);
    const { profileCount, reviewerCount } = SIZES[size];
    say(
      `${size}: ${profileCount} x ${reviewerCount}, ${instance.pairReviewer.length} pairs, SHA-256 ${fingerprint(instance)}`,
    );
  }
  for (const size of sizes.slice(-1)) rows.push(...peopleRows(size, size === "s10000"));
  return rows;
};

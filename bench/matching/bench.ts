import { loadavg } from "node:os";
import type { Bench, BenchRow } from "../report.ts";
import { contestRows } from "./contest-rows.ts";
import { declineRows } from "./decline-rows.ts";
import { fingerprint, generate, SIZES, type Size } from "./generator.ts";
import { highsRows } from "./highs-rows.ts";
import { installedPeers } from "./peers/installed.ts";
import { peopleRows } from "./people-rows.ts";
import { lagRows, wholeRunRows } from "./run-rows.ts";

/** Matching beside every peer that this machine has, on the same instances; see docs/matching.md. */
export const bench: Bench = async ({ isQuick, say }) => {
  const sizes: Size[] = isQuick ? ["s341", "s1000", "s3000"] : ["s341", "s1000", "s3000", "s10000"];
  say(
    `load of the machine ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}; other work beside this makes all figures drift`,
  );
  for (const size of sizes) {
    const instance = generate(size);
    const { profileCount, reviewerCount } = SIZES[size];
    const pairs = instance.pairReviewer.length;
    say(`${size}: ${profileCount} x ${reviewerCount}, ${pairs} pairs, SHA-256 ${fingerprint(instance)}`);
  }
  const peers = installedPeers();
  for (const { name, skipped, earlier } of peers.filter((peer) => peer.skipped !== undefined))
    say(`${name} is skipped: ${skipped}. Earlier, on another machine: ${earlier}`);
  const largest = sizes.at(-1) ?? "s341";
  const rows: BenchRow[] = [
    ...peopleRows(largest, largest === "s10000"),
    ...declineRows(largest, largest === "s10000" ? "<=1" : ""),
    ...wholeRunRows(5),
    ...(await lagRows("s341")),
    ...(await lagRows("s3000")),
    ...(await contestRows(sizes, peers, say)),
    ...(await highsRows(isQuick ? ["s341", "s1000"] : ["s341", "s1000", "s3000"], say)),
  ];
  return rows;
};

import { loadavg } from "node:os";
import type { Bench, BenchRow } from "../report.ts";
import { contestRows } from "./contest-rows.ts";
import { declineRows } from "./decline-rows.ts";
import { fingerprint, generate, SIZES, type Size } from "./generator.ts";
import { highsRows } from "./highs-rows.ts";
import { installedPeers } from "./peers/installed.ts";
import { peopleRows } from "./people-rows.ts";
import { lagRows, wholeRunRows } from "./run-rows.ts";

type Part = (size: Size, isTargeted: boolean) => BenchRow[] | Promise<BenchRow[]>;

/** Quick ones first, so that a run that is cut off has said them. */
const PARTS: Record<string, Part> = {
  decline: (size, isTargeted) => declineRows(size, isTargeted ? "<=1" : ""),
  people: peopleRows,
  run: () => wholeRunRows(5),
  lag: async () => [...(await lagRows("s341")), ...(await lagRows("s3000"))],
};

/**
 * Matching beside every peer that this machine has, on the same instances; see docs/matching.md. `BENCH_PARTS` (with commas)
 * chooses among decline, people, run, lag, contest and highs. Each part says its rows as soon as it has them.
 */
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
  const parts: Record<string, Part> = {
    ...PARTS,
    contest: () => contestRows(sizes, peers, say),
    highs: () => highsRows(isQuick ? ["s341", "s1000"] : ["s341", "s1000", "s3000"], say),
  };
  const wanted = process.env["BENCH_PARTS"]?.split(",") ?? Object.keys(parts);
  const unknown = wanted.filter((name) => !(name in parts));
  if (unknown.length > 0)
    throw new Error(`BENCH_PARTS knows ${Object.keys(parts).join(", ")}; not: ${unknown.join(", ")}`);
  const rows: BenchRow[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (!wanted.includes(name)) continue;
    const found = await part(largest, largest === "s10000");
    for (const { what, value, unit } of found) say(`${what}: ${value} ${unit}`);
    rows.push(...found);
  }
  return rows;
};

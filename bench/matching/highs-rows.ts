import { join } from "node:path";
import type { BenchRow } from "../report.ts";
import { playMatch } from "./contest.ts";
import type { Size } from "./generator.ts";
import type { Peer } from "./peers/installed.ts";
import { Contestant } from "./peers/peer.ts";

const HIGHS: Peer = {
  name: "HiGHS (npm)",
  start: (_, file) =>
    new Contestant("HiGHS (npm)", process.execPath, [join(import.meta.dirname, "highs-flow.ts"), file]),
};

/** HiGHS as a linear program on the sizes it can do; at 10,000 x 4,000 its memory is not enough. */
export async function highsRows(sizes: readonly Size[], say: (line: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const size of sizes) {
    const { row } = await playMatch({ what: `${size} beside HiGHS`, size, rounds: 3, warmUps: 3, target: "" }, [HIGHS]);
    say(`${row.what}: ${row.ratio}`);
    rows.push(row);
  }
  return rows;
}

/** One line of a bench: ours beside a peer, or a figure of its own. Targets read as "<=0.5"; "" where none is set. */
export type BenchRow = {
  what: string;
  unit: string;
  target: string;
  /** Where somebody else's code ran on the same input in the same run. */
  peerName?: string;
  ours?: number;
  peer?: number;
  ratio?: number;
  /** A figure without a peer. */
  value?: number;
  /** What helps to read the row: spread, sizes, what was checked, why a peer is missing. */
  note?: string;
};

/** What every `bench/<name>/bench.ts` exports. `isQuick` asks for a minute or two instead of the whole. */
export type Bench = (options: { isQuick: boolean; say: (line: string) => void }) => Promise<BenchRow[]>;

/** A row of ours beside a peer's: ratio = ours / peer. */
export function besidePeer(
  row: Pick<BenchRow, "what" | "unit" | "target" | "note"> & { peerName: string; ours: number; peer: number },
): BenchRow {
  return { ...row, ours: rounded(row.ours), peer: rounded(row.peer), ratio: rounded(row.ours / row.peer) };
}

/** A row without a peer. */
export function figure(row: Pick<BenchRow, "what" | "unit" | "target" | "note"> & { value: number }): BenchRow {
  return { ...row, value: rounded(row.value) };
}

/** The table that people read. */
export function tableOf(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ what, unit, target, ...row }) => [
    what,
    row.ratio === undefined ? valueOf(row, unit) : `${row.ours} ${unit}`,
    row.ratio === undefined ? "" : `${row.peer} ${unit} (${row.peerName})`,
    row.ratio === undefined ? "" : `${row.ratio}`,
    target,
    verdict({ target, ...row }),
    row.note ?? "",
  ]);
  const all = [["what", "ours", "peer", "ratio", "target", "", "note"], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map((line) =>
      line
        .map((cell, k) => cell.padEnd(widths[k] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const valueOf = ({ value }: Pick<BenchRow, "value">, unit: string) =>
  value === undefined ? "not measured" : `${value} ${unit}`;

/** The last line, for programs. */
export function jsonOf(bench: string, rows: readonly BenchRow[]): string {
  return JSON.stringify({ bench, rows });
}

function verdict({ target, ratio, value }: Pick<BenchRow, "target" | "ratio" | "value">): string {
  const limit = /^(<=|>=)\s*([\d.]+)/.exec(target);
  const measured = ratio ?? value;
  if (!limit || measured === undefined) return "";
  const isMet = limit[1] === "<=" ? measured <= Number(limit[2]) : measured >= Number(limit[2]);
  return isMet ? "met" : "missed";
}

/** Three digits that count. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

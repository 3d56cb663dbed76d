import { median } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import { type Match, type MatchResult, playMatch } from "./contest.ts";
import { HARD, type Size } from "./generator.ts";
import type { Peer } from "./peers/installed.ts";

const ROUNDS = 5;
/** The app's worker lives long: small instances are met by code that has solved some before. */
const WARM_UPS: Record<Size, number> = { s341: 40, s1000: 20, s3000: 3, s10000: 1 };

/** The matches of one size with the targets. */
function matchesOf(size: Size): Match[] {
  const isSmall = size === "s341" || size === "s1000";
  const warmUps = WARM_UPS[size];
  const match = (what: string, target: string, more: Partial<Match> = {}): Match => ({
    what: `${size} ${what}`,
    size,
    rounds: ROUNDS,
    warmUps,
    target,
    ...more,
  });
  const schools = { isOnePerSchool: true };
  const plain = isSmall ? "<=1.0" : size === "s3000" ? "<=0.5" : "<=0.25";
  return [
    match("warm", plain),
    match("warm, one a school", isSmall ? "<=1.0" : "<=0.5", { changes: schools }),
    ...(size === "s10000" ? [match("cold", "<=0.5", { isCold: true })] : []),
    ...Object.entries(HARD).map(([name, changes]) =>
      match(`${name}`, isSmall ? "<=1.0" : "<=0.75", { changes, isHard: true }),
    ),
    match("costs of the product (0 to 3)", "", { changes: { costs: "product" } }),
  ];
}

/** Every match of the sizes asked for, and what they say together: median of the hard set, scaling, memory. */
export async function contestRows(
  sizes: readonly Size[],
  peers: readonly Peer[],
  say: (line: string) => void,
): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const warm: MatchResult[] = [];
  for (const size of sizes) {
    const hard: number[] = [];
    for (const match of matchesOf(size)) {
      const result = await playMatch(match, peers);
      rows.push(result.row);
      say(`${match.what}: ${result.row.ratio ?? result.row.value} ${result.row.note ?? ""}`);
      if (match.isHard && result.ratio !== undefined) hard.push(result.ratio);
      if (match.what === `${size} warm`) warm.push(result);
    }
    const target = size === "s3000" || size === "s10000" ? "<=0.4" : "";
    if (hard.length > 0)
      rows.push(figure({ what: `${size} hard set, median ratio`, unit: "", target, value: median(hard) }));
  }
  return [...rows, ...scalingRows(warm), ...memoryRows(warm)];
}

/** The exponent of time in eligible pairs between the second and the last size (from 1,000 Profiles on). */
function scalingRows(warm: readonly MatchResult[]): BenchRow[] {
  const [, from, ...more] = warm;
  const to = more.at(-1);
  if (!from || !to) return [];
  const value = Math.log(to.oursMs / from.oursMs) / Math.log(to.pairs / from.pairs);
  const note = `${from.pairs} pairs in ${from.oursMs.toPrecision(3)} ms, ${to.pairs} in ${to.oursMs.toPrecision(3)} ms`;
  return [figure({ what: "scaling exponent in pairs", unit: "", target: "<=0.9", value, note })];
}

function memoryRows(warm: readonly MatchResult[]): BenchRow[] {
  const largest = warm.at(-1);
  if (!largest) return [];
  return [
    figure({
      what: `memory growth while solving, ${largest.pairs} pairs`,
      unit: "MB",
      target: "<=150",
      value: largest.growthMb,
      note: "highest of the process in any round over what it had after reading the instance",
    }),
  ];
}

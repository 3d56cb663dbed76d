import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interleave, median, spread } from "../measure.ts";
import { type BenchRow, besidePeer, figure } from "../report.ts";
import { writeDimacs } from "./dimacs.ts";
import { generate, type Size, type Variant } from "./generator.ts";
import { writeInstance } from "./instance-file.ts";
import { networkOf } from "./network.ts";
import type { Peer } from "./peers/installed.ts";
import { Contestant, type Round } from "./peers/peer.ts";

const HERE = import.meta.dirname;
const SLOW = 2;
/** Nobody is left out over rounds as short as this: other work on the machine decides these. */
const SHORT_MS = 500;

/** One instance and what is asked of it. `isCold` starts ours anew for every round. */
export type Match = {
  what: string;
  size: Size;
  changes?: Partial<Variant>;
  seed?: number;
  rounds: number;
  /** Solves before the first one that counts, for ours and for the peers. */
  warmUps: number;
  target: string;
  isCold?: boolean;
  isHard?: boolean;
};

/** What one match showed. `ratio` is ours over the fastest peer; undefined without peers. */
export type MatchResult = { row: BenchRow; ratio: number | undefined; oursMs: number; pairs: number; growthMb: number };

/** Ours also says how much its memory grew while it solved, and what packing the arrays took before that. */
type OurRound = Round & { growthMb: number; packMs: number };

/**
 * Ours and every installed peer on the same instance, in turn, round by round, each in a process of its own; warm-up rounds
 * are not counted.
 * @throws Error when two of them disagree on the cost: a wrong answer has no speed
 */
export async function playMatch(match: Match, peers: readonly Peer[]): Promise<MatchResult> {
  const { size, changes = {}, seed = 1, rounds } = match;
  const instance = generate(size, changes, seed);
  const folder = mkdtempSync(join(tmpdir(), "matching-bench-"));
  const dimacs = join(folder, "instance.min");
  const file = join(folder, "instance.bin");
  writeInstance(file, instance);
  if (peers.some(({ start }) => start))
    writeDimacs(dimacs, networkOf(instance), `${size} ${JSON.stringify(changes)} seed ${seed}`);
  const contestants: Contestant[] = [];
  const grown: number[] = [];
  const start = async (contestant: Contestant) => {
    contestants.push(contestant);
    return contestant.ready();
  };
  try {
    const others: Contestant[] = [];
    for (const peer of peers) if (peer.start) others.push(await start(peer.start(dimacs, file)));
    const ours = match.isCold ? null : await start(startOurs(file));
    const turn = ours ? () => ours.round() : () => coldRound(file);
    const { quick, slow } = await quickest(others);
    for (let k = 0; k < match.warmUps && ours; k++) grown.push(((await ours.round()) as OurRound).growthMb);
    for (let k = 2; k < match.warmUps; k++) for (const each of quick) await each.round();
    const [mine = [], ...theirs] = await interleave<Round>(rounds, [turn, ...quick.map((each) => () => each.round())]);
    agree(match.what, [...mine, ...theirs.flat()]);
    const result = resultOf(match, instance.pairReviewer.length, mine as OurRound[], quick, theirs);
    if (slow !== "") result.row.note = `${result.row.note ?? ""}; slower: ${slow}`;
    return { ...result, growthMb: Math.max(result.growthMb, ...grown) };
  } finally {
    for (const contestant of contestants) await contestant.end();
    rmSync(folder, { recursive: true });
  }
}

/** The warm-up of the peers. One that takes over twice as long as another is not the fastest, and goes no further. */
async function quickest(peers: readonly Contestant[]): Promise<{ quick: Contestant[]; slow: string }> {
  const first: { peer: Contestant; ms: number }[] = [];
  for (const peer of peers) {
    // The better of two, so that one slow start does not leave out who is fast.
    const ms = Math.min((await peer.round()).ms, (await peer.round()).ms);
    first.push({ peer, ms });
  }
  const best = Math.min(...first.map(({ ms }) => ms));
  const isQuick = ({ ms }: { ms: number }) => ms <= Math.max(SLOW * best, SHORT_MS);
  const slow = first
    .filter((each) => !isQuick(each))
    .map(({ peer, ms }) => `${peer.name} ${ms.toPrecision(3)} at best`);
  return { quick: first.filter(isQuick).map(({ peer }) => peer), slow: slow.join(", ") };
}

function startOurs(file: string): Contestant {
  return new Contestant("ours", process.execPath, [join(HERE, "ours-flow.ts"), file]);
}

/** A process that solves once, the first time in its life. */
async function coldRound(file: string): Promise<Round> {
  const ours = startOurs(file);
  try {
    return await (await ours.ready()).round();
  } finally {
    await ours.end();
  }
}

function agree(what: string, rounds: readonly Round[]): void {
  const costs = new Set(rounds.map(({ cost }) => cost));
  if (costs.size > 1) throw new Error(`${what}: the solvers disagree on the cost: ${[...costs].join(", ")}`);
}

function resultOf(
  { what, target }: Match,
  pairs: number,
  mine: readonly OurRound[],
  peers: readonly Contestant[],
  theirs: readonly (readonly Round[])[],
): MatchResult {
  const ours = median(mine.map(({ ms }) => ms));
  const packMs = median(mine.map((round) => round.packMs));
  const growthMb = Math.max(...mine.map((round) => round.growthMb));
  const medians = theirs.map((rounds, k) => ({ name: peers[k]?.name ?? "", ms: median(rounds.map(({ ms }) => ms)) }));
  const fastest = medians.reduce((best, each) => (each.ms < best.ms ? each : best), {
    name: "",
    ms: Number.POSITIVE_INFINITY,
  });
  if (fastest.name === "") {
    const row = figure({ what, unit: "ms", target: "", value: ours, note: "no peer installed" });
    return { row, ratio: undefined, oursMs: ours, pairs, growthMb };
  }
  const all = medians.map(({ name, ms }) => `${name} ${ms.toPrecision(3)}`).join(", ");
  const ratios = mine.map(
    ({ ms }, k) => ms / Math.min(...theirs.map((rounds) => rounds[k]?.ms ?? Number.POSITIVE_INFINITY)),
  );
  const whole = ((ours + packMs) / fastest.ms).toPrecision(3);
  const note = `with packing of the arrays ${whole}; ${pairs} pairs, same cost ${mine[0]?.cost}; ratio ${spread(ratios)} over rounds; medians: ${all}`;
  const row = besidePeer({ what, unit: "ms", target, peerName: fastest.name, ours, peer: fastest.ms, note });
  return { row, ratio: ours / fastest.ms, oursMs: ours, pairs, growthMb };
}

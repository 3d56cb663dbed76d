import { type Assignment, objectiveOf, pairAt } from "../../server/matching/assignment.rules.ts";
import { cover, coverageResult } from "../../server/matching/coverage.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { LiveMatching } from "../../server/matching/live-matching.rules.ts";
import { solveMatching } from "../../server/matching/solve-matching.rules.ts";
import { median, quantile } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import { generate, type Size } from "./generator.ts";
import { type Xoshiro, xoshiro } from "./xoshiro.ts";

const DECLINES = 200;

/**
 * Readers decline one Profile each, one after another, in a matching that stands. At the end the repaired matching is compared
 * with a solve from scratch on what is left.
 * @throws Error when the two differ
 */
export function declineRows(size: Size, target: string): BenchRow[] {
  const instance = generate(size);
  const answer = solveMatching(instance);
  const live = new LiveMatching(instance, answer);
  const random = xoshiro(7);
  const gone = new Set<number>();
  const times: number[] = [];
  let moves = 0;
  let why = "";
  while (times.length < DECLINES && why === "") {
    const [profile, reviewer] = drawUsed(live.assignment, random);
    const before = live.assignment;
    const pair = pairAt(instance, profile, reviewer);
    const begin = performance.now();
    const repair = live.decline(profile, reviewer);
    const ms = performance.now() - begin;
    if (!repair.isRepaired) {
      why = repair.why;
      compare(instance, answer.certificate.atLeast, gone, before);
      break;
    }
    gone.add(pair);
    times.push(ms);
    moves += repair.moves.length;
  }
  if (why === "") compare(instance, answer.certificate.atLeast, gone, live.assignment);
  return [
    figure({
      what: `${size} a late decline repaired, p95 of ${times.length}`,
      unit: "ms",
      target,
      value: quantile(times, 0.95),
      note:
        `median ${median(times).toPrecision(2)}, worst ${Math.max(...times).toPrecision(2)}; ${moves} places moved; equal to a solve from scratch` +
        (why === "" ? "" : `; the next one needed a whole run (${why})`),
    }),
  ];
}

function drawUsed(assignment: Assignment, random: Xoshiro): [number, number] {
  for (;;) {
    const k = random.below(assignment.length);
    const reviewer = assignment[k] as number;
    if (reviewer >= 0) return [Math.floor(k / 3), reviewer];
  }
}

/** The same Profiles to complete, the same pairs withdrawn, everything else anew. */
function compare(instance: Instance, atLeast: Int32Array, gone: ReadonlySet<number>, repaired: Assignment): void {
  const left = without(instance, gone);
  const coverage = { ...coverageResult(left, cover(left)), atLeast, choices: null };
  const scratch = solveMatching(left, { coverage }).objective;
  const ours = objectiveOf(left, repaired);
  if (scratch.placed !== ours.placed || scratch.worstPair !== ours.worstPair || scratch.sum !== ours.sum)
    throw new Error(`Repaired ${JSON.stringify(ours)}, from scratch ${JSON.stringify(scratch)}`);
}

function without(instance: Instance, gone: ReadonlySet<number>): Instance {
  const kept = Int32Array.from(instance.pairCost.keys()).filter((e) => !gone.has(e));
  const pairStart = new Int32Array(instance.profileCount + 1);
  let at = 0;
  for (let p = 0; p < instance.profileCount; p++) {
    while (at < kept.length && (kept[at] as number) < (instance.pairStart[p + 1] as number)) at++;
    pairStart[p + 1] = at;
  }
  return {
    ...instance,
    pairStart,
    pairReviewer: kept.map((e) => instance.pairReviewer[e] as number),
    pairCost: kept.map((e) => instance.pairCost[e] as number),
    pairStands: new Uint8Array(kept.length),
  };
}

import { loadavg } from "node:os";
import type { Bench, BenchRow } from "../report.ts";
import { atOnceRows } from "./at-once-rows.ts";
import { directRows } from "./direct-rows.ts";
import { formRows } from "./form-rows.ts";
import { growthRows } from "./growth-rows.ts";
import { playerRows } from "./player-rows.ts";
import { openStage, type Stage } from "./stage.ts";
import { videoRows } from "./video-rows.ts";

type Part = { name: string; measure: (stage: Stage) => Promise<BenchRow[]> };

const WHOLE: readonly Part[] = [
  { name: "growth", measure: (stage) => growthRows(stage, [10, 100]) },
  { name: "players", measure: (stage) => playerRows(stage, { rounds: 5, seconds: 15 }) },
  { name: "ten at once", measure: (stage) => atOnceRows(stage, { megabytes: 160, rounds: 5, idleMs: 10_000 }) },
  { name: "form 0.1 GB", measure: (stage) => formRows(stage, [{ gigabytes: 0.1, rounds: 5, hasPeer: true }]) },
  { name: "form 1 GB", measure: (stage) => formRows(stage, [{ gigabytes: 1, rounds: 5, hasPeer: true }]) },
  { name: "form 4 GB", measure: (stage) => formRows(stage, [{ gigabytes: 4, rounds: 3, hasPeer: false }]) },
  { name: "browser 1.6 GB", measure: (stage) => directRows(stage, { gigabytes: 1.6, rounds: 5, hasSha256: true }) },
  { name: "browser 4 GB", measure: (stage) => directRows(stage, { gigabytes: 4, rounds: 3, hasSha256: false }) },
  { name: "video 4 GB", measure: (stage) => videoRows(stage, { gigabytes: 4, rounds: 3 }) },
];

const QUICK: readonly Part[] = [
  { name: "growth", measure: (stage) => growthRows(stage, [2, 20]) },
  { name: "players", measure: (stage) => playerRows(stage, { rounds: 2, seconds: 5 }) },
  { name: "ten at once", measure: (stage) => atOnceRows(stage, { megabytes: 80, rounds: 1, idleMs: 5000 }) },
  { name: "form", measure: (stage) => formRows(stage, [{ gigabytes: 0.2, rounds: 3, hasPeer: true }]) },
  { name: "browser", measure: (stage) => directRows(stage, { gigabytes: 0.4, rounds: 3, hasSha256: true }) },
  { name: "video", measure: (stage) => videoRows(stage, { gigabytes: 0.8, rounds: 3 }) },
];

/** Nobody may be there to end what hangs. */
const PART_MAX_MS = 15 * 60_000;

function within<Answer>(ms: number, work: Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not done within ${ms / 60_000} minutes`)), ms);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Evidence on its way in, through the workers and out again, beside plain tools on the same S3 server. `BENCH_PARTS`
 * names some of the parts ("form,video"), for whoever works on one. A part that cannot be measured says why; the others go on.
 */
export const bench: Bench = async ({ isQuick, say }) => {
  const wanted = process.env["BENCH_PARTS"]?.split(",") ?? [""];
  const load = loadavg().map((one) => one.toFixed(1));
  say(`load of the machine ${load.join(", ")}; other work beside this makes all figures drift`);
  const stage = await openStage(say);
  const rows: BenchRow[] = [];
  try {
    for (const { name, measure } of isQuick ? QUICK : WHOLE) {
      if (!wanted.some((start) => name.startsWith(start))) continue;
      const begin = performance.now();
      try {
        rows.push(...(await within(PART_MAX_MS, measure(stage))));
      } catch (error) {
        rows.push({ what: name, unit: "", target: "", note: `failed: ${String(error)}` });
      }
      await stage.clear().catch((error: unknown) => say(`not cleared after ${name}: ${String(error)}`));
      say(`${name}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    }
  } finally {
    await stage.close();
  }
  return rows;
};

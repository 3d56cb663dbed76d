import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Thread } from "../../server/platform/thread.ts";
import { median, spread } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import { districtOf, type Size } from "./generator.ts";
import { peopleOf } from "./people.ts";

const HERE = import.meta.dirname;
const WORKER = join(HERE, "../../server/matching/match-worker.ts");
const LISTEN_MS = 3_000;

/** Whole runs of the first cohort's size, each in a process of its own. */
export function wholeRunRows(rounds: number): BenchRow[] {
  const row = (what: string, kind: string, target: string, note: string) => {
    const runs = Array.from({ length: rounds }, () => freshRun(kind));
    const times = runs.map(({ ms }) => ms);
    const load = median(runs.map(({ loadMs }) => loadMs)).toPrecision(3);
    return figure({
      what,
      unit: "ms",
      target,
      value: median(times),
      note: `${note}; ${spread(times)}; loading the code before it ${load} ms`,
    });
  };
  return [
    row(
      "whole run at 341 x 110 in a fresh process",
      "core",
      "<=100",
      "eligibility, coverage, stages 3 to 5 with their proof, explanations",
    ),
    row("the same as the app runs it", "all", "", "with the exact search of stage 2 (HiGHS) and every Profile's bench"),
  ];
}

function freshRun(kind: string): { ms: number; loadMs: number } {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(HERE, "whole-run.ts"), kind]);
  if (status !== 0) throw new Error(`The whole run failed: ${stderr.toString().slice(-500)}`);
  return JSON.parse(stdout.toString()) as { ms: number; loadMs: number };
}

/** How late this thread's own timers are, idle and while the worker thread solves. */
export async function lagRows(size: Size): Promise<BenchRow[]> {
  const input = peopleOf(districtOf(size));
  const thread = new Thread(WORKER);
  try {
    await thread.run(input);
    const idle = await lagDuring(() => sleep(LISTEN_MS));
    let runs = 0;
    const busy = await lagDuring(async () => {
      const end = performance.now() + LISTEN_MS;
      for (; runs === 0 || performance.now() < end; runs++) await thread.run(input);
    });
    return [
      figure({
        what: `${size} event-loop lag p99 while the worker solves`,
        unit: "ms",
        target: "<=10",
        value: busy,
        note: `idle p99 beside it ${idle.toPrecision(3)} ms; ${runs} runs back to back`,
      }),
    ];
  } finally {
    await thread.close();
  }
}

/** The 99th per cent of how late a timer of one millisecond fires, in milliseconds. */
async function lagDuring(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  return delays.percentile(99) / 1e6 - 1;
}

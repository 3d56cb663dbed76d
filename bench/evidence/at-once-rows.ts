import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { median, spread } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import type { Tab } from "./chromium.ts";
import { isComplete } from "./direct-rows.ts";
import { makeFile } from "./make-file.ts";
import { meter } from "./process-meter.ts";
import type { Stage } from "./stage.ts";

const PEOPLE = 10;

/** What the app's process needs while ten people upload straight to the store, over what it needs while they look on. */
export async function atOnceRows(
  stage: Stage,
  { megabytes, rounds, idleMs }: { megabytes: number; rounds: number; idleMs: number },
): Promise<BenchRow[]> {
  const path = await makeFile(join(stage.folder, "lesson.mp4"), megabytes * 1e6);
  const ids = Array.from({ length: PEOPLE }, (_, i) => `many-${i}`);
  const tabs: Tab[] = [];
  const [grown, shares, rates, app]: [number[], number[], number[], number] = [[], [], [], stage.app.pid];
  try {
    for (const id of ids) tabs.push(await stage.openUploader(id));
    const idle = await meter(app, () => pause(idleMs));
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, tab] of tabs.entries()) await tab.goTo(`${stage.baseUrl}/evidence/shelf-${ids[i]}/video`);
      const busy = await meter(app, () => Promise.all(tabs.map((tab) => uploadIn(tab, path))));
      grown.push(busy.before + busy.growthMb - idle.before);
      shares.push((busy.coreShare - idle.coreShare) * 100);
      rates.push((PEOPLE * megabytes) / busy.sec);
      await stage.clear();
    }
    const note = `${rounds} rounds of ${PEOPLE} x ${megabytes} MB, together ${spread(rates)} MB/s`;
    return [
      figure({
        what: `app memory over idle, ${PEOPLE} direct uploads at once`,
        unit: "MB",
        target: "<=50",
        value: median(grown),
        note: `${note}; ${spread(grown)}; idle ${idle.before.toFixed(0)} MB`,
      }),
      figure({
        what: `app processor over idle, ${PEOPLE} direct uploads at once`,
        unit: "% of a core",
        target: "<=5",
        value: median(shares),
        note: `${note}; ${spread(shares)}; idle, with the pages open, ${(idle.coreShare * 100).toFixed(1)} %`,
      }),
    ];
  } finally {
    for (const tab of tabs) await tab.close();
    rmSync(path);
  }
}

async function uploadIn(tab: Tab, path: string): Promise<void> {
  await tab.choose('input[type="file"]', path);
  await tab.until(isComplete, 600_000);
}

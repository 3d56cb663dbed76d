import { rmSync } from "node:fs";
import { join } from "node:path";
import { type BenchRow, besidePeer } from "../report.ts";
import type { Tab } from "./chromium.ts";
import { isComplete } from "./direct-rows.ts";
import { makeFile } from "./make-file.ts";
import type { Stage } from "./stage.ts";

const PART_BYTES = 16 * 1024 * 1024;

type Calls = {
  "to the app": number;
  "by the app to the store": number;
  "to the store": number;
  "to the database": number;
};

/** Every call that an upload of ten parts and one of a hundred make, counted by those who get them. */
export async function growthRows(stage: Stage, [few, many]: readonly [number, number]): Promise<BenchRow[]> {
  const tab = await stage.openUploader("gro");
  try {
    await callsOf(stage, tab, 1); // what is asked only once is not counted
    const small = await callsOf(stage, tab, few);
    const large = await callsOf(stage, tab, many);
    return (Object.keys(small) as (keyof Calls)[]).map((what) =>
      besidePeer({
        what: `calls ${what}, an upload of ${many} parts`,
        unit: "calls",
        target: `<=${many / few}`,
        peerName: `${few} parts`,
        ours: large[what],
        peer: small[what],
        note: "16 MiB parts; the page's looks at its list of files are in it",
      }),
    );
  } finally {
    await tab.close();
  }
}

async function callsOf(stage: Stage, tab: Tab, parts: number): Promise<Calls> {
  const path = await makeFile(join(stage.folder, "lesson.mp4"), parts * PART_BYTES);
  await tab.goTo(`${stage.baseUrl}/evidence/shelf-gro/video`);
  await tab.run("performance.setResourceTimingBufferSize(10000)");
  const before = await counted(stage);
  await tab.choose('input[type="file"]', path);
  await tab.until(isComplete, 600_000);
  const after = await counted(stage);
  const puts = await tab.run<number>(
    `performance.getEntriesByType("resource").filter(({ name }) => name.includes("partNumber=")).length`,
  );
  await stage.clear();
  rmSync(path);
  return {
    "to the app": after.answered - before.answered,
    "by the app to the store": after.made - before.made,
    "to the store": puts,
    "to the database": after.commands - before.commands,
  };
}

async function counted({ app, house }: Stage): Promise<{ answered: number; made: number; commands: number }> {
  const counts = await app.ask<{ answered: number; made: number }>("counts");
  const status = await house.deps.connection.db?.admin().serverStatus();
  const operations = (status?.["opcounters"] ?? {}) as Record<string, number>;
  return {
    ...counts,
    commands: Object.values(operations).reduce((sum, n) => sum + n, 0),
  };
}

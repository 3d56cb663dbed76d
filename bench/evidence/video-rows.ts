import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { interleave, median, spread } from "../measure.ts";
import { type BenchRow, besidePeer } from "../report.ts";
import { checkItem, prepareItem } from "../../server/media/index.ts";
import { deleteObject, storedVersions } from "../../server/platform/objects.ts";
import { addItem, MIB } from "./items.ts";
import { makeLesson } from "./make-lesson.ts";
import { plainSteps, type PlainTimes } from "./plain-steps.ts";
import { timeOfSdk } from "./send-by-sdk.ts";
import type { Process, Stage } from "./stage.ts";

const KEY = "evidence/shelf-ann/film";
const NEVER = new AbortController().signal;

type OurTimes = { usable: number; playable: number };

/** A video from the store to usable and playable, beside the same steps by plain tools, one after another. */
export async function videoRows(
  stage: Stage,
  { gigabytes, rounds }: { gigabytes: number; rounds: number },
): Promise<BenchRow[]> {
  await stage.addApplicant("ann");
  const { path, sizeBytes, seconds } = await makeLesson(stage.folder, gigabytes * 1e9);
  const sdk = await stage.launch("bench/evidence/sdk-upload.ts");
  try {
    await timeOfSdk(sdk, { path, key: KEY, partBytes: 16 * MIB, atOnce: 4, checksum: null });
    rmSync(path);
    const [ours = [], plain = []] = await interleave<OurTimes | PlainTimes>(rounds, [
      () => oursOnce(stage, sizeBytes),
      () => plainOnce(stage, sdk),
    ]);
    return rowsOf(ours as OurTimes[], plain as PlainTimes[], { gigabytes, rounds, seconds });
  } finally {
    await sdk.stop();
    await stage.clear();
  }
}

async function oursOnce(stage: Stage, sizeBytes: number): Promise<OurTimes> {
  const { deps } = stage.house;
  const { id } = await addItem(stage, { id: deps.newId(), key: KEY, sizeBytes });
  const begin = performance.now();
  await checkItem(deps, id, NEVER);
  const usable = performance.now() - begin;
  await prepareItem(deps, id, NEVER);
  const playable = performance.now() - begin;
  const item = await deps.mediaItems.get({ id });
  if (item.check !== "usable" || item.playable !== "ready")
    throw new Error(`the video ended ${item.check}: ${item.reason}`);
  await deps.mediaItems.remove({});
  for (const prefix of ["renditions/", "peer/"]) await removeBelow(stage, prefix);
  return { usable, playable };
}

async function plainOnce(stage: Stage, sdk: Process): Promise<PlainTimes> {
  const folder = join(stage.folder, "plain");
  try {
    return await plainSteps(stage, sdk, KEY, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await removeBelow(stage, "peer/");
  }
}

async function removeBelow({ house: { deps } }: Stage, prefix: string): Promise<void> {
  for await (const { key, objectVersion } of storedVersions(deps.s3, prefix))
    await deleteObject(deps.s3, key, objectVersion);
}

function rowsOf(
  ours: readonly OurTimes[],
  plain: readonly PlainTimes[],
  { gigabytes, rounds, seconds }: { gigabytes: number; rounds: number; seconds: number },
): BenchRow[] {
  const sumOf = (times: PlainTimes, names: readonly (keyof PlainTimes)[]) =>
    names.reduce((sum, name) => sum + times[name], 0) / 1000;
  const all = Object.keys(plain[0] ?? {}) as (keyof PlainTimes)[];
  const steps = all.map((name) => `${name} ${median(plain.map((times) => times[name] / 1000)).toPrecision(2)}`);
  const row = (what: keyof OurTimes, names: readonly (keyof PlainTimes)[], peerName: string, target: string) => {
    const mine = ours.map((times) => times[what] / 1000);
    return besidePeer({
      what: `${gigabytes} GB video of ${Math.round(seconds / 60)} minutes, ${what}`,
      unit: "s",
      target,
      peerName,
      ours: median(mine),
      peer: median(plain.map((times) => sumOf(times, names))),
      note: `${rounds} rounds, ours ${spread(mine)}; plain steps in s: ${steps.join(", ")}`,
    });
  };
  return [
    row("usable", ["download", "packets"], "download + packet count", "<=1.5"),
    row("playable", all, "plain tools one after another", "<=1.2"),
  ];
}

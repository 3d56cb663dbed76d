import { join } from "node:path";
import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { median, quantile, spread } from "../measure.ts";
import { type BenchRow, figure } from "../report.ts";
import { makeFile } from "./make-file.ts";
import { meter } from "./process-meter.ts";
import { addItem, MIB } from "./items.ts";
import { timeOfSdk } from "./send-by-sdk.ts";
import type { Stage } from "./stage.ts";

const PLAYERS = 30;
const BYTES_PER_SEC = 2.5e6 / 8;
const LESSON_SEC = 90 * 60;
const START_AFTER_SEC = 1;
const AHEAD_SEC = 20;

type Watched = { startMs: number; stallMs: number };

/** Thirty reviewers at 2.5 Mbit/s, each at another place of a lesson of ninety minutes. */
export async function playerRows(
  stage: Stage,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<BenchRow[]> {
  const sizeBytes = LESSON_SEC * BYTES_PER_SEC;
  const address = `${stage.baseUrl}/media/${await layLesson(stage, sizeBytes)}/stream`;
  const cookies: string[] = [];
  for (let i = 0; i < PLAYERS; i += 1) cookies.push(await stage.signInReviewer(`reader-${i}`, "shelf-eve"));
  const round = () =>
    meter(stage.app.pid, () =>
      Promise.all(
        cookies.map((cookie, i) => watch(address, cookie, Math.floor((i / PLAYERS) * sizeBytes * 0.95), seconds)),
      ),
    );
  const warm = await round();
  const runs = [];
  for (let i = 0; i < rounds; i += 1) runs.push(await round());
  const stalls = runs.map(({ answer }) => answer.filter(({ stallMs }) => stallMs > 0).length);
  const starts = runs.map(({ answer }) =>
    quantile(
      answer.map(({ startMs }) => startMs),
      0.95,
    ),
  );
  const idleMb = runs[0]?.before ?? Number.NaN;
  const grown = runs.map(({ before, growthMb }) => before + growthMb - idleMb);
  const share = median(runs.map(({ coreShare }) => coreShare * 100)).toFixed(0);
  const note = `${rounds} rounds of ${seconds} s; each range asks session, role and assignment; app ${share} % of a core`;
  return [
    figure({
      what: `${PLAYERS} players at 2.5 Mbit/s, players that stalled`,
      unit: "players",
      target: "<=0",
      value: Math.max(...stalls),
      note: `the worst round; ${note}`,
    }),
    figure({
      what: `${PLAYERS} players, from asking to one second of video, 95 %`,
      unit: "ms",
      target: "<=1000",
      value: median(starts),
      note: `all thirty begin at once, anywhere in 90 minutes; ${spread(starts)}`,
    }),
    figure({
      what: `${PLAYERS} players, app memory over before`,
      unit: "MB",
      target: "<=64",
      value: median(grown),
      note: `${spread(grown)}; before: ${idleMb.toFixed(0)} MB, after one round that compiled and grew by ${warm.growthMb.toFixed(0)} MB`,
    }),
  ];
}

async function layLesson(stage: Stage, sizeBytes: number): Promise<string> {
  await stage.addApplicant("eve");
  // Readers see what was handed in.
  const { shelves } = stage.house.deps;
  await shelves.save({ ...(await shelves.get({ id: "shelf-eve" })), open: "none" });
  const path = await makeFile(join(stage.folder, "play.mp4"), sizeBytes);
  const sdk = await stage.launch("bench/evidence/sdk-upload.ts");
  const key = "evidence/shelf-eve/played";
  await timeOfSdk(sdk, { path, key, partBytes: 16 * MIB, atOnce: 4, checksum: null });
  await sdk.stop();
  rmSync(path);
  const item = await addItem(stage, { id: "played", key, sizeBytes, ownerId: "eve" });
  await stage.house.deps.mediaItems.change(item.id, (now) => [
    { ...now, check: "usable", playable: "none-needed", durationMs: LESSON_SEC * 1000 },
  ]);
  return item.id;
}

/** Loads ahead as a browser does, and counts how long there was nothing to play. */
async function watch(address: string, cookie: string, from: number, seconds: number): Promise<Watched> {
  const begin = performance.now();
  const loaded = { bytes: 0 };
  const stop = new AbortController();
  let failure: { error: unknown } | null = null;
  const loading = load(address, cookie, from, loaded, begin, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) failure = { error };
  });
  let [startMs, playedSec, stallMs] = [Number.NaN, 0, 0];
  for (let last = begin; performance.now() - begin < seconds * 1000; ) {
    await pause(20);
    const now = performance.now();
    const readySec = loaded.bytes / BYTES_PER_SEC;
    if (Number.isNaN(startMs)) {
      if (readySec >= START_AFTER_SEC) startMs = now - begin;
    } else {
      const canPlay = Math.max(0, Math.min((now - last) / 1000, readySec - playedSec));
      playedSec += canPlay;
      stallMs += Math.max(0, now - last - canPlay * 1000);
    }
    last = now;
  }
  stop.abort();
  await loading;
  if (failure !== null) throw (failure as { error: unknown }).error;
  // Who never began has stalled all the time; half a millisecond is rounding.
  if (Number.isNaN(startMs)) return { startMs: seconds * 1000, stallMs: seconds * 1000 };
  return { startMs, stallMs: stallMs < 0.5 ? 0 : stallMs };
}

async function load(
  address: string,
  cookie: string,
  from: number,
  loaded: { bytes: number },
  begin: number,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const headers = { cookie, range: `bytes=${from + loaded.bytes}-` };
    const answer = await fetch(address, { headers, signal });
    if (answer.status !== 206 || !answer.body) throw new Error(`a range was answered with ${answer.status}`);
    for await (const chunk of answer.body) {
      loaded.bytes += (chunk as Uint8Array).length;
      const aheadSec = loaded.bytes / BYTES_PER_SEC - (performance.now() - begin) / 1000;
      if (aheadSec > AHEAD_SEC) await pause((aheadSec - AHEAD_SEC) * 1000, undefined, { signal });
    }
  }
}

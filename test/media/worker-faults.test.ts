/** Workers that die in the middle, a scratch disk without room, and the last minute before a deadline. */
import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { makeVideo } from "../../dev/make-media.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { finishItem, type MediaItem, resumeWork, startItem } from "../../server/media/index.ts";
import { storedVersions } from "../../server/platform/objects.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { ALL_JOBS } from "../../workers/all-jobs.ts";
import { runWorkers, type Workers } from "../../workers/run-workers.ts";
import { launch } from "../app-process.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testEnvironment } from "../engines.ts";
import { until } from "../until.ts";
import { addApplicant } from "./shelf-of.ts";

jest.setTimeout(240_000);

const JOBS = ALL_JOBS.filter(({ name }) => name.includes("media-item"));
let env: Record<string, string>;
let house: House;
let clock: MovableClock;

beforeAll(async () => {
  env = testEnvironment(__filename);
  clock = fixedClock(new Date());
  house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR, clock });
  await mkdir(house.deps.config.scratchDir, { recursive: true });
  await addApplicant(house.deps, "ann");
});
afterAll(async () => {
  await house?.deps.connection.dropDatabase();
  await house?.close();
});

/** A video that lies in the store, as if its last part had just arrived. */
async function arrived(path: string): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/shelf-ann/${id}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const { size: sizeBytes } = await stat(path);
  const object = { key, objectVersion: null };
  const about = { shelfId: "shelf-ann", ownerId: "ann", role: "video" as const, part: 1, fileName: "lesson.mp4" };
  const begun = startItem({ ...about, id, contentType: "video/mp4", sizeBytes, object }, null, clock.now());
  const [item, event] = finishItem(begun, { ...put, sha256: null }, { role: "system" }, deps.newId(), clock.now());
  return deps.mediaItems.insert(item, [event]);
}

const itemOf = (id: string) => house.deps.mediaItems.get({ id });
const isReady = (id: string) => async () => {
  const item = await itemOf(id);
  return item.playable === "ready" && item;
};
const checksOf = async (id: string) =>
  (await house.deps.eventLog.of(id)).filter(({ name }) => name === "media-item.checked").length;

/** A worker of this process, for as long as `work` lasts. */
async function withWorker<T>(work: (workers: Workers) => Promise<T>): Promise<T> {
  const workers = runWorkers(house.deps, { jobs: JOBS, sweeps: [], queues: ["media-check", "media-prepare"] });
  try {
    return await work(workers);
  } finally {
    await workers.stop();
  }
}

/** What was lost with a worker is begun again once it has been quiet for three minutes. */
async function beginAgain(): Promise<void> {
  clock.set(new Date(Date.now() + 4 * 60_000));
  expect(await resumeWork(house.deps)).toBe(1);
}

test.each(["check-item.after-copy", "check-item.before-verdict", "prepare-item.before-save"])(
  "a worker is killed at %s: the next one ends it, once",
  async (point) => {
    const path = await makeVideo({ durationSec: 60 });
    const worker = await launch("workers", { ...env, FAULT_POINT: point });
    const { id } = await arrived(path);
    expect(await worker.exited).toBe("SIGKILL");
    expect((await itemOf(id)).check).toBe(point.startsWith("check") ? "checking" : "usable");
    await beginAgain();
    const ready = await withWorker(() => until("it is ready to play", isReady(id), 120_000));
    expect([ready.check, await checksOf(id)]).toEqual(["usable", 1]);
    const kept = new Set(ready.renditions.map(({ key }) => key));
    const stored = new Set<string>();
    for await (const { key } of storedVersions(house.deps.s3, `renditions/shelf-ann/${id}/`)) stored.add(key);
    expect([...stored].toSorted()).toEqual([...kept].toSorted());
  },
);

test("scratch is full: said in plain words, nothing is judged or lost, and it is done when there is room", async () => {
  const path = await makeVideo({ durationSec: 60 });
  const worker = workerWithoutRoom(64 * 1024);
  const { id } = await arrived(path);
  const waiting = await until(
    "it says that there is no room",
    async () => {
      const item = await itemOf(id);
      return item.reason?.includes("has no room") && item;
    },
    90_000,
  );
  expect([waiting.check, waiting.seal, await checksOf(id)]).toEqual(["checking", null, 0]);
  await new Promise((resolve) => worker.once("exit", resolve).kill("SIGKILL"));
  await beginAgain();
  const ready = await withWorker(() => until("it is ready to play", isReady(id), 120_000));
  expect([ready.check, ready.reason, await checksOf(id)]).toEqual(["usable", null, 1]);
});

/** A real worker whose scratch is a disk of so many bytes. */
function workerWithoutRoom(sizeBytes: number): ChildProcess {
  const disk = ["--dev-bind", "/", "/", "--size", String(sizeBytes), "--tmpfs", house.deps.config.scratchDir];
  return spawn("bwrap", [...disk, "--die-with-parent", process.execPath, "workers/main.ts"], {
    cwd: ROOT_DIR,
    env,
    stdio: "ignore",
  });
}

test("40 phone videos in the last minute: all are usable before the first one is ready to play", async () => {
  const path = await makeVideo({ durationSec: 20, codec: "hevc" });
  const { size: sizeBytes } = await stat(path);
  const ids: string[] = [];
  for (let n = 0; n < 40; n += 1) ids.push((await arrived(path)).id);
  const [first] = await withWorker(() =>
    until(
      "the first is ready to play",
      async () => {
        const items = await house.deps.mediaItems.find({ fileName: "lesson.mp4", sizeBytes });
        return items.some(({ playable }) => playable === "ready") && [items];
      },
      200_000,
    ),
  );
  expect(first?.map(({ check }) => check)).toEqual(ids.map(() => "usable"));
});

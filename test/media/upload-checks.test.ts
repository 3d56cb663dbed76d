import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type request from "supertest";
import { makeVideo } from "../../dev/make-media.ts";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { checkItem, type MediaItem, prepareItem, resumeWork } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { ALL_JOBS } from "../../workers/all-jobs.ts";
import { runWorkers, type Workers } from "../../workers/run-workers.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { startItem, finishItem } from "../../server/media/index.ts";
import { addApplicant, sha256, signedIn } from "./shelf-of.ts";

let house: House;
let clock: MovableClock;
let workers: Workers;
let ann: ReturnType<typeof request.agent>;
const never = new AbortController().signal;

beforeAll(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
  await addApplicant(house.deps, "ann");
  await addApplicant(house.deps, "bob");
  ann = await signedIn(createApp(house.deps, ROOT_DIR), "ann");
  await mkdir(house.deps.config.scratchDir, { recursive: true });
  const jobs = ALL_JOBS.filter(({ name }) => name.includes("media-item"));
  workers = runWorkers(house.deps, { jobs, sweeps: [], queues: ["media-check", "media-prepare"] });
});
afterAll(async () => {
  await workers.stop();
  await house.close();
});

/** A video that lies in the store, as if its last part had just arrived. */
async function arrived(path: string, owner = "ann", fileName = "lesson.mp4", events = true): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/shelf-${owner}/${id}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const { size } = await stat(path);
  const begun = startItem(
    {
      id,
      shelfId: `shelf-${owner}`,
      ownerId: owner,
      role: "video",
      part: 1,
      fileName,
      contentType: "video/mp4",
      sizeBytes: size,
      object: { key, objectVersion: null },
    },
    null,
    clock.now(),
  );
  const [item, event] = finishItem(begun, { ...put, sha256: null }, { role: "system" }, deps.newId(), clock.now());
  return deps.mediaItems.insert(item, events ? [event] : []);
}

async function until(itemId: string, is: (item: MediaItem) => boolean): Promise<MediaItem> {
  for (let i = 0; i < 600; i += 1) {
    const item = await house.deps.mediaItems.get({ id: itemId });
    if (is(item)) return item;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it did not get there: ${JSON.stringify(await house.deps.mediaItems.get({ id: itemId }))}`);
}

test("a good video becomes usable, then playable, with its pictures and its waveform", async () => {
  const path = await makeVideo({ durationSec: 60 });
  const { id } = await arrived(path);
  const usable = await until(id, ({ check }) => check !== "checking");
  expect(usable).toMatchObject({ check: "usable", reason: null, seal: { sha256: sha256(await readFile(path)) } });
  expect(Math.round((usable.durationMs ?? 0) / 1000)).toBe(60);
  expect(usable.steps.slice(0, 4).map(({ name, state }) => [name, state])).toEqual(
    ["copy", "header", "length", "picture-and-sound"].map((name) => [name, "done"]),
  );
  const ready = await until(id, ({ playable }) => playable === "ready" || playable === "failed");
  expect(ready.renditions.map(({ kind }) => kind)).toEqual([
    "playable",
    "poster",
    "storyboard",
    "storyboard-index",
    "waveform",
    "waveform-picture",
  ]);
  const left = await Promise.all(
    ["work", "kept"].map((name) => readdir(join(house.deps.config.scratchDir, name)).catch(() => [])),
  );
  expect(left.flat()).toEqual([]);
});

test("a text file called .mp4 is refused in plain words", async () => {
  const { id } = await arrived(__filename);
  const item = await until(id, ({ check }) => check !== "checking");
  expect(item.check).toBe("rejected");
  expect(item.reason).not.toBe("");
  expect(item.playable).toBe("none-needed");
});

test("a document is usable and readable in a page; an applicant's own name in it is pointed out", async () => {
  const { PDFDocument, StandardFonts } = await import("pdf-lib");
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage().drawText("Lesson plan by Person Ann, fourth grade", { x: 50, y: 700, font, size: 12 });
  await ann
    .post("/evidence/shelf-ann/plan/documents")
    .attach("file", Buffer.from(await document.save()), "plan.pdf")
    .expect(303);
  const [plan] = (await house.deps.mediaItems.ofShelf("shelf-ann")).filter(({ role }) => role === "plan");
  const item = await until(plan?.id ?? "", ({ check }) => check !== "checking");
  expect(item).toMatchObject({ check: "usable", playable: "none-needed" });
  expect(item.renditions.map(({ kind }) => kind)).toEqual(["reading"]);
  expect(item.hints.join(" ")).toContain("“Person ann” stands in this file");
});

test("captions are read and written anew", async () => {
  const srt = "1\n00:00:01,000 --> 00:00:02,000\nGood morning\n";
  await ann.post("/evidence/shelf-ann/captions/documents").attach("file", Buffer.from(srt), "talk.srt").expect(303);
  const [captions] = (await house.deps.mediaItems.ofShelf("shelf-ann")).filter(({ role }) => role === "captions");
  const item = await until(captions?.id ?? "", ({ check }) => check !== "checking");
  expect([item.check, item.renditions.map(({ kind }) => kind)]).toEqual(["usable", ["captions"]]);
});

test("the same bytes in two Profiles are noted on the later one", async () => {
  const path = await makeVideo({ durationSec: 60 });
  const { id } = await arrived(path, "bob");
  const item = await until(id, ({ check }) => check !== "checking");
  expect(item.sameAs).toEqual(["shelf-ann"]);
  await until(id, ({ playable }) => playable === "ready");
});

test("a check that was lost with its queue is begun again", async () => {
  const { id } = await arrived(__filename, "ann", "lost.mp4", false);
  expect(await resumeWork(house.deps)).toBe(0);
  clock.advance(4 * 60_000);
  expect(await resumeWork(house.deps)).toBe(1);
  await until(id, ({ check }) => check === "rejected");
});

test("two workers at one check: one verdict, one event", async () => {
  const { id } = await arrived(__filename, "ann", "twice.mp4", false);
  await Promise.all([checkItem(house.deps, id, never), checkItem(house.deps, id, never)]);
  const { deps } = house;
  await workers.relay.sweep();
  expect((await deps.eventLog.of(id)).filter(({ name }) => name === "media-item.checked")).toHaveLength(1);
});

test("an item that was taken away meanwhile is not prepared", async () => {
  const item = await arrived(__filename, "ann", "gone.mp4", false);
  await house.deps.mediaItems.save({ ...item, check: "usable", deletedAt: clock.now() });
  await prepareItem(house.deps, item.id, never);
  expect((await house.deps.mediaItems.get({ id: item.id })).playable).toBe("waiting");
});

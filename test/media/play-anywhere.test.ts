import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Page } from "playwright-core";
import { makeNamedVideo } from "../../dev/make-media.ts";
import { checkItem, finishItem, newShelf, prepareItem, startItem } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { openSite, type Site, signInPage } from "./real-browser.ts";
import { addPerson } from "./shelf-of.ts";

const MIB = 1024 * 1024;
const LESSON_SEC = 90 * 60;
let site: Site;
let page: Page;
let filmBytes: number;
const ranges: { start: number; length: number; status: number }[] = [];

beforeAll(async () => {
  site = await openSite(__filename);
  const { deps } = site.house;
  await addPerson(deps, "ann", ["applicant"]);
  await deps.shelves.insert(newShelf({ id: "shelf", ownerId: "ann", code: "C01-M-007" }));
  filmBytes = await layLesson(await makeNamedVideo("just short enough"));
  page = await (await site.browser.newContext()).newPage();
  page.on("response", (response) => {
    const range = /^bytes (\d+)-(\d+)\//.exec(response.headers()["content-range"] ?? "");
    if (range)
      ranges.push({
        start: Number(range[1]),
        length: Number(range[2]) - Number(range[1]) + 1,
        status: response.status(),
      });
  });
  await signInPage(page, site.baseUrl, "ann");
});
afterAll(() => site.close());
beforeEach(async () => {
  ranges.length = 0;
  await page.goto(`${site.baseUrl}/media/film`);
  await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 1);
});

/** A lesson of ninety minutes, checked and made playable as the workers do; the answer is the size of what is played. */
async function layLesson(path: string): Promise<number> {
  const { deps } = site.house;
  const key = "evidence/shelf/film";
  const { sizeBytes, objectVersion } = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  expect(sizeBytes).toBe((await stat(path)).size);
  const place = { id: "film", shelfId: "shelf", ownerId: "ann", role: "video", part: 1, fileName: "x.mp4" } as const;
  const object = { key, objectVersion: null };
  const now = deps.clock.now();
  const [item] = finishItem(
    startItem({ ...place, contentType: "video/mp4", sizeBytes, object }, null, now),
    { objectVersion, sizeBytes, sha256: null },
    { role: "system" },
    deps.newId(),
    now,
  );
  await deps.mediaItems.insert(item);
  await checkItem(deps, "film", new AbortController().signal);
  await prepareItem(deps, "film", new AbortController().signal);
  const { renditions, durationMs } = await deps.mediaItems.get({ id: "film" });
  expect(Math.round((durationMs ?? 0) / 1000)).toBe(LESSON_SEC);
  return renditions.find(({ kind }) => kind === "playable")?.sizeBytes ?? 0;
}

/** Jumps to a second before anything was played, plays, and waits until the picture moves on from there. */
async function playFrom(sec: number): Promise<void> {
  await page.evaluate(async (at) => {
    const video = document.querySelector("video") as HTMLVideoElement;
    video.muted = true;
    video.currentTime = at;
    await video.play();
  }, sec);
  await page.waitForFunction((at) => {
    const video = document.querySelector("video") as HTMLVideoElement;
    return !video.seeking && video.currentTime > at + 0.5 && video.currentTime < at + 60;
  }, sec);
}

test.each([20, 45, 88])(
  "a lesson of ninety minutes plays from minute %i, without what lies before it",
  async (minute) => {
    await playFrom(minute * 60);
    expect(ranges.map(({ status }) => status)).toEqual(ranges.map(() => 206));
    // The table in front, and then what is watched: never the whole way to it.
    const loaded = ranges.reduce((sum, { length }) => sum + length, 0);
    expect(ranges.some(({ start }) => start > ((minute / 90) * filmBytes) / 2)).toBe(true);
    expect(Math.max(...ranges.map(({ length }) => length))).toBeLessThanOrEqual(4 * MIB);
    expect(loaded).toBeLessThan(filmBytes);
  },
);

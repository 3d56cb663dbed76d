import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import { makeVideo } from "../../dev/make-media.ts";
import { checkItem, finishItem, type MediaItem, newShelf, prepareItem, startItem } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { openSite, type Site, signInPage } from "./real-browser.ts";
import { addPerson } from "./shelf-of.ts";

let site: Site;
let item: MediaItem;
let context: BrowserContext;
let page: Page;
const never = new AbortController().signal;
const CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:04.000\nGood morning\n\n00:30.000 --> 00:34.000\nLook at the graph\n";

beforeAll(async () => {
  site = await openSite(__filename);
  const { deps } = site.house;
  await addPerson(deps, "rita", ["reviewer"]);
  await deps.shelves.insert({ ...newShelf({ id: "shelf", ownerId: "ann", code: "C01-M-007" }), open: "none" });
  const path = await makeVideo({ durationSec: 60, isFastStart: true });
  item = await ready(path, "video");
});
afterAll(() => site.close());
beforeEach(async () => {
  await site.house.deps.reviews.remove({});
  await site.house.deps.reviews.insert({
    id: "r",
    profileId: "shelf",
    reviewerId: "rita",
    state: "accepted",
    cohortId: "c",
    applicantId: "ann",
    place: 1,
  } as never);
  context = await site.browser.newContext();
  page = await context.newPage();
  await signInPage(page, site.baseUrl, "rita");
  await page.goto(`${site.baseUrl}/media/${item.id}`);
  await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 1);
});
afterEach(() => context.close());

async function ready(path: string, role: "video"): Promise<MediaItem> {
  const { deps } = site.house;
  const key = `evidence/shelf/${role}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const [video] = finishItem(
    startItem(
      {
        id: "film",
        shelfId: "shelf",
        ownerId: "ann",
        role,
        part: 1,
        fileName: "x.mp4",
        contentType: "video/mp4",
        sizeBytes: (await stat(path)).size,
        object: { key, objectVersion: null },
      },
      null,
      deps.clock.now(),
    ),
    { ...put, sha256: null },
    { role: "system" },
    deps.newId(),
    deps.clock.now(),
  );
  await deps.mediaItems.insert(video);
  await checkItem(deps, "film", never);
  await prepareItem(deps, "film", never);
  const { Readable } = await import("node:stream");
  const words = await putStream(deps.s3, "evidence/shelf/words", Readable.from([Buffer.from(CAPTIONS)]), "text/vtt");
  const [captions] = finishItem(
    startItem(
      {
        id: "words",
        shelfId: "shelf",
        ownerId: "ann",
        role: "captions",
        part: 1,
        fileName: "x.vtt",
        contentType: "text/vtt",
        sizeBytes: CAPTIONS.length,
        object: { key: "evidence/shelf/words", objectVersion: null },
      },
      null,
      deps.clock.now(),
    ),
    words,
    { role: "system" },
    deps.newId(),
    deps.clock.now(),
  );
  await deps.mediaItems.insert(captions);
  await checkItem(deps, "words", never);
  return deps.mediaItems.get({ id: "film" });
}

const play = () =>
  page.evaluate(async () => {
    const video = document.querySelector("video");
    if (video) video.muted = true;
    await video?.play();
  });
const position = () => page.evaluate(() => document.querySelector("video")?.currentTime ?? -1);

test("it plays, also from the middle, with captions and a transcript that leads to its moments", async () => {
  await play();
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.5);
  await page.evaluate(() => {
    const video = document.querySelector("video");
    if (video) video.currentTime = 45;
  });
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 45.3);
  await page.getByRole("button", { name: "0:30 Look at the graph" }).click();
  await page.waitForFunction(() => Math.abs((document.querySelector("video")?.currentTime ?? 0) - 30) < 3);
});

test("the keyboard plays, pauses, seeks, changes the speed and marks a moment", async () => {
  await page.evaluate(() => {
    addEventListener("player-mark", (event) => {
      document.body.dataset["marked"] = JSON.stringify((event as CustomEvent).detail);
    });
    const video = document.querySelector("video");
    if (video) video.muted = true;
    document.querySelector<HTMLElement>("[data-player]")?.focus();
  });
  const isPaused = () => page.evaluate(() => document.querySelector("video")?.paused);
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.querySelector("video")?.paused === false);
  await page.keyboard.press("k");
  expect(await isPaused()).toBe(true);
  const at = await position();
  await page.keyboard.press("l");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("j");
  expect(Math.round((await position()) - at)).toBe(5);
  await page.keyboard.press(".");
  expect(await page.evaluate(() => document.querySelector("video")?.playbackRate)).toBe(1.25);
  await page.keyboard.press("m");
  const marked = await page.evaluate(() => document.body.dataset["marked"]);
  expect(JSON.parse(marked ?? "")).toEqual({ itemId: "film", sec: Math.floor(at + 5) });
});

/** True once the player holds nothing to play any more and says so. */
const hasEnded = () =>
  page.waitForSelector('[data-part="ended"]:not([hidden])', { timeout: 5000 }).then(async (said) => {
    const video = await page.evaluate(() => {
      const { hidden, currentSrc, readyState, paused } = document.querySelector("video") as HTMLVideoElement;
      return {
        hidden,
        isPlaying: !paused && readyState > 2,
        hasSource: document.querySelector("video")?.hasAttribute("src"),
        currentSrc: currentSrc !== "" && readyState > 0,
      };
    });
    return [await said.textContent(), video.hidden, video.isPlaying, video.hasSource, video.currentSrc];
  });
const ENDED = ["This video is not open to you any more.", true, false, false, false];

test.each<[string, () => Promise<unknown>]>([
  ["the assignment ends", () => site.house.deps.reviews.remove({})],
  [
    "a consent is withdrawn",
    async () => {
      const shelf = await site.house.deps.shelves.get({ id: "shelf" });
      return site.house.deps.shelves.save({ ...shelf, lockedRoles: ["video"] });
    },
  ],
  [
    "they sign out in another tab",
    async () => {
      const other = await context.newPage();
      await other.goto(`${site.baseUrl}/`);
      await other.getByRole("button", { name: "Sign out" }).first().click();
      await other.waitForLoadState();
    },
  ],
])("the player stops within five seconds when %s", async (_what, happen) => {
  await play();
  await happen();
  expect(await hasEnded()).toEqual(ENDED);
  const shelf = await site.house.deps.shelves.get({ id: "shelf" });
  await site.house.deps.shelves.save({ ...shelf, lockedRoles: [] });
});

test("the link in another session shows nothing", async () => {
  await addPerson(site.house.deps, "sam", ["reviewer"]);
  const other = await site.browser.newContext();
  const tab = await other.newPage();
  await signInPage(tab, site.baseUrl, "sam");
  const answer = await tab.goto(`${site.baseUrl}/media/${item.id}/stream`);
  expect(answer?.status()).toBe(404);
  await other.close();
});

test("what was played is known as seconds, from the player", async () => {
  await play();
  await page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 3.2);
  await page.keyboard.press("k");
  await page.waitForTimeout(3500);
  const [seen] = await site.house.deps.viewLog.seenBy("rita", "film", { sizeBytes: 1, durationSec: 60 });
  expect(seen?.from).toBe("player");
  expect(Math.round(seen?.seenSec ?? 0)).toBeGreaterThanOrEqual(3);
});

test("over the seek bar the storyboard shows the moment", async () => {
  await page.locator('[data-part="position"]').hover();
  await page.waitForSelector('[data-part="preview"]:not([hidden])');
  await page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-part="picture"]');
    return canvas?.getContext("2d")?.getImageData(80, 45, 1, 1).data[3] === 255;
  });
});

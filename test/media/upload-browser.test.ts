import { GetObjectCommand, ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { abortMultipart } from "../../server/platform/multipart.ts";
import { ROOT_DIR } from "../engines.ts";
import { openSite, type Site, signInPage } from "./real-browser.ts";
import { addApplicant, MIB, sha256, someBytes } from "./shelf-of.ts";

const FOLDER = join(ROOT_DIR, ".run/test-files", `${process.pid}`);
let site: Site;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  site = await openSite(__filename);
  await addApplicant(site.house.deps, "ann");
  await mkdir(FOLDER, { recursive: true });
});
afterAll(async () => {
  await site.close();
  await rm(FOLDER, { recursive: true, force: true });
});
beforeEach(async () => {
  await site.house.deps.mediaItems.remove({});
  context = await site.browser.newContext();
  page = await context.newPage();
  await signInPage(page, site.baseUrl, "ann");
  await page.goto(`${site.baseUrl}/evidence/shelf-ann/video`);
});
afterEach(() => context.close());

const STORE = /\?.*partNumber=/;

async function aFile(name: string, size: number): Promise<{ path: string; hash: string }> {
  const bytes = someBytes(size);
  const path = join(FOLDER, name);
  await writeFile(path, bytes);
  return { path, hash: sha256(bytes) };
}

const choose = (path: string) => page.setInputFiles('input[type="file"]', path);
const reaches = (state: string) => page.waitForSelector(`.mp-upload[data-state="${state}"]`);
const item = async () => {
  const [one] = await site.house.deps.mediaItems.ofShelf("shelf-ann");
  if (!one) throw new Error("nothing is on the shelf");
  return one;
};

async function storedHash(): Promise<string> {
  const { client, bucket } = site.house.deps.s3;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: (await item()).object.key }));
  const hash = createHash("sha256");
  for await (const chunk of Body as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest("hex");
}

test("several parts are on their way at once, and the file arrives whole", async () => {
  let [now, most] = [0, 0];
  page.on("request", (request) => {
    if (request.method() === "PUT" && STORE.test(request.url())) most = Math.max(most, (now += 1));
  });
  for (const end of ["requestfinished", "requestfailed"] as const)
    page.on(end as "requestfinished", (request) => {
      if (request.method() === "PUT" && STORE.test(request.url())) now -= 1;
    });
  const { path, hash } = await aFile("lesson.mp4", 62 * MIB + 5);
  await choose(path);
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
  expect(most).toBeGreaterThanOrEqual(3);
  expect(await page.title()).toContain("Uploaded: lesson.mp4");
  expect(await page.textContent(".mp-upload [role=status]")).toContain("It is safe to close this page");
});

test("after a reload, choosing the same file again sends only what is missing", async () => {
  const { path, hash } = await aFile("lesson.mp4", 42 * MIB);
  let sent = 0;
  let isCut = true;
  await page.route(STORE, async (route) => {
    sent += 1;
    if (isCut && sent > 3) await route.abort("connectionreset");
    else await route.continue();
  });
  await choose(path);
  await page.waitForSelector('.mp-upload[data-trouble="store"]');
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  expect(await page.textContent(".mp-filerow")).toContain("choose the same file again to go on where it stopped");
  isCut = false;
  sent = 0;
  await choose(path);
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
  expect(sent).toBeLessThan(9);
  expect(await site.house.deps.mediaItems.count({})).toBe(1);
});

test("another file of the same name and size is not taken for the same one", async () => {
  const first = await aFile("lesson.mp4", 12 * MIB);
  await page.route(STORE, (route) => route.abort("connectionreset"));
  await choose(first.path);
  await page.waitForSelector('.mp-upload[data-trouble="store"]');
  page.on("dialog", (dialog) => void dialog.accept());
  await page.reload();
  // Only now: an upload still on the page would try again and finish the first file.
  await page.unroute(STORE);
  const second = await aFile("lesson.mp4", 12 * MIB);
  await choose(second.path);
  await reaches("complete");
  const items = await site.house.deps.mediaItems.ofShelf("shelf-ann");
  expect(items.map(({ check }) => check)).toEqual(["uploading", "checking"]);
});

test("pause sends nothing, and going on ends whole", async () => {
  const { path, hash } = await aFile("lesson.mp4", 36 * MIB);
  await page.route(STORE, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    await route.continue();
  });
  await choose(path);
  await reaches("sending");
  await page.getByRole("button", { name: "Pause" }).click();
  await reaches("paused");
  let sent = 0;
  page.on("request", (request) => (sent += STORE.test(request.url()) ? 1 : 0));
  await page.waitForTimeout(700);
  expect(sent).toBe(0);
  await page.getByRole("button", { name: "Go on" }).click();
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
});

test("a part that hangs is given up and sent again", async () => {
  await page.evaluate(() => document.querySelector("[data-uploader]")?.setAttribute("data-stall-sec", "4"));
  const { path, hash } = await aFile("lesson.mp4", 22 * MIB);
  let hung = 0;
  await page.route(STORE, async (route) => {
    if (hung < 2)
      hung += 1; // never answered
    else await route.continue();
  });
  await choose(path);
  await reaches("complete");
  expect(hung).toBe(2);
  expect(await storedHash()).toBe(hash);
});

test("an expired sign-in stops nothing for good: sign in again in a new tab, and it goes on", async () => {
  const { path, hash } = await aFile("lesson.mp4", 62 * MIB);
  await page.route(STORE, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await route.continue();
  });
  await choose(path);
  await reaches("sending");
  await site.house.deps.connection.collection("sessions").deleteMany({});
  await page.waitForSelector('.mp-upload[data-trouble="signed-out"]');
  const [tab] = await Promise.all([context.waitForEvent("page"), page.click('.mp-upload a:text-is("Sign in again")')]);
  await tab.waitForLoadState();
  await signInPage(tab, site.baseUrl, "ann");
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
});

test("an upload that the store has forgotten begins anew by itself", async () => {
  const { path, hash } = await aFile("lesson.mp4", 42 * MIB);
  await page.route(STORE, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await route.continue();
  });
  await choose(path);
  await reaches("sending");
  const { object, upload } = await item();
  await abortMultipart(site.house.deps.s3, { key: object.key, uploadId: upload?.uploadId ?? "" });
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
  const { client, bucket } = site.house.deps.s3;
  expect(
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: object.key }))).Uploads ?? [],
  ).toEqual([]);
});

test("an answer without an ETag that scripts may read is no trouble: the server asks the store itself", async () => {
  const { path, hash } = await aFile("lesson.mp4", 11 * MIB);
  await page.route(STORE, async (route) => {
    const answer = await route.fetch();
    const { etag: _etag, "access-control-expose-headers": _exposed, ...headers } = answer.headers();
    await route.fulfill({ response: answer, headers });
  });
  await choose(path);
  await reaches("complete");
  expect(await storedHash()).toBe(hash);
});

test("giving it up takes the item away", async () => {
  const { path } = await aFile("lesson.mp4", 12 * MIB);
  await page.route(STORE, (route) => route.abort("connectionreset"));
  await choose(path);
  await page.waitForSelector('.mp-upload[data-trouble="store"]');
  await page.getByRole("button", { name: "Give it up" }).click();
  await page.waitForSelector(".mp-upload", { state: "detached" });
  await page.waitForSelector("text=No file here yet");
  expect(await site.house.deps.mediaItems.ofShelf("shelf-ann")).toEqual([]);
});

test("a video that was sent back gives its place to the one that is chosen next", async () => {
  const first = await aFile("lesson.mp4", 6 * MIB);
  await choose(first.path);
  await reaches("complete");
  const old = await item();
  const { deps } = site.house;
  await deps.mediaItems.change(old.id, (now) => [{ ...now, check: "rejected", reason: "It is 44:59 long." }]);
  await deps.shelves.save({ ...(await deps.shelves.get({ id: "shelf-ann" })), open: "some", openItemIds: [old.id] });
  await page.reload();
  expect(await page.textContent("label[for=upload-video]")).toContain("takes its place");
  const second = await aFile("longer.mp4", 7 * MIB);
  await choose(second.path);
  await reaches("complete");
  expect((await deps.mediaItems.ofShelf("shelf-ann")).map(({ fileName }) => fileName)).toEqual(["longer.mp4"]);
  expect(await storedHash()).toBe(second.hash);
  await deps.shelves.save({ ...(await deps.shelves.get({ id: "shelf-ann" })), open: "all", openItemIds: [] });
});

test("a sent-back video that is taken away leaves its place open for the next", async () => {
  const { deps } = site.house;
  const first = await aFile("lesson.mp4", 6 * MIB);
  await choose(first.path);
  await reaches("complete");
  const old = await item();
  await deps.mediaItems.change(old.id, (now) => [{ ...now, check: "rejected", reason: "It is 44:59 long." }]);
  await deps.shelves.save({ ...(await deps.shelves.get({ id: "shelf-ann" })), open: "some", openItemIds: [old.id] });
  await page.reload();
  await page.click(".mp-filerow__actions button");
  await page.waitForSelector("text=No file here yet");
  const second = await aFile("longer.mp4", 7 * MIB);
  await choose(second.path);
  await reaches("complete");
  expect((await deps.mediaItems.ofShelf("shelf-ann")).map(({ fileName }) => fileName)).toEqual(["longer.mp4"]);
  expect(await storedHash()).toBe(second.hash);
  const shelf = await deps.shelves.get({ id: "shelf-ann" });
  expect([shelf.openItemIds, shelf.openPlaces]).toEqual([[(await item()).id], []]);
  await deps.shelves.save({ ...shelf, open: "all", openItemIds: [] });
});

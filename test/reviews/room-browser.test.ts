import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { BrowserContext, Page } from "playwright-core";
import { lookAt, WIDTHS } from "../../dev/look.ts";
import { makeVideo } from "../../dev/make-media.ts";
import { checkItem, finishItem, newShelf, startItem } from "../../server/media/index.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { addPerson, passwordOf } from "../media/shelf-of.ts";
import { openSite, type Site, signInPage } from "../media/real-browser.ts";
import { until } from "../until.ts";
import { answersFor, application, review } from "./people-and-reviews.ts";

let site: Site;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  site = await openSite(__filename);
  const { deps } = site.house;
  await addPerson(deps, "reader-1", ["reviewer"]);
  await deps.shelves.insert({ ...newShelf({ id: "p1", ownerId: "ann", code: "C01-M-p1" }), open: "none" });
  const film = await makeVideo({ durationSec: 20, isFastStart: true });
  const put = await putStream(deps.s3, "evidence/p1/video", createReadStream(film), "video/mp4");
  const started = startItem(
    {
      id: "film",
      shelfId: "p1",
      ownerId: "ann",
      role: "video",
      part: 1,
      fileName: "Ann Example, Lincoln Middle.mp4",
      contentType: "video/mp4",
      sizeBytes: (await stat(film)).size,
      object: { key: "evidence/p1/video", objectVersion: null },
    },
    null,
    deps.clock.now(),
  );
  const [video] = finishItem(started, { ...put, sha256: null }, { role: "system" }, deps.newId(), deps.clock.now());
  await deps.mediaItems.insert(video);
  await checkItem(deps, "film", new AbortController().signal);
  const items = [{ itemId: "film", role: "video" as const, part: 1, fileName: "Ann Example.mp4", seal: null }];
  const manifest = { applicationId: "p1", version: 1, frozenAt: "2026-11-13T20:00:00Z", items, hash: null };
  await deps.applications.insert(application("p1", { applicantId: "ann", manifest }));
});
afterAll(() => site.close());

beforeEach(async () => {
  await site.house.deps.reviews.remove({});
  const day = 24 * 3600_000;
  const now = Date.now();
  await site.house.deps.reviews.insert(
    review("r1", {
      state: "accepted",
      applicantId: "ann",
      offeredAt: new Date(now - day),
      respondBy: new Date(now + day),
      reviewBy: new Date(now + 20 * day),
    }),
  );
  context = await site.browser.newContext({ reducedMotion: "reduce" });
  context.setDefaultTimeout(15_000);
  page = await context.newPage();
  await signInPage(page, site.baseUrl, "reader-1");
});
afterEach(() => context.close());

const room = () => `${site.baseUrl}/reviews/r1`;
const open = (tab: Page) => tab.goto(room());
const noteOn = (tab: Page, id: string) => tab.locator(`#i${id.replace(".", "-")}-note`);
const keptNote = async (id: string) => {
  const { draft } = await site.house.deps.reviews.get({ id: "r1" });
  return draft.find(({ indicatorId }) => indicatorId === id)?.note;
};
const isKept = (id: string, note: string) => until(`${id} is kept`, async () => (await keptNote(id)) === note);
const says = (tab: Page, part: string, words: string) =>
  tab.waitForFunction(
    ([name, text]) => document.querySelector(`[data-part="${name}"]`)?.textContent?.includes(text ?? "") === true,
    [part, words],
  );
const stateOf = (tab: Page, id: string) => tab.locator(`#i${id.replace(".", "-")} [data-part="state"]`);

test("it saves while one writes, one request at a time, however slow the connection", async () => {
  await open(page);
  let underWay = 0;
  let most = 0;
  await page.route("**/answers/1.1", async (route) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    underWay -= 1;
    await route.continue();
  });
  await noteOn(page, "1.1").pressSequentially("First words", { delay: 5 });
  await page.waitForRequest("**/answers/1.1");
  await noteOn(page, "1.1").pressSequentially(", then more", { delay: 5 });
  await isKept("1.1", "First words, then more");
  await says(page, "saved", "Saved at");
  expect(most).toBe(1);
  expect(await stateOf(page, "1.1").textContent()).toBe("");
});

test("the second tab hears what the first wrote, and where both wrote nothing is lost", async () => {
  const second = await context.newPage();
  await open(page);
  await open(second);
  await noteOn(page, "1.1").fill("From the first tab.");
  await second.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>("#i1-1-note")?.value === "From the first tab.",
  );
  expect(await stateOf(second, "1.1").textContent()).toBe("Brought here from your other tab.");

  // Both write to 1.2 before either is sent: the first to arrive is kept, the other is asked.
  await second.route("**/answers/**", (route) => route.abort());
  await noteOn(second, "1.2").fill("The second tab's own words.");
  await says(second, "told", "No connection");
  await noteOn(page, "1.2").fill("The first tab's words.");
  await isKept("1.2", "The first tab's words.");
  await second.waitForFunction(() => document.querySelector('#i1-2 [data-part="state"] button') !== null);
  expect(await stateOf(second, "1.2").textContent()).toContain("The first tab's words.");
  expect(await noteOn(second, "1.2").inputValue()).toBe("The second tab's own words.");
  await second.unroute("**/answers/**");
  await second.getByRole("button", { name: "Keep what is written here" }).click();
  await isKept("1.2", "The second tab's own words.");
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>("#i1-2-note")?.value === "The second tab's own words.",
  );
});

test("a note pasted too long is not cut: it stays whole on the screen, says by how much, and is kept once it is shorter", async () => {
  await open(page);
  const pasted = "Students compare two groups. ".repeat(140);
  await page.evaluate((text) => {
    document.querySelector<HTMLTextAreaElement>("#i1-1-note")?.focus();
    document.execCommand("insertText", false, text);
  }, pasted);
  expect(await noteOn(page, "1.1").inputValue()).toBe(pasted);
  const counted = page.locator("#i1-1 .usa-character-count__status");
  expect(await counted.textContent()).toBe(`${pasted.length - 4000} characters over limit`);
  await page.waitForFunction(
    () => document.querySelector('#i1-1 [data-part="state"]')?.textContent?.includes("at most 4000") === true,
  );
  expect(await keptNote("1.1")).toBeUndefined();
  await page.reload();
  expect(await noteOn(page, "1.1").inputValue()).toBe(pasted);
  await noteOn(page, "1.1").fill(pasted.slice(0, 4000));
  await isKept("1.1", pasted.slice(0, 4000));
});

test("offline in the middle of a note: said in plain words, kept here, sent by itself when the connection is back", async () => {
  await open(page);
  await context.setOffline(true);
  await noteOn(page, "2.1").fill("Written on a train.");
  await says(page, "told", "No connection. What you write is kept on this computer");
  expect(await keptNote("2.1")).toBeUndefined();
  await context.setOffline(false);
  await isKept("2.1", "Written on a train.");
  await says(page, "told", "All is saved again.");
});

test("a flat battery: what had not been sent stands there again when the page is opened, and is sent", async () => {
  await open(page);
  await context.setOffline(true);
  await noteOn(page, "2.2").fill("The last thing before the screen went dark.");
  await page.close(); // without a goodbye, as a machine that stops
  await context.setOffline(false);
  page = await context.newPage();
  await open(page);
  expect(await noteOn(page, "2.2").inputValue()).toBe("The last thing before the screen went dark.");
  await says(page, "told", "We brought back");
  await isKept("2.2", "The last thing before the screen went dark.");
  await until("nothing is left on this machine", () =>
    page.evaluate(() => Object.keys(localStorage).every((key) => !key.startsWith("unsent:"))),
  );
});

test("signed out in the middle: it says so, offers the door, and sends the text once they are in again", async () => {
  await open(page);
  // Not the cookie alone: an answer under way would bring it back.
  await site.house.deps.connection.collection("sessions").deleteMany({});
  await context.clearCookies();
  await noteOn(page, "3.1").fill("Typed after the session ended.");
  await says(page, "told", "You were signed out");
  const [door] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: "Sign in again" }).click(),
  ]);
  await door.fill('input[name="email"]', "reader-1@school.example");
  await door.fill('input[name="password"]', passwordOf());
  await door.press('input[name="password"]', "Enter");
  await door.waitForURL(room());
  await isKept("3.1", "Typed after the session ended.");
  await page.bringToFront();
  await says(page, "saved", "Saved at");
  expect(await noteOn(page, "3.1").inputValue()).toBe("Typed after the session ended.");
});

test("signing out leaves nothing of it on the machine", async () => {
  await open(page);
  await page.route("**/answers/**", (route) => route.abort());
  await noteOn(page, "1.1").fill("Not sent.");
  await says(page, "told", "No connection");
  page.on("dialog", (dialog) => void dialog.accept());
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForFunction(
    () => document.body?.dataset["signedIn"] === undefined && document.readyState === "complete",
  );
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("unsent:")))).toEqual([]);
});

test("by the keyboard alone: a level, a note with a mark from the video, the summary, Submit; then it is locked", async () => {
  for (const answer of answersFor(36).slice(1)) {
    const now = await site.house.deps.reviews.get({ id: "r1" });
    const draft = [...now.draft, { ...answer, revision: 1, savedAt: new Date() }];
    await site.house.deps.reviews.save({ ...now, draft });
  }
  await open(page);
  await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 1);
  // The mark waits for the first note that is opened.
  await page.evaluate(() => document.querySelector<HTMLElement>("[data-player]")?.focus());
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("m");
  await says(page, "told", "It goes into the next note you open");
  await page.locator("#i1-1-1").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("i1-1-note");
  await page.keyboard.type("Groups explain to each other.");
  const marked = await noteOn(page, "1.1").inputValue();
  expect(marked).toMatch(/^\[0:\d\d\] Groups explain to each other\.$/);
  // Pressed at once, before anything is sent: what was typed goes along.
  await page.locator('[data-part="sheet"] button[type="submit"]').focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${room()}/summary`);
  expect(
    (await site.house.deps.reviews.get({ id: "r1" })).draft.find((one) => one.indicatorId === "1.1"),
  ).toMatchObject({
    level: 2,
    note: marked,
  });
  expect(await page.content()).not.toContain("Ann Example");
  await page.getByRole("button", { name: "Submit and lock" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${site.baseUrl}/reviews`);
  await open(page);
  expect(await page.locator("textarea:visible").count()).toBe(0);
  expect(await page.locator("main").textContent()).toContain("Its evidence has closed");
});

test("after the review is gone the words stay on the screen, and it says why", async () => {
  await open(page);
  const now = await site.house.deps.reviews.get({ id: "r1" });
  await site.house.deps.reviews.save({ ...now, state: "ended" });
  await noteOn(page, "1.1").fill("One moment too late.");
  await says(page, "told", "This review is not open for writing");
  expect(await noteOn(page, "1.1").inputValue()).toBe("One moment too late.");
});

test("without scripts the sheet is written, saved and submitted", async () => {
  const plain = await site.browser.newContext({ javaScriptEnabled: false });
  const tab = await plain.newPage();
  await signInPage(tab, site.baseUrl, "reader-1");
  await open(tab);
  for (const { indicatorId, level, note } of answersFor(36)) {
    await tab.locator(`label[for="i${indicatorId.replace(".", "-")}-${level}"]`).click();
    await noteOn(tab, indicatorId).fill(note);
  }
  await tab.getByRole("button", { name: "Save and look at the summary" }).click();
  await tab.waitForURL(`${room()}/summary`);
  await tab.getByRole("button", { name: "Submit and lock" }).click();
  await tab.waitForURL(`${site.baseUrl}/reviews`);
  expect((await site.house.deps.reviews.get({ id: "r1" })).state).toBe("submitted");
  await plain.close();
});

test("a double click sends a form once, and the page of its success is seen", async () => {
  await open(page);
  let sent = 0;
  await page.route("**/reviews/r1/decline", async (route) => {
    sent += 1;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.getByText("I know this person, I need more time, or I cannot go on").click();
  await page.locator("#decline-reason").fill("I am ill.");
  // A browser drops the first of two presses in one turn; a quarter of a second apart it sends both.
  await page.getByRole("button", { name: "Give it back" }).evaluate((button: HTMLButtonElement) => {
    button.click();
    setTimeout(() => button.click(), 250);
  });
  await page.waitForURL((url) => !url.pathname.endsWith("/r1"));
  expect(sent).toBe(1);
  expect((await site.house.deps.reviews.get({ id: "r1" })).state).toBe("declined");
});

test("axe, 320 px and a projector", async () => {
  const found: string[] = [];
  for (const path of ["/reviews", "/reviews/r1", "/reviews/r1/summary"])
    for (const width of WIDTHS) found.push(...(await lookAt(page, `${site.baseUrl}${path}`, width)));
  expect(found).toEqual([]);
});

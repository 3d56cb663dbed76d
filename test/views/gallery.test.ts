import { buildBrowser } from "../../dev/build-browser.ts";
import { mailNames, openGallery, sampleNames } from "../../dev/gallery.ts";
import { lookAt, openBrowser, WIDTHS } from "../../dev/look.ts";
import type { Browser, Page } from "playwright-core";

let gallery: Awaited<ReturnType<typeof openGallery>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  await buildBrowser();
  [gallery, browser] = await Promise.all([openGallery(), openBrowser()]);
  page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
});

afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

test.each([...sampleNames(), ...mailNames()])(
  "%s passes axe, fits 320 px and a projector, and keeps to the content policy",
  async (name) => {
    for (const width of WIDTHS) expect(await lookAt(page, `${gallery.origin}/look/${name}`, width)).toEqual([]);
  },
);

test("the look finds a page that is too wide, one that axe refuses and one that the policy refuses", async () => {
  await page.route("**/look/broken", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": "style-src 'none'; script-src 'unsafe-eval' 'unsafe-inline'" },
      body: `<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><h1>y</h1><img src="data:,"><p style="color:red">x</p>
        <svg width="900" height="10"></svg></main></html>`,
    }),
  );
  const found = (await lookAt(page, `${gallery.origin}/look/broken`, 320)).join("\n");
  expect(found).toMatch(/^wider than the screen: <svg/m);
  expect(found).toMatch(/^axe image-alt/m);
  expect(found).toMatch(/^structure: 2 h1/m);
  expect(found).toMatch(/^console: .*inline style/m);
});

test("the keyboard meets the skip link, the role, the person and the navigation, then the page", async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(`${gallery.origin}/look/home-reviewer`);
  const met: string[] = [];
  for (let press = 0; press < 9; press++) {
    await page.keyboard.press("Tab");
    met.push(await page.evaluate(() => (document.activeElement?.textContent ?? "").replace(/\s+/g, " ").trim()));
  }
  expect(met).toEqual([
    "Skip to the main content",
    "Switch to another role",
    "Sign out",
    "Model Pathway",
    "What now?",
    "My reviews",
    "Practice",
    "Rubric",
    "Look at the offer",
  ]);
});

test("what the keyboard is on can be seen", async () => {
  await page.goto(`${gallery.origin}/look/sign-in`);
  for (let press = 0; press < 5; press++) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
    expect(outline).toBe(true);
  }
});

test("without scripts the navigation is open and a form can be sent", async () => {
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.setViewportSize({ width: 320, height: 700 });
  await plain.goto(`${gallery.origin}/look/home-jgp`);
  await expect(plain.isVisible("nav >> text=Interviews")).resolves.toBe(true);
  await expect(plain.isVisible(".mp-nav__toggle")).resolves.toBe(false);
  await plain.goto(`${gallery.origin}/look/sign-in`);
  await expect(plain.isEnabled("main button[type=submit]")).resolves.toBe(true);
  await plain.context().close();
});

test("on a phone the navigation folds, opens by its button and closes by Escape", async () => {
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${gallery.origin}/look/home-jgp`);
  const list = page.locator("#main-nav");
  expect(await list.isVisible()).toBe(false);
  await page.click(".mp-nav__toggle");
  expect(await list.isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  expect(await list.isVisible()).toBe(false);
});

test("after a refused form the reader is at the summary, and its links lead to the fields", async () => {
  await page.goto(`${gallery.origin}/look/sign-in-refused`);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("error-summary");
  await page.click("#error-summary >> text=Enter your password");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("password");
});

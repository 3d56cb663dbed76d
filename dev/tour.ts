/**
 * Takes the pictures of the README's tour from the demo data, while `npm start` is running:
 *
 *   node dev/tour.ts                          the app at http://127.0.0.1:8080
 *   node dev/tour.ts http://127.0.0.1:8090    another address
 *
 * Pictures go to `docs/tour/`, small enough to be looked at on a train.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { DEMO_PASSWORD } from "../server/people/index.ts";
import { openBrowser } from "./look.ts";

const OUT = join(import.meta.dirname, "../docs/tour");
const MOST_BYTES = 200_000;
const SCREENS = { desk: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;

type Stop = {
  name: string;
  /** The part before the @ of a demo address; null for nobody. */
  as: string | null;
  screen: keyof typeof SCREENS;
  /** Goes to what is to be seen, as a person would. */
  go: (page: Page, origin: string) => Promise<void>;
};

const at = (path: string) => async (page: Page, origin: string) => void (await page.goto(`${origin}${path}`));
const follow = async (page: Page, words: string | RegExp) => {
  await page.locator("main").getByRole("link", { name: words }).first().click();
  await page.waitForLoadState("load");
};

/** In the order of the README. */
export const STOPS: readonly Stop[] = [
  { name: "01-sign-in", as: null, screen: "desk", go: at("/sign-in") },
  { name: "02-applicant", as: "applicant", screen: "desk", go: at("/") },
  {
    name: "03-evidence",
    as: "applicant",
    screen: "phone",
    async go(page, origin) {
      await page.goto(`${origin}/`);
      await follow(page, /Student work/);
    },
  },
  { name: "04-coordinator", as: "coordinator", screen: "desk", go: at("/") },
  {
    name: "05-matching",
    as: "coordinator",
    screen: "desk",
    async go(page, origin) {
      await page.goto(`${origin}/matching`);
      await follow(page, /Cohort 4/);
    },
  },
  {
    name: "06-review-room",
    as: "reviewer",
    screen: "desk",
    async go(page, origin) {
      await page.goto(`${origin}/reviews`);
      const written = page.locator("main a[href^='/reviews/']").filter({ hasNotText: /practice|certificate/i });
      await written.first().click();
      await page.waitForLoadState("load");
      const yes = page.getByRole("button", { name: "Yes, I will read it" });
      if (await yes.isVisible()) await Promise.all([page.waitForLoadState("load"), yes.click()]);
      await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 2);
      // A lesson begins with people sitting down; a minute later there is something to see.
      await page.evaluate(() => {
        const video = document.querySelector("video");
        if (video) video.currentTime = 75;
      });
      await page.waitForFunction(() => document.querySelector("video")?.seeking === false);
    },
  },
  {
    name: "07-blind-look",
    as: "union-coordinator",
    screen: "desk",
    async go(page, origin) {
      await page.goto(`${origin}/cases`);
      await page
        .locator("main tr", { hasText: /look|held/i })
        .getByRole("link")
        .first()
        .click();
      await page.waitForLoadState("load");
    },
  },
  { name: "08-interview", as: "interviewee", screen: "phone", go: at("/interviews/mine") },
  { name: "09-vote", as: "joc", screen: "desk", go: at("/votes") },
  {
    name: "10-letter",
    as: "promoted",
    screen: "phone",
    async go(page, origin) {
      await page.goto(`${origin}/results`);
      const link = page.locator("main a[href^='/results/']");
      if ((await link.count()) > 0) await link.first().click();
      await page.waitForLoadState("load");
    },
  },
  {
    name: "11-feedback",
    as: "feedback",
    screen: "desk",
    async go(page, origin) {
      await page.goto(`${origin}/results`);
      const link = page.locator("main a[href^='/results/']");
      if ((await link.count()) > 0) await link.first().click();
      await page.waitForLoadState("load");
    },
  },
  { name: "12-quality", as: "joc", screen: "desk", go: at("/quality") },
];

async function signIn(page: Page, origin: string, who: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.fill("#email", `${who}@district.example`);
  await page.fill("#password", DEMO_PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${origin}/`);
}

/** One stop's picture: what stands on the screen, in few colours. @throws Error when it comes out too large */
async function take(browser: Browser, origin: string, { name, as, screen, go }: Stop): Promise<number> {
  const context = await browser.newContext({ viewport: SCREENS[screen], reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    if (as !== null) await signIn(page, origin, as);
    await go(page, origin);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const { size } = await sharp(await page.screenshot())
      .png({ palette: true, quality: 80, effort: 9 })
      .toFile(join(OUT, `${name}.png`));
    if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes, more than ${MOST_BYTES}`);
    return size;
  } finally {
    await context.close();
  }
}

async function main(): Promise<void> {
  const [, , address = "http://127.0.0.1:8080", ...names] = process.argv;
  mkdirSync(OUT, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const stop of STOPS.filter(({ name }) => names.length === 0 || names.includes(name)))
      console.log(`${stop.name}.png  ${Math.round((await take(browser, new URL(address).origin, stop)) / 1000)} kB`);
  } finally {
    await browser.close();
  }
}

if (process.argv[1] === import.meta.filename) await main();

/**
 * Looks at pages as a careful reader would: a picture at 320 and at 1440 px, axe with the WCAG 2.2 AA tags, anything
 * wider than the screen, anything the content policy refused, anything the console complained of.
 *
 *   node dev/look.ts                        every sample in views/_samples, and every mail
 *   node dev/look.ts sign-in home           the samples whose names contain one of the words
 *   node dev/look.ts http://127.0.0.1:3000/quality --as joc@district.example --password demo
 *
 * Pictures go to `.cache/look/`. Ends with 1 where something was found.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, chromium, type Page } from "playwright-core";
import { mailNames, openGallery, sampleNames } from "./gallery.ts";

export const WIDTHS = [320, 1440] as const;
const OUT = join(import.meta.dirname, "../.cache/look");

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Debian's Chromium; `CHROMIUM_PATH` names another. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium", args: CHROMIUM_FLAGS });
}

/** One line a finding; empty when the page is fine at this width. `picture` is where to save what it looks like. */
export async function lookAt(page: Page, address: string, width: number, picture?: string): Promise<string[]> {
  const found: string[] = [];
  const hear = (text: string) => found.push(`console: ${text}`);
  const onConsole = (message: { type(): string; text(): string }) => {
    // The browser itself reports every answer of 4xx and 5xx; an error page is meant to have one.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) hear(message.text());
  };
  const onError = (error: Error) => hear(error.message);
  page.on("console", onConsole).on("pageerror", onError);
  await page.setViewportSize({ width, height: 900 });
  await page.goto(address, { waitUntil: "load" });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  if (picture !== undefined) await page.screenshot({ path: picture, fullPage: true });
  found.push(...(await tooWide(page)), ...(await structure(page)), ...(await axeFindings(page)));
  page.off("console", onConsole).off("pageerror", onError);
  return found;
}

async function axeFindings(page: Page): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(tags).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe ${id}: ${node.html.slice(0, 160)}`));
}

/** What axe does not ask: one h1, no level left out, ids once, links within the page that lead somewhere, legends first. */
async function structure(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
    const levels = headings.map(({ tagName }) => Number(tagName.slice(1)));
    const first = levels.filter((level) => level === 1).length;
    if (first !== 1) found.push(`structure: ${first} h1`);
    for (const [i, heading] of headings.entries())
      if (i > 0 && (levels[i] ?? 0) > (levels[i - 1] ?? 0) + 1)
        found.push(`structure: a level is left out before ${heading.outerHTML.slice(0, 80)}`);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) found.push(`structure: twice #${id}`);
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      const id = decodeURIComponent(link.getAttribute("href")?.slice(1) ?? "");
      if (document.getElementById(id) === null) found.push(`structure: leads nowhere ${link.outerHTML.slice(0, 80)}`);
    }
    for (const fieldset of document.querySelectorAll("fieldset"))
      if (fieldset.firstElementChild?.tagName !== "LEGEND")
        found.push(`structure: no legend first in ${fieldset.outerHTML.slice(0, 80)}`);
    return found;
  });
}

/** Elements that stick out of the screen, unless they lie in a box that scrolls by itself. */
async function tooWide(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => {
    const screen = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= screen) return [];
    const out = [...document.body.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > screen + 1;
    });
    return out.slice(0, 3).map((element) => element.outerHTML.slice(0, 120));
  });
  return wide.map((html) => `wider than the screen: ${html}`);
}

async function signIn(page: Page, origin: string, email: string, password: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.click("main button[type=submit]");
}

async function main(): Promise<number> {
  const options = { as: { type: "string" }, password: { type: "string", default: "demo" } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const addresses = positionals.filter((word) => word.startsWith("http"));
  const words = positionals.filter((word) => !word.startsWith("http"));
  const gallery = addresses.length === 0 ? await openGallery(false) : null;
  const names = [...sampleNames(), ...mailNames()].filter(
    (name) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const targets = gallery
    ? names.map((name) => ({ name, address: `${gallery.origin}/look/${name}` }))
    : addresses.map((address) => ({ name: new URL(address).pathname.replaceAll("/", "_") || "_", address }));
  mkdirSync(OUT, { recursive: true });
  const browser = await openBrowser();
  let findings = 0;
  try {
    const page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
    const first = addresses[0];
    if (first && values.as) await signIn(page, new URL(first).origin, values.as, values.password);
    for (const { name, address } of targets) {
      for (const width of WIDTHS) {
        const found = await lookAt(page, address, width, join(OUT, `${name}-${width}.png`));
        findings += found.length;
        console.log(`${found.length === 0 ? "fine" : "LOOK"}  ${name} at ${width}`);
        for (const line of found) console.log(`      ${line}`);
      }
    }
  } finally {
    await browser.close();
    await gallery?.close();
  }
  console.log(`${findings} findings; pictures in .cache/look`);
  return findings === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { createApp } from "../../server/app.ts";
import { compose, type House } from "../../server/compose.ts";
import { openBrowser } from "../../dev/look.ts";
import { ROOT_DIR, testConfig } from "../engines.ts";
import { passwordOf } from "./shelf-of.ts";

export type Site = { house: House; server: Server; browser: Browser; baseUrl: string; close(): Promise<void> };

/** A port that is free now; the app's address must be known before it starts, for the store's CORS rules. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The app at an address of its own, on the run's engines, and a real browser. */
export async function openSite(file: string, overrides: Record<string, string> = {}): Promise<Site> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const house = await compose(testConfig(file, { BASE_URL: baseUrl, UPLOAD_PART_MIB: "5", ...overrides }), {
    name: "test",
    rootDir: ROOT_DIR,
  });
  const server = createServer(createApp(house.deps, ROOT_DIR));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const browser = await openBrowser();
  return {
    house,
    server,
    browser,
    baseUrl,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await house.deps.connection.dropDatabase();
      await house.close();
    },
  };
}

/** Signs in by the form, as a person does. */
export async function signInPage(page: Page, baseUrl: string, id: string): Promise<void> {
  await page.goto(`${baseUrl}/sign-in`);
  await page.fill('input[name="email"]', `${id}@school.example`);
  await page.fill('input[name="password"]', passwordOf());
  await Promise.all([page.waitForURL(`${baseUrl}/`), page.press('input[name="password"]', "Enter")]);
}

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { lookAt, openBrowser, WIDTHS } from "../../dev/look.ts";
import { buildBrowser } from "../../dev/build-browser.ts";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { hashPassword } from "../../server/people/index.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";

let house: House;
let server: Server;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  await buildBrowser();
  house = await testHouse(__filename);
  await house.deps.people.insert({
    id: randomUUID(),
    name: "Ruth Okafor",
    email: "ruth@school.example",
    passwordHash: await hashPassword("a quiet river"),
    roles: ["applicant", "jgp"],
    side: "union",
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: new Date(),
  });
  const app = createApp(house.deps, ROOT_DIR);
  server = await new Promise((resolve) => {
    const opened = app.listen(0, "127.0.0.1", () => resolve(opened));
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
});

beforeEach(async () => {
  page = await (await browser.newContext({ reducedMotion: "reduce" })).newPage();
});

afterEach(() => page.context().close());

afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
  await house.close();
});

async function signIn(password: string): Promise<void> {
  await page.goto(`${origin}/sign-in`);
  await page.fill("#email", "ruth@school.example");
  await page.fill("#password", password);
  await page.click("main form >> text=Sign in");
}

async function expectFine(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    for (const width of WIDTHS) expect([path, await lookAt(page, `${origin}${path}`, width)]).toEqual([path, []]);
  }
}

test("what a visitor meets is fine to look at", async () => {
  await expectFine(["/", "/sign-in", "/sign-in/link", "/sign-in/link/unknown", "/no-such-page"]);
});

test("a wrong password leads to the summary, the right one in; the role is switched in plain sight", async () => {
  await signIn("a loud river");
  expect(await page.textContent("#error-summary")).toMatch(/We could not sign you in/);
  await signIn("a quiet river");
  expect(await page.textContent(".mp-who__role")).toMatch(/JGP coordinator \(union side\)/);
  await expectFine(["/", "/role", "/no-such-page"]);
  await page.goto(`${origin}/role`);
  await page.click("label[for=role-applicant]");
  await page.click("text=Work in this role");
  expect(await page.textContent(".mp-who__role")).toMatch(/You are working as: Applicant/);
  expect(await page.textContent("main [role=status]")).toMatch(/You are now working as: Applicant/);
  await page.click("text=Sign out");
  await page.waitForURL("**/sign-in");
});

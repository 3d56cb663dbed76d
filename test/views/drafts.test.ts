import { buildBrowser } from "../../dev/build-browser.ts";
import { openGallery } from "../../dev/gallery.ts";
import { openBrowser } from "../../dev/look.ts";
import type { Browser, Page } from "playwright-core";

let gallery: Awaited<ReturnType<typeof openGallery>>;
let browser: Browser;
let page: Page;
const address = (name: string) => `${gallery.origin}/look/${name}`;

beforeAll(async () => {
  await buildBrowser();
  [gallery, browser] = await Promise.all([openGallery(), openBrowser()]);
});

beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  await page.clock.install({ time: new Date("2026-11-23T14:30:00Z") });
});

afterEach(() => page.context().close());

afterAll(async () => {
  await browser?.close();
  await gallery?.close();
});

async function typeReason(): Promise<void> {
  await page.goto(address("parts"));
  await page.fill("#reason", "Two weeks in hospital");
  await page.click("label[for=answer-know]");
}

test("what was typed is there again when the page is opened again, and can be discarded", async () => {
  await typeReason();
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("Two weeks in hospital");
  expect(await page.isChecked("#answer-know")).toBe(true);
  await page.click("text=Discard it");
  expect(await page.inputValue("#reason")).toBe("");
  expect(await page.isChecked("#answer-accept")).toBe(true);
});

test("a form that the server took is forgotten", async () => {
  await typeReason();
  await page.route("**/parts", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 303, headers: { location: "/look/home-jgp" } })
      : route.continue(),
  );
  await page.click("main form >> text=Save");
  await page.waitForURL("**/look/home-jgp");
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("");
});

test("a form that the server took and shows again is as the server shows it", async () => {
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () =>
      document.querySelector("main form")?.setAttribute("data-keep-draft", "role"),
    );
  });
  await page.goto(address("choose-role"));
  await page.click("label[for=role-applicant]");
  await page.route("**/role", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 303, headers: { location: "/look/choose-role?taken" } })
      : route.continue(),
  );
  await page.click("text=Work in this role");
  await page.waitForURL("**/look/choose-role?taken");
  expect(await page.isChecked("#role-jgp")).toBe(true);
});

test("a form that got no answer is kept when its page is opened again", async () => {
  await typeReason();
  await page.route("**/parts", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await page.click("main form >> text=Save");
  await page.waitForURL("chrome-error://**");
  await page.goBack();
  await page.waitForSelector("#reason");
  expect(await page.inputValue("#reason")).toBe("Two weeks in hospital");
});

test("a form that met the end of the session is kept through the sign-in", async () => {
  await typeReason();
  await page.route("**/parts", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 303, headers: { location: "/look/sign-in" } })
      : route.continue(),
  );
  await page.click("main form >> text=Save");
  await page.waitForURL("**/look/sign-in");
  await page.goto(address("home-jgp"));
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("Two weeks in hospital");
});

test.each(["error-409", "error-503"])("a form that was answered with %s is kept", async (answer) => {
  await typeReason();
  await page.route("**/parts", async (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ response: await page.request.get(address(answer)) })
      : route.continue(),
  );
  await page.click("main form >> text=Save");
  await page.waitForSelector("main [data-problem]", { state: "attached" });
  await page.goto(address("home-jgp"));
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("Two weeks in hospital");
});

test("another person in the same tab finds nothing of what was typed", async () => {
  await typeReason();
  await page.goto(address("home-reviewer"));
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("");
});

test("signing out forgets every draft", async () => {
  await typeReason();
  await page.route("**/sign-out", (route) => route.fulfill({ status: 303, headers: { location: "/look/sign-in" } }));
  await page.click("text=Sign out");
  await page.waitForURL("**/look/sign-in");
  await page.goto(address("parts"));
  expect(await page.inputValue("#reason")).toBe("");
});

test("five minutes before its end the session asks; staying goes on, silence says how to come back", async () => {
  let extended = 0;
  await page.route("**/session/extension", (route) => {
    extended += 1;
    return route.fulfill({ json: {} });
  });
  await page.goto(address("parts"));
  const dialog = page.locator("#session-warning");
  await page.clock.runFor("02:54:00");
  expect(await dialog.isVisible()).toBe(false);
  await page.clock.runFor("01:30");
  expect(await dialog.textContent()).toMatch(/You will be signed out in 5 minutes/);
  await page.click("text=Stay signed in");
  await dialog.waitFor({ state: "hidden" });
  expect(extended).toBe(1);
  await page.fill("#reason", "Still writing");
  await page.clock.runFor("03:01:00");
  expect(await dialog.textContent()).toMatch(/You were signed out/);
  expect(await page.getAttribute("#session-warning [data-part=again]", "href")).toBe("/sign-in?next=%2Flook%2Fparts");
  expect(await page.inputValue("#reason")).toBe("Still writing");
});

test("a countdown follows the server's clock, not the browser's", async () => {
  await page.clock.setSystemTime(new Date("2026-11-20T00:00:00Z"));
  await page.goto(address("home-reviewer"));
  expect(await page.textContent("time[data-countdown]")).toBe("in 2 days 7 hours");
  await page.clock.runFor("02:00:00");
  expect(await page.textContent("time[data-countdown]")).toBe("in 2 days 5 hours");
});

import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Express } from "express";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { buildBrowser } from "../../dev/build-browser.ts";
import { lookAt, openBrowser, WIDTHS } from "../../dev/look.ts";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { releaseDue, rowHash, totalHash } from "../../server/decisions/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import {
  addDistrict,
  addProfile,
  type Agent,
  COHORT,
  handInSheets,
  ORIGIN,
  PASSWORD,
  send,
  signedIn,
} from "../small-district.ts";

const PICTURES = join(ROOT_DIR, ".cache/look");
const clock = fixedClock("2026-03-23T15:00:00Z");
let house: House;
let app: Express;
let server: Server;
let browser: Browser;
const contexts = new Map<string, BrowserContext>();

beforeAll(async () => {
  await buildBrowser();
  mkdirSync(PICTURES, { recursive: true });
  house = await testHouse(__filename, { clock, overrides: { BASE_URL: ORIGIN } });
  app = createApp(house.deps, ROOT_DIR);
  server = await new Promise<Server>((resolve) => {
    const opened = createServer(app).listen(0, "127.0.0.1", () => resolve(opened));
  });
  browser = await openBrowser();
  await addDistrict(house.deps);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => server.close(resolve));
  await house.close();
});

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A browser of that person, signed in by hand. */
async function pageOf(personId: string): Promise<Page> {
  const known = contexts.get(personId);
  if (known) return known.pages()[0] ?? known.newPage();
  const context = await browser.newContext({ reducedMotion: "reduce" });
  contexts.set(personId, context);
  const page = await context.newPage();
  await page.goto(`${origin()}/sign-in`);
  await page.fill("#email", `${personId}@district.example`);
  await page.fill("#password", PASSWORD);
  await page.click("main button[type=submit]");
  return page;
}

async function look(personId: string, path: string, name: string): Promise<void> {
  const page = await pageOf(personId);
  for (const width of WIDTHS) {
    const found = await lookAt(page, `${origin()}${path}`, width, join(PICTURES, `decide-${name}-${width}.png`));
    expect([name, width, found]).toEqual([name, width, []]);
  }
}

const as = (id: string): Promise<Agent> => signedIn(app, id);
const SEATS = ["district", "union"].flatMap((side) => [1, 2, 3].map((n) => `joc-${side}-${n}`));

test("every page from the blind look to the result passes axe, fits a phone and a projector, and works by its forms", async () => {
  const { deps } = house;
  const points = { ada: [36, 35, 34], ben: [32, 31, 31], cleo: [33, 33, 32], dora: [34, 33, 33], ezra: [42, 42, 17] };
  for (const [i, [id, given]] of Object.entries(points).entries()) {
    await addProfile(deps, id, i + 1);
    await handInSheets(deps, id, given);
  }
  await drain(deps);
  const jgp = await as("jgp-union-1");
  await look("jgp-union-1", "/", "home-jgp");
  await look("jgp-union-1", "/cases", "cases");
  await look("jgp-union-1", "/cases/ezra", "blind-look");
  await look("jgp-union-1", "/interviews", "board-waiting");
  await send(jgp, "/cases/ezra/look", { decision: "let-stand", reason: "Both readings stand." }).expect(303);
  await drain(deps);
  await look("jgp-union-1", "/cases/dora", "case-banded");
  const times = { cohortId: COHORT, startsAt: "2026-04-06T09:00", minutes: 45, count: 4, breakMinutes: 15 };
  const where = { place: "North Avenue 200, room 317", link: "https://meet.district.example/jgp" };
  await send(jgp, "/interviews/slots", { ...times, ...where, panelIds: ["jgp-district-1", "jgp-union-1"] }).expect(303);
  await look("jgp-union-1", "/interviews", "board-ready");
  await look("jgp-union-1", `/interviews/offers?cohort=${COHORT}`, "offers-confirm");
  expect(await deps.interviews.count({})).toBe(0);
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(303);
  await drain(deps);
  await look("cleo", "/", "home-applicant-offer");
  await look("cleo", "/interviews/mine", "interview-offer");
  const cleo = await pageOf("cleo");
  await cleo.setViewportSize({ width: 320, height: 800 });
  await cleo.goto(`${origin()}/interviews/mine`);
  await cleo.click("label[for^=slotId-] >> nth=0");
  await cleo.fill("#needs", "Captions, please.");
  await cleo.click("text=Take this time");
  await cleo.waitForSelector("text=This time is yours");
  await drain(deps);
  await look("cleo", "/interviews/mine", "interview-booked");
  await look("cleo", "/interviews/mine/decline", "interview-decline");
  const dora = await as("dora");
  await send(dora, "/interviews/mine/refusal").expect(303);
  await look("dora", "/interviews/mine", "interview-declined");
  clock.set("2026-04-06T20:00:00Z");
  const interview = await deps.interviews.standingFor("cleo");
  const at = `/interviews/${interview?.id}`;
  await look("jgp-union-1", at, "interview-record");
  await look("jgp-union-1", `${at}/absence`, "interview-absence");
  await look("jgp-union-1", `${at}/meeting`, "meeting-confirm");
  expect((await deps.interviews.standingFor("cleo"))?.state).toBe("slot-chosen");
  await send(jgp, `${at}/meeting`).expect(303);
  await look("jgp-union-1", at, "interview-opinion");
  for (const id of ["jgp-union-1", "jgp-district-1"])
    await send(await as(id), `${at}/opinions`, {
      isYes: "yes",
      indicator1: "2.1",
      text1: "She showed how the groups were made and changed.",
    }).expect(303);
  await drain(deps);
  await look("jgp-union-1", at, "interview-recommended");
  await look("jgp-union-1", "/interviews", "board-done");
  await look("jgp-union-1", `/lists/${COHORT}`, "list-none");
  await send(jgp, "/lists", { cohortId: COHORT }).expect(303);
  await look("jgp-union-1", `/lists/${COHORT}`, "list-building");
  const { rows } = await deps.lists.get({ id: COHORT });
  await look("jgp-union-1", `/lists/${COHORT}/signatures?total=${totalHash(rows)}`, "signature-confirm");
  const stale = await jgp.get(`/lists/${COHORT}/signatures?total=${totalHash(rows.slice(1))}`);
  expect([stale.status, stale.headers["location"]]).toEqual([303, `/lists/${COHORT}`]);
  expect((await deps.lists.get({ id: COHORT })).signatures).toEqual([]);
  for (const id of ["jgp-union-1", "jgp-district-1"])
    await send(await as(id), `/lists/${COHORT}/signatures`, { total: totalHash(rows) }).expect(303);
  await look("jgp-union-1", `/lists/${COHORT}`, "list-signed");
  await look("joc-union-1", "/votes", "vote-none");
  const asked = (ids: readonly string[]) =>
    `/lists/${COHORT}/sending?${new URLSearchParams(ids.map((id) => ["seatIds", id]))}`;
  const tooFew = await jgp.get(asked(SEATS.slice(1))).set("Accept", "text/html");
  expect([tooFew.status, tooFew.text.match(/Choose 3 to 5 members of the (district|union)/g)?.length]).toEqual([
    422, 2,
  ]);
  expect(tooFew.text).toContain('href="#seats-district"');
  await look("jgp-union-1", asked(SEATS), "sending-confirm");
  expect((await deps.lists.get({ id: COHORT })).state).toBe("signed");
  await send(jgp, `/lists/${COHORT}/sending`, { seatIds: SEATS }).expect(303);
  await drain(deps);
  await look("joc-union-1", "/", "home-joc");
  await send(await as("joc-union-1"), `/votes/${COHORT}/recusals`, { applicationId: "ben" }).expect(303);
  await look("joc-union-1", `/votes/${COHORT}`, "vote");
  await look("joc-union-1", `/votes/${COHORT}/recusals/ada`, "vote-recusal");
  await look("joc-union-1", `/votes/${COHORT}/closing`, "vote-ending");
  const ballot = (choice: string) =>
    Object.fromEntries(
      rows
        .filter(({ applicationId }) => applicationId !== "ben")
        .flatMap((row) => [
          [`hash-${row.applicationId}`, rowHash(row)],
          [`choice-${row.applicationId}`, choice],
        ]),
    );
  const voter = await pageOf("joc-union-2");
  await voter.goto(`${origin()}/votes/${COHORT}`);
  await voter.click("text=Yes to every row I have not marked");
  await voter.waitForSelector("h1:has-text('rows?')");
  await voter.screenshot({ path: join(PICTURES, "decide-vote-rest.png"), fullPage: true });
  expect((await deps.lists.get({ id: COHORT })).ballots.filter(({ byId }) => byId === "joc-union-2")).toEqual([]);
  await voter.click("text=Back to the rows");
  await voter.click("text=Yes to every row I have not marked");
  await voter.click("button[value=yes]");
  await voter.waitForSelector("text=Your votes are on record");
  for (const id of SEATS.filter((seat) => seat !== "joc-union-2"))
    await send(await as(id), `/votes/${COHORT}/ballots`, ballot("yes")).expect(303);
  const rest = rows.find(({ applicationId }) => applicationId === "ben");
  const order = { applicationId: "ben", seatOf: "joc-union-1", designeeId: "joc-union-4" };
  await send(await as("joc-union-3"), `/votes/${COHORT}/designees`, order).expect(303);
  for (const id of [...SEATS.filter((seat) => seat !== "joc-union-1"), "joc-union-4"])
    await send(await as(id), `/votes/${COHORT}/ballots`, {
      "hash-ben": rest ? rowHash(rest) : "",
      "choice-ben": "yes",
    });
  await drain(deps);
  expect((await deps.lists.get({ id: COHORT })).state).toBe("approved");
  await look("joc-union-1", `/votes/${COHORT}`, "vote-over");
  await look("jgp-union-1", `/lists/${COHORT}/release`, "release-unplanned");
  const plan = {
    releaseAt: "2026-04-28T10:00",
    effectiveOn: "2026-07-01",
    callName: "Helen Marsh",
    callPhone: "410-555-0142",
  };
  await send(jgp, `/lists/${COHORT}/release`, plan).expect(303);
  await drain(deps);
  await look("jgp-union-1", `/lists/${COHORT}/release`, "release-ready");
  await look("jgp-union-1", `/lists/${COHORT}/letters/ada`, "letter");
  await look("ben", "/results", "results-before");
  clock.set("2026-04-28T14:00:00Z");
  expect(await releaseDue(deps, new AbortController().signal)).toEqual([COHORT]);
  await drain(deps);
  await look("jgp-union-1", `/lists/${COHORT}/release`, "release-out");
  for (const id of ["ada", "ben", "cleo"]) await look(id, `/results/${id}`, `result-${id}`);
  await look("ben", "/", "home-applicant-result");
  await look("ben", "/results/ben/counselling", "ask-talk");
  await look("ben", "/results/ben/procedural-review", "ask-review");
  await send(await as("ben"), "/results/ben/counselling", { text: "Any afternoon, by phone." }).expect(303);
  await look("jgp-union-1", "/follow-ups", "follow-ups");
  await look("hana-hr", "/placements", "placements");
  await look("hana-hr", "/", "home-hr");
  await look("pia-principal", "/promotions", "promotions");
  await look("pia-principal", "/", "home-principal");
}, 300_000);

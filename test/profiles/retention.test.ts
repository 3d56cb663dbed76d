/** Evidence goes when its days are over, not before; a hold keeps it; a certificate says what the store says. */
import { Readable } from "node:stream";
import { createApp } from "../../server/app.ts";
import { closeDueCohorts, moveCohort } from "../../server/cohorts/index.ts";
import type { House } from "../../server/compose.ts";
import { SYSTEM } from "../../server/kernel/actor.ts";
import { type MediaItem, type MediaRole, purgeItem } from "../../server/media/index.ts";
import { storedVersions } from "../../server/platform/objects.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import {
  type Application,
  carryOutDueRetention,
  closeApplications,
  submitProfile,
} from "../../server/profiles/index.ts";
import { retentionDueOf } from "../../server/profiles/retention.rules.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { signedIn } from "../signed-in.ts";
import { addItem, emptyDraft, fullDraft, openWorld, person, type World } from "./world.ts";

let house: House;
let world: World;
let clock: MovableClock;
let app: ReturnType<typeof createApp>;
let handedIn: Application;
let draft: Application;
let kept: Application;

/** The cohort's last day is 31 March 2027 in New York. */
const LAST_DAY_OVER = "2027-04-01T04:00:00Z";

beforeAll(async () => {
  clock = fixedClock("2026-11-20T17:00:00Z");
  house = await testHouse(__filename, { clock });
  world = await openWorld(house.deps);
  app = createApp(house.deps, ROOT_DIR);
  handedIn = await submitted();
  kept = await submitted();
  [, draft] = await emptyDraft(house.deps, world);
  await stored(draft, "work");
});
afterAll(() => house.close());

async function submitted(): Promise<Application> {
  const [applicant, { id }] = await fullDraft(house.deps, world);
  await house.deps.mediaItems.remove({ shelfId: id });
  const application = await house.deps.applications.get({ id });
  for (const role of ["video", "plan", "work", "data"] as const) await stored(application, role);
  return submitProfile(house.deps, applicant, id);
}

/** A file whose bytes are really there, in two versions, with what was made of it. */
async function stored(application: Application, role: MediaRole): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/${application.id}/${id}`;
  const put = (at: string) => putStream(deps.s3, at, Readable.from([Buffer.from(`${role} of ${at}`)]), "text/plain");
  await put(key);
  const { objectVersion } = await put(key);
  for (const made of ["play.mp4", "poster.jpg", "storyboard-001.jpg", "captions.vtt"])
    await put(`renditions/${application.id}/${id}/${made}`);
  return addItem(deps, application, role, { id, object: { key, objectVersion } });
}

/** Everything that the store lists of one Profile, versions and delete markers. */
async function listed({ id }: Pick<Application, "id">): Promise<number> {
  let count = 0;
  for (const prefix of [`evidence/${id}/`, `renditions/${id}/`])
    for await (const _ of storedVersions(house.deps.s3, prefix)) count += 1;
  return count;
}

const coordinator = () => signedIn(app, house.deps, world.coordinator.personId, "jgp");

test.each([
  ["handed in: 90 days after the last day of the calendar", { submission: {} }, "2027-03-31", "2027-06-29"],
  ["never handed in: 30 days", { submission: null }, "2027-03-31", "2027-04-30"],
  ["released after its last day: the days count from the release", { submission: null }, "2027-04-10", "2027-05-10"],
  ["closed early: never before the day that the letters name", { submission: null }, "2027-03-01", "2027-04-30"],
  ["not closed: no day yet", { submission: null }, null, null],
])("%s", (_words, application, closedOn, dueOn) => {
  const at = new Date(`${closedOn}T20:00:00Z`);
  const history = closedOn === null ? [] : (["released", "closed"] as const).map((state) => ({ state, at }));
  const settings = { mediaKeptDaysAfterClose: 90, draftKeptDays: 30 };
  const due = retentionDueOf(application as Application, { history, calendar: world.cohort.calendar }, settings);
  expect([due.on, due.at?.toISOString() ?? null]).toEqual([dueOn, dueOn && `${nextDay(dueOn)}T03:59:59.000Z`]);
});
const nextDay = (on: string) => new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);

test("a released cohort closes by itself after its last day, not before, and its applications with it", async () => {
  const { deps } = house;
  clock.set("2027-03-31T20:00:00Z");
  const cohort = await deps.cohorts.get({ id: world.cohort.id });
  await deps.cohorts.save({ ...cohort, state: "released" });
  await deps.applications.save({ ...(await deps.applications.get({ id: handedIn.id })), state: "released" });
  await closeDueCohorts(deps);
  expect((await deps.cohorts.get({ id: cohort.id })).state).toBe("released");
  clock.set(LAST_DAY_OVER);
  await closeDueCohorts(deps);
  expect((await deps.cohorts.get({ id: cohort.id })).state).toBe("closed");
  await closeApplications(deps, cohort.id);
  expect((await deps.applications.get({ id: handedIn.id })).state).toBe("closed");
  await expect(moveCohort(deps, SYSTEM, cohort.id, "close")).rejects.toMatchObject({ name: "wrong-state" });
});

test("the dry run says what goes when and why, and deletes nothing", async () => {
  const jgp = await coordinator();
  const page = (await jgp.get(`/retention?cohort=${world.cohort.id}`).expect(200)).text;
  expect(page).toContain(handedIn.code);
  expect(page).toContain("90 days after its cohort closed");
  expect(page).toContain("a draft that was never handed in, 30 days after its cohort closed");
  expect(page).toContain("Tuesday 29 June 2027");
  expect(page).toContain("Friday 30 April 2027");
  expect(await carryOutDueRetention(house.deps)).toBe(0);
  // Four files of two versions and four renditions each.
  expect([await listed(handedIn), await listed(draft)]).toEqual([24, 6]);
});

test("a hold needs a reason, is on record with its reason, and only the panel reaches the page", async () => {
  const jgp = await coordinator();
  const refused = await jgp.post(`/retention/${kept.id}/hold`).type("form").send({ reason: " " }).expect(422);
  expect(refused.text).toContain("Please say why. It stays on record.");
  await jgp.post(`/retention/${kept.id}/hold`).type("form").send({ reason: "A complaint is open." }).expect(303);
  expect((await jgp.get(`/retention/${kept.id}`)).text).toContain("A complaint is open.");
  await jgp.post(`/retention/${kept.id}/hold`).type("form").send({ reason: "Twice." }).expect(409);
  const reader = await signedIn(app, house.deps, (await person(house.deps, ["reviewer"])).id, "reviewer");
  await reader.get("/retention").expect(403);
});

test("for a coordinator with a conflict the case is in no list, no count and at no address", async () => {
  const other = await person(house.deps, ["jgp"], { side: "district" });
  const jgp = await signedIn(app, house.deps, other.id, "jgp");
  expect((await jgp.get(`/retention?cohort=${world.cohort.id}`)).text).toContain(kept.code);
  await house.deps.applications.save({
    ...(await house.deps.applications.get({ id: kept.id })),
    conflictedIds: [other.id],
  });
  const page = (await jgp.get(`/retention?cohort=${world.cohort.id}`)).text;
  expect([page.includes(handedIn.code), page.includes(kept.code)]).toEqual([true, false]);
  const [item] = await house.deps.mediaItems.ofShelf(kept.id);
  for (const address of [`/retention/${kept.id}`, `/retention/${kept.id}/certificates/${item?.id}`])
    await jgp.get(address).expect(404);
  await jgp.post(`/retention/${kept.id}/lifting`).type("form").send({ reason: "x" }).expect(404);
});

test("after 30 days drafts go, after 90 the rest; a hold keeps its own until it is lifted", async () => {
  clock.set("2027-05-01T03:59:59Z");
  expect(await carryOutDueRetention(house.deps)).toBe(0);
  clock.set("2027-05-01T04:00:00Z");
  expect(await carryOutDueRetention(house.deps)).toBe(1);
  expect([await listed(draft), await listed(handedIn)]).toEqual([0, 24]);
  clock.set("2027-06-30T04:00:00Z");
  expect(await carryOutDueRetention(house.deps)).toBe(4);
  expect([await listed(handedIn), await listed(kept)]).toEqual([0, 24]);
  const jgp = await coordinator();
  await jgp.post(`/retention/${kept.id}/lifting`).type("form").send({ reason: "It is settled." }).expect(303);
  expect(await carryOutDueRetention(house.deps)).toBe(4);
  expect([await listed(kept), await carryOutDueRetention(house.deps)]).toEqual([0, 0]);
  const { manifest, state } = await house.deps.applications.get({ id: handedIn.id });
  expect([manifest?.items.length, state]).toEqual([5, "closed"]);
});

test("the certificate names every key and looks again; something found there later breaks it", async () => {
  const jgp = await coordinator();
  const [item] = await house.deps.mediaItems.find({ shelfId: handedIn.id, role: "video" });
  const at = `/retention/${handedIn.id}/certificates/${item?.id}`;
  expect((await jgp.get(`/retention/${handedIn.id}`)).text).toContain(at);
  const good = (await jgp.get(at).expect(200)).text;
  expect(good).toContain("6 stored versions removed, delete markers included");
  expect(good).toContain("the file store lists nothing under these keys");
  expect(good).toContain(`renditions/${handedIn.id}/${item?.id}/`);
  await putStream(
    house.deps.s3,
    `renditions/${handedIn.id}/${item?.id}/play.mp4`,
    Readable.from([Buffer.from("x")]),
    "video/mp4",
  );
  expect((await jgp.get(at).expect(200)).text).toContain("This certificate does not hold");
});

test("a draft taken along to another cohort takes its renditions into the certificate too", async () => {
  const [, old] = await emptyDraft(house.deps, { ...world, cohort: await anotherCohort() });
  const item = await stored(old, "work");
  await house.deps.mediaItems.save({ ...item, shelfId: handedIn.id });
  await purgeItem(house.deps, { ...item, shelfId: handedIn.id }, "a test");
  expect(await listed(old)).toBe(0);
});

/** The same cohort, opened again for one more draft. */
async function anotherCohort() {
  clock.set("2026-11-20T17:00:00Z");
  const cohort = await house.deps.cohorts.get({ id: world.cohort.id });
  return house.deps.cohorts.save({ ...cohort, state: "open" });
}

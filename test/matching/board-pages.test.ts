import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { runMatch } from "../../server/matching/index.ts";
import { hashPassword } from "../../server/people/index.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { person } from "../reviews/people-and-reviews.ts";
import { drain } from "../drain.ts";
import { cohortToMatch, reviewer } from "./cohort-to-match.ts";

let house: House;
let clock: MovableClock;
let app: ReturnType<typeof createApp>;
let passwordHash: string;
const ORIGIN = "http://127.0.0.1:8080";

beforeAll(async () => {
  passwordHash = await hashPassword("pw");
});
beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterEach(() => house.close());

async function signedIn(id: string, isKeyHolder = false) {
  const before = await house.deps.people.findOne({ id });
  if (before) await house.deps.people.save({ ...before, passwordHash, isKeyHolder });
  else await house.deps.people.insert(person(id, { roles: ["jgp"], side: "district", passwordHash, isKeyHolder }));
  const agent = request.agent(app);
  await agent
    .post("/sign-in")
    .set("Origin", ORIGIN)
    .type("form")
    .send({ email: `${id}@school.example`, password: "pw" })
    .expect(303);
  return {
    get: (path: string) => agent.get(path),
    post: (path: string, form: object = {}) => agent.post(path).set("Origin", ORIGIN).type("form").send(form),
  };
}

async function proposal(coordinator: Awaited<ReturnType<typeof signedIn>>) {
  await coordinator.post("/matching/c1/runs").expect(303);
  const [run] = await house.deps.matchRuns.ofCohort("c1");
  await runMatch(house.deps, run?.id ?? "");
  return house.deps.matchRuns.get({ id: run?.id ?? "" });
}

test("a coordinator proposes, looks, adjusts, undoes and publishes, and reads codes only", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 5 });
  const coordinator = await signedIn("jgp-1");
  expect((await coordinator.get("/")).text).toContain("Match the first cohort");
  expect((await coordinator.get("/matching/c1").expect(200)).text).toContain("No proposal yet");
  const run = await proposal(coordinator);
  const board = (await coordinator.get("/matching/c1").expect(200)).text;
  expect(board).toContain("of 9 reviews placed");
  expect(board).not.toContain("Person reader");
  const profile = (await coordinator.get("/matching/c1/profiles/p1").expect(200)).text;
  expect(profile).toContain("their first choice");
  const reader = run.answer?.profiles[0]?.readers[0]?.reviewerId;
  const pair = { kind: "forbid", profileId: "p1", reviewerId: reader };
  await coordinator.post("/matching/c1/decisions", { ...pair, reason: "" }).expect(422);
  await coordinator.post("/matching/c1/decisions", { ...pair, reason: "They co-teach." }).expect(303);
  expect((await coordinator.get("/matching/c1")).text).toContain("You can undo this");
  await coordinator.post("/matching/c1/undo").expect(303);
  expect((await house.deps.matchBoards.of("c1")).forbids).toEqual([]);
  expect((await coordinator.get("/matching/c1/assignments.csv").expect(200)).text.trim().split("\r\n")).toHaveLength(
    10,
  );
  expect((await coordinator.get("/matching/c1/publication")).text).toContain("9 reviews are offered");
  await coordinator.post("/matching/c1/publication", { runId: run.id, confirmation: "yes" }).expect(422);
  await coordinator.post("/matching/c1/publication", { runId: run.id, confirmation: "PUBLISH" }).expect(303);
  expect((await coordinator.get("/matching/c1")).text).toContain("Readers were told");
});

test("a decision can be undone for thirty seconds and not a second longer", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 4 });
  const coordinator = await signedIn("jgp-1");
  const lock = { kind: "lock", profileId: "p1", reviewerId: "reader-2", reason: "Reads Portuguese." };
  await coordinator.post("/matching/c1/decisions", lock).expect(303);
  clock.advance(31_000);
  await coordinator.post("/matching/c1/undo").expect(409);
  expect((await house.deps.matchBoards.of("c1")).locks).toMatchObject([{ reviewerId: "reader-2" }]);
});

test("a lock is obeyed by the next run, a swap takes one out and puts the other in", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 5 });
  const coordinator = await signedIn("jgp-1");
  const first = await proposal(coordinator);
  const chosen = (first.answer?.profiles[0]?.readers ?? []).map(({ reviewerId }) => reviewerId);
  const other = first.answer?.profiles[0]?.bench[0]?.reviewerId ?? "";
  await coordinator
    .post("/matching/c1/decisions", {
      kind: "swap",
      profileId: "p1",
      reviewerId: chosen[0],
      otherId: other,
      reason: "Load.",
    })
    .expect(303);
  const second = await proposal(coordinator);
  const now = (second.answer?.profiles[0]?.readers ?? []).map(({ reviewerId }) => reviewerId);
  expect([now.includes(other), now.includes(chosen[0] ?? "")]).toEqual([true, false]);
  const [, before] = await house.deps.matchRuns.ofCohort("c1");
  expect((await coordinator.get(`/matching/c1/comparison?a=${before?.id}&b=${second.id}`).expect(200)).text).toContain(
    "Profiles that differ",
  );
});

test("a shortage is told in words with remedies, and a fallback is a recorded decision", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 2 });
  const coordinator = await signedIn("jgp-1");
  await proposal(coordinator);
  const board = (await coordinator.get("/matching/c1")).text;
  expect(board).toContain("Where readers are missing");
  expect(board).toMatch(/Mathematics, middle: 3 Profiles need 9 reviews/);
  const tried = await coordinator
    .post("/matching/c1/what-if", { kind: "recruit", subject: "Mathematics", band: "middle", count: 1 })
    .expect(200);
  expect(tried.text).toContain("3 of the 3 missing reviews could be placed. Nothing was changed yet.");
  expect((await house.deps.matchBoards.of("c1")).fallbacks).toEqual([]);
});

test("names are unlocked by a key holder only, with a reason, and the look is on record", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  await (await signedIn("jgp-1")).post("/matching/c1/names", { reason: "A conflict." }).expect(403);
  const holder = await signedIn("jgp-2", true);
  await holder.post("/matching/c1/names", { reason: "" }).expect(422);
  expect((await holder.post("/matching/c1/names", { reason: "A conflict." }).expect(200)).text).toContain(
    "Person reader-1",
  );
  expect((await house.deps.eventLog.of("c1")).map(({ name, payload }) => [name, payload["reason"]])).toEqual([
    ["names.unlocked", "A conflict."],
  ]);
});

test("a coordinator who applies in the cohort gets the bytes of a cohort that does not exist", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  const applicant = await house.deps.people.get({ id: "applicant-of-p1" });
  await house.deps.people.save({ ...applicant, roles: ["jgp", "applicant"], side: "union" });
  const own = await signedIn("applicant-of-p1");
  expect((await own.get("/matching/c1").expect(404)).text).toBe((await own.get("/matching/c9").expect(404)).text);
});

test("every remedy can be tried before it is taken: recruits, a higher cap, neighbouring bands; taking is on record", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 3 });
  for (const id of ["reader-1", "reader-2"])
    await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id })), capacity: 1 });
  await house.deps.people.insert(person("reader-9", { schoolId: "school-of-reader-9" }));
  const high = { bands: [{ band: "high" as const, preference: 0 as const }], capacity: 2 };
  await house.deps.reviewers.insert(reviewer(9, high));
  const coordinator = await signedIn("jgp-1");
  const run = await proposal(coordinator);
  const [shortage] = run.answer?.shortages ?? [];
  expect(new Set(shortage?.remedies.map(({ change }) => change.kind))).toEqual(
    new Set(["recruit", "raise-cap", "fallback"]),
  );
  const before = await house.deps.matchBoards.of("c1");
  for (const { change, gain } of shortage?.remedies ?? []) {
    const form = Object.fromEntries(
      Object.entries(change).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
    );
    const tried = await coordinator.post("/matching/c1/what-if", form).expect(200);
    expect(tried.text).toContain(`${gain} of the 4 missing reviews could be placed`);
  }
  const cell = { subject: "Mathematics", band: "middle" };
  const raised = await coordinator.post("/matching/c1/what-if", { kind: "raise-cell", ...cell, count: 2 }).expect(200);
  expect(raised.text).toContain("2 of the 4 missing reviews could be placed. Readers: R-001, R-002.");
  expect(await house.deps.matchBoards.of("c1")).toEqual(before);
  const cap = { kind: "raise-cap", reviewerIds: "reader-1,reader-2", to: 3 };
  await coordinator.post("/matching/c1/decisions", { ...cap, reason: "" }).expect(422);
  await coordinator.post("/matching/c1/decisions", { ...cap, reason: "They agreed by telephone." }).expect(303);
  expect((await house.deps.matchBoards.of("c1")).caps).toEqual([
    { reviewerId: "reader-1", to: 3, reason: "They agreed by telephone." },
    { reviewerId: "reader-2", to: 3, reason: "They agreed by telephone." },
  ]);
  expect((await proposal(coordinator)).answer?.objective).toMatchObject({ placed: 9, shortCount: 0 });
  const board = (await coordinator.get("/matching/c1").expect(200)).text;
  expect(board).toContain("R-001 takes up to 3 reviews in this cohort");
  expect(board).toContain("3 of 3; 7.5 h");
  await coordinator.post("/matching/c1/undo").expect(303);
  expect((await house.deps.matchBoards.of("c1")).caps).toEqual([]);
});

test("after the publication the board shows what is missing now, each bench as of now, and takes wider cells", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 2 });
  await house.deps.people.insert(person("reader-9", { schoolId: "school-of-reader-9" }));
  await house.deps.reviewers.insert(reviewer(9, { bands: [{ band: "high", preference: 0 }] }));
  const coordinator = await signedIn("jgp-1");
  const run = await proposal(coordinator);
  await coordinator.post("/matching/c1/publication", { runId: run.id, confirmation: "PUBLISH" }).expect(303);
  await drain(house.deps);
  const board = (await coordinator.get("/matching/c1").expect(200)).text;
  expect(board).toContain("Where readers are missing now");
  expect((await coordinator.get("/matching/c1/profiles/p1").expect(200)).text).toContain(
    "who has room and was not asked",
  );
  const cell = { subject: "Mathematics", band: "middle", step: "adjacent-band" };
  await coordinator.post("/matching/c1/decisions", { kind: "fall-back", ...cell, reason: "Nobody else." }).expect(303);
  await drain(house.deps);
  expect((await house.deps.seats.get({ id: "p1.3" })).reviewerId).toBe("reader-9");
  expect((await coordinator.get("/matching/c1").expect(200)).text).not.toContain("Where readers are missing");
  const lock = { kind: "lock", profileId: "p1", reviewerId: "reader-1", reason: "No." };
  await coordinator.post("/matching/c1/decisions", lock).expect(409);
});

test("a swap names who takes the place", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 4 });
  const coordinator = await signedIn("jgp-1");
  const swap = { kind: "swap", profileId: "p1", reviewerId: "reader-1", otherId: "", reason: "Load." };
  await coordinator.post("/matching/c1/decisions", swap).expect(422);
  expect((await house.deps.matchBoards.of("c1")).forbids).toEqual([]);
});

test("a coordinator with a conflict finds neither the Profile nor who reads it, on the board or in the export", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 4 });
  const coordinator = await signedIn("jgp-1");
  const run = await proposal(coordinator);
  expect((await coordinator.get("/matching/c1")).text).toContain("C01-M-001");
  const application = await house.deps.applications.get({ id: "p1" });
  await house.deps.applications.save({ ...application, conflictedIds: ["jgp-1"] });
  expect((await coordinator.get("/matching/c1").expect(200)).text).not.toContain("C01-M-001");
  expect((await coordinator.get(`/matching/c1/runs/${run.id}`).expect(200)).text).not.toContain("C01-M-001");
  expect((await coordinator.get("/matching/c1/assignments.csv").expect(200)).text).not.toContain("C01-M-001");
  expect((await coordinator.get("/matching/c1/profiles/p1").expect(404)).text).toBe(
    (await coordinator.get("/matching/c1/profiles/p9").expect(404)).text,
  );
});

test("what is missing is said without counting a case the coordinator has a conflict with, and they decide nothing on it", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 2 });
  const coordinator = await signedIn("jgp-1");
  const run = await proposal(coordinator);
  expect((await coordinator.get("/matching/c1")).text).toMatch(/Mathematics, middle: 3 Profiles need 9 reviews/);
  const application = await house.deps.applications.get({ id: "p1" });
  await house.deps.applications.save({ ...application, conflictedIds: ["jgp-1"] });
  const proposed = (await coordinator.get("/matching/c1")).text;
  expect(proposed).toMatch(/Mathematics, middle: 2 Profiles need 6 reviews/);
  expect(proposed).not.toContain("3 Profiles need");
  const forbid = { kind: "forbid", reviewerId: "reader-1", reason: "They co-teach." };
  const hidden = await coordinator.post("/matching/c1/decisions", { ...forbid, profileId: "p1" }).expect(404);
  const missing = await coordinator.post("/matching/c1/decisions", { ...forbid, profileId: "p9" }).expect(404);
  expect(hidden.text).toBe(missing.text);
  expect((await house.deps.matchBoards.of("c1")).forbids).toEqual([]);
  await coordinator.post("/matching/c1/publication", { runId: run.id, confirmation: "PUBLISH" }).expect(303);
  await drain(house.deps);
  const published = (await coordinator.get("/matching/c1")).text;
  expect(published).toMatch(/Mathematics, middle: 2 Profiles need 2 reviews/);
});

test("a lock that could never be kept is refused at once, in words", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 4 });
  await house.deps.people.insert(person("reader-5", { schoolId: "school-of-p1" }));
  await house.deps.reviewers.insert(reviewer(5));
  await house.deps.people.insert(person("reader-6", { schoolId: "elsewhere" }));
  await house.deps.reviewers.insert(reviewer(6, { subjects: ["Music"] }));
  const coordinator = await signedIn("jgp-1");
  const lock = { kind: "lock", profileId: "p1", reason: "They asked for it." };
  const colleague = await coordinator.post("/matching/c1/decisions", { ...lock, reviewerId: "reader-5" }).expect(409);
  expect(colleague.text).toContain("same school");
  const musician = await coordinator.post("/matching/c1/decisions", { ...lock, reviewerId: "reader-6" }).expect(409);
  expect(musician.text).toContain("subject or grade band");
  expect((await house.deps.matchBoards.of("c1")).locks).toEqual([]);
  await coordinator.post("/matching/c1/decisions", { ...lock, reviewerId: "reader-4" }).expect(303);
});

test("a subject is corrected from the Profile's page, with a reason", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  const coordinator = await signedIn("jgp-1");
  await proposal(coordinator);
  const to = { subject: "Science", band: "high" };
  const path = "/matching/c1/profiles/p1/declaration";
  await coordinator.post(path, { ...to, reason: "" }).expect(422);
  await coordinator.post(path, { ...to, reason: "A slip of the pen." }).expect(303);
  expect((await house.deps.applications.get({ id: "p1" })).declaration).toMatchObject(to);
});

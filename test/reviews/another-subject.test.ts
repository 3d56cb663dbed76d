/** A reviewer of another subject, tried through the routes: placed by a coordinator, and reading a case that is not theirs. */
import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { runMatch } from "../../server/matching/index.ts";
import { rubricKey } from "../../server/programs/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { cohortToMatch, reviewer } from "../matching/cohort-to-match.ts";
import { signedIn, steady } from "../signed-in.ts";
import { answersFor, person, RUBRIC } from "./people-and-reviews.ts";

const STRANGER = "reader-9";
let house: House;
let app: Express;

beforeEach(async () => {
  house = await testHouse(__filename, { clock: fixedClock() });
  app = createApp(house.deps, ROOT_DIR);
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  await house.deps.people.insert(person(STRANGER, { schoolId: "school-of-reader-9" }));
  await house.deps.reviewers.insert(reviewer(9, { subjects: ["Science"] }));
});
afterEach(() => house.close());

const as = (id: string, role: "jgp" | "reviewer" | "pprc-admin") => signedIn(app, house.deps, id, role);

async function publication() {
  const coordinator = await as("jgp-1", "jgp");
  await coordinator.post("/matching/c1/runs").type("form").send({}).expect(303);
  const [run] = await house.deps.matchRuns.ofCohort("c1");
  await runMatch(house.deps, run?.id ?? "");
  const form = { runId: run?.id ?? "", confirmation: "PUBLISH" };
  return coordinator.post("/matching/c1/publication").type("form").send(form);
}

async function publishedByCoordinator(): Promise<void> {
  expect((await publication()).status).toBe(303);
  await drain(house.deps);
}

const readers = async () =>
  (await house.deps.seats.ofProfile("p1")).map(({ reviewerId }) => reviewerId ?? "nobody").sort();

test("locked in by a coordinator, they are refused at once with the reason", async () => {
  const coordinator = await as("jgp-1", "jgp");
  const refused = await coordinator
    .post("/matching/c1/decisions")
    .type("form")
    .send({ kind: "lock", profileId: "p1", reviewerId: STRANGER, reason: "Has time." });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain("subject or grade band do not fit");
  await publishedByCoordinator();
  expect(await readers()).toEqual(["reader-1", "reader-2", "reader-3"]);
  expect(await house.deps.reviews.count({ reviewerId: STRANGER })).toBe(0);
});

test("locked in while their subject still fitted, the publication is refused with the reason; without the lock they are offered nothing", async () => {
  const coordinator = await as("jgp-1", "jgp");
  const pair = { profileId: "p1", reviewerId: STRANGER, reason: "Has time." };
  const decide = (kind: string) =>
    coordinator
      .post("/matching/c1/decisions")
      .type("form")
      .send({ kind, ...pair });
  await house.deps.people.insert(person("pia", { roles: ["pprc-admin"] }));
  const admin = await as("pia", "pprc-admin");
  const reads = (subject: string) =>
    admin
      .post(`/reviewers/${STRANGER}/fields`)
      .type("form")
      .send({ subjects: [subject], "band:middle": "0" })
      .expect(303);
  await reads("Mathematics");
  await decide("lock").expect(303);
  await reads("Science");
  const refused = await publication();
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("C01-M-001 and R-009: subject or grade band no longer fit.");
  expect([await house.deps.seats.count({}), await house.deps.reviews.count({})]).toEqual([0, 0]);
  await decide("unlock").expect(303);
  await publishedByCoordinator();
  expect(await readers()).toEqual(["reader-1", "reader-2", "reader-3"]);
  expect(await house.deps.reviews.count({ reviewerId: STRANGER })).toBe(0);
  expect((await (await as(STRANGER, "reviewer")).get("/reviews").expect(200)).text).not.toContain("C01-M");
});

test("with nobody else on the bench, a place given back stays open rather than going to another subject", async () => {
  await publishedByCoordinator();
  const [first] = await house.deps.reviews.find({ profileId: "p1", place: 1 });
  const own = await as(first?.reviewerId ?? "", "reviewer");
  await own.post(`/reviews/${first?.id}/decline`).type("form").send({ reason: "No time." }).expect(303);
  await drain(house.deps);
  const seat = await house.deps.seats.get({ id: "p1.1" });
  expect([seat.state, seat.reviewerId]).toEqual(["open", null]);
  expect(await house.deps.reviews.count({ reviewerId: STRANGER })).toBe(0);
});

test("every step on a review that is not theirs meets the answer of one that does not exist, and changes nothing", async () => {
  await publishedByCoordinator();
  const [theirs] = await house.deps.reviews.find({ profileId: "p1", place: 1 });
  const before = await house.deps.reviews.get({ id: theirs?.id ?? "" });
  const stranger = await as(STRANGER, "reviewer");
  const steps = async (id: string) => {
    const at = `/reviews/${id}`;
    const sheet = Object.fromEntries(
      answersFor(36).map(({ indicatorId, level }) => [`level:${indicatorId}`, String(level)]),
    );
    const answers = [
      await stranger.get(at),
      await stranger.post(`${at}/acceptance`).type("form").send({}),
      await stranger.put(`${at}/answers/1.1`).send({ level: 3, code: null, note: "Mine.", revision: 0 }),
      await stranger.post(`${at}/answers`).type("form").send(sheet),
      await stranger.get(`${at}/summary`),
      await stranger
        .post(`${at}/submission`)
        .type("form")
        .send({ rubric: rubricKey(RUBRIC), seen: "" }),
      await stranger.post(`${at}/fourth-read`).type("form").send({ reason: "Curious." }),
    ];
    return answers.map(({ status, text }) => [status, steady(text).replaceAll(id, "ID")]);
  };
  const foreign = await steps(before.id);
  expect(foreign.map(([status]) => status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
  expect(foreign).toEqual(await steps("00000000-0000-4000-8000-000000000000"));
  expect(await house.deps.reviews.get({ id: before.id })).toEqual(before);
});

test("an offer to a reader whose subject was set anew since cannot be accepted any more", async () => {
  await publishedByCoordinator();
  await house.deps.people.insert(person("pia", { roles: ["pprc-admin"] }));
  const [offer] = await house.deps.reviews.find({ profileId: "p1", reviewerId: "reader-1" });
  const fields = { subjects: ["Science"], "band:middle": "0" };
  const admin = await as("pia", "pprc-admin");
  await admin.post("/reviewers/reader-1/fields").type("form").send(fields).expect(303);
  await drain(house.deps);
  const own = await as("reader-1", "reviewer");
  await own.post(`/reviews/${offer?.id}/acceptance`).type("form").send({}).expect(409);
  expect(await readers()).toEqual(["nobody", "reader-2", "reader-3"]);
  expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(false);
});

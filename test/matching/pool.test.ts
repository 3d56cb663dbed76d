import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { proposeMatch, publishMatch, runMatch } from "../../server/matching/index.ts";
import { declareStandingConflict, hashPassword, stepReviewer } from "../../server/people/index.ts";
import { acceptReview, remindReaders } from "../../server/reviews/index.ts";
import { runWorkers, type Workers } from "../../workers/run-workers.ts";
import { fixedClock, type MovableClock, ROOT_DIR, testHouse } from "../engines.ts";
import { person } from "../reviews/people-and-reviews.ts";
import { signedIn as signedInAs } from "../signed-in.ts";
import { until } from "../until.ts";
import { cohortToMatch, coordinator } from "./cohort-to-match.ts";

let house: House;
let clock: MovableClock;
let workers: Workers | null = null;
type Agent = Awaited<ReturnType<typeof signedInAs>>;
const ORIGIN = "http://127.0.0.1:8080";
const DAY = 24 * 3600_000;

beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
});
afterEach(async () => {
  await workers?.stop();
  workers = null;
  await house.close();
});

const admin: Actor = { ...coordinator, personId: "admin", role: "pprc-admin", side: null };
const reader = (personId: string): Actor => ({ ...admin, personId, role: "reviewer" });

async function published(profiles: number, readers: number) {
  await cohortToMatch(house.deps, { profiles, readers });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  workers = runWorkers(house.deps, { sweeps: [] });
  await publishMatch(house.deps, coordinator, "c1", run.id);
  await until(
    "all reviews are offered",
    async () => (await house.deps.reviews.count({ state: "offered" })) === 3 * profiles,
  );
}

test("a reader who pauses loses the offers they did not answer, and only these", async () => {
  await published(2, 6);
  const [first, second] = await house.deps.reviews.find({
    reviewerId: (await house.deps.seats.get({ id: "p1.1" })).reviewerId ?? "",
  });
  if (!first) throw new Error("nothing was offered");
  await acceptReview(house.deps, reader(first.reviewerId), first.id);
  await stepReviewer(house.deps, reader(first.reviewerId), first.reviewerId, "pause", { reason: "Parental leave." });
  await until(
    "the other offers went on",
    async () => (await house.deps.reviews.count({ reviewerId: first.reviewerId, state: "offered" })) === 0,
  );
  expect((await house.deps.reviews.get({ id: first.id })).state).toBe("accepted");
  if (second) expect((await house.deps.reviews.get({ id: second.id })).state).toBe("passed-on");
});

test("a conflict declared late ends the review, and the seat goes to somebody else", async () => {
  await published(1, 5);
  const seat = await house.deps.seats.get({ id: "p1.1" });
  await acceptReview(house.deps, reader(seat.reviewerId ?? ""), seat.offerId ?? "");
  await declareStandingConflict(
    house.deps,
    reader(seat.reviewerId ?? ""),
    "relative",
    "applicant-of-p1@school.example",
  );
  await until("the seat has another reader", async () => {
    const now = await house.deps.seats.get({ id: "p1.1" });
    return now.state === "offered" && now.reviewerId !== seat.reviewerId;
  });
  expect(await house.deps.reviews.isAssigned(seat.reviewerId ?? "", "p1")).toBe(false);
});

test("each rung reminds once, missed days send one mail, and whoever accepted hears no more of answering", async () => {
  await published(1, 3);
  await remindReaders(house.deps);
  expect(await house.deps.messages.count({ template: "review-reminder" })).toBe(0);
  const seat = await house.deps.seats.get({ id: "p1.1" });
  await acceptReview(house.deps, reader(seat.reviewerId ?? ""), seat.offerId ?? "");
  clock.advance(3.7 * DAY);
  await remindReaders(house.deps);
  await remindReaders(house.deps);
  const reminded = await house.deps.messages.find({ template: "review-reminder" });
  const others = (await house.deps.seats.ofProfile("p1"))
    .map(({ reviewerId }) => reviewerId)
    .filter((id) => id !== seat.reviewerId);
  expect(new Set(reminded.map(({ to }) => to))).toEqual(new Set(others));
  expect(reminded).toHaveLength(2);
  expect(await house.deps.reminders.count({})).toBe(4);
});

test("a review five days late is handed back to the coordinators", async () => {
  await published(1, 3);
  const seat = await house.deps.seats.get({ id: "p1.1" });
  await acceptReview(house.deps, reader(seat.reviewerId ?? ""), seat.offerId ?? "");
  clock.set("2027-01-02T15:00:00Z");
  await remindReaders(house.deps);
  expect((await house.deps.messages.find({ template: "review-late" })).map(({ to }) => to)).toEqual(["jgp-1"]);
});

test("the administrator manages the pool by name, coordinators read codes, reviewers see their own record only", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  const passwordHash = await hashPassword("pw");
  await house.deps.people.insert(person("admin", { roles: ["pprc-admin"], passwordHash }));
  for (const id of ["jgp-1", "reader-1"])
    await house.deps.people.save({ ...(await house.deps.people.get({ id })), passwordHash });
  const app = createApp(house.deps, ROOT_DIR);
  const signedIn = async (id: string) => {
    const agent = request.agent(app);
    await agent
      .post("/sign-in")
      .set("Origin", ORIGIN)
      .type("form")
      .send({ email: `${id}@school.example`, password: "pw" })
      .expect(303);
    return agent;
  };
  const manager = await signedIn("admin");
  expect((await manager.get("/reviewers").expect(200)).text).toContain("Person reader-1");
  await manager
    .post("/reviewers/reader-1/steps")
    .set("Origin", ORIGIN)
    .type("form")
    .send({ action: "pause", reason: "" })
    .expect(422);
  await manager
    .post("/reviewers/reader-1/steps")
    .set("Origin", ORIGIN)
    .type("form")
    .send({ action: "pause", reason: "Sabbatical." })
    .expect(303);
  expect((await manager.get("/reviewers/reader-1").expect(200)).text).toContain("Sabbatical.");
  const codes = (await (await signedIn("jgp-1")).get("/reviewers").expect(200)).text;
  expect([codes.includes("R-001"), codes.includes("Person reader-1")]).toEqual([true, false]);
  const own = await signedIn("reader-1");
  expect((await own.get("/reviewers/mine").expect(200)).text).toContain("My place in the pool");
  await own.get("/reviewers/reader-2").expect(403);
  await own.post("/reviewers/mine/hours").set("Origin", ORIGIN).type("form").send({ hours: "20" }).expect(303);
  expect((await house.deps.reviewers.get({ id: "reader-1" })).capacity).toBe(8);
});

test("schools of the last five years: readers add their own, the administrator alone takes one off", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 1 });
  await house.deps.people.insert(person("admin", { roles: ["pprc-admin"] }));
  await house.deps.schools.insert({ id: "harbor", name: "Harbor Elementary", network: "North", isCharter: false });
  const { agents, post } = await door("reader-1", "admin");
  const [reader, manager] = agents as [Agent, Agent];
  const past = async () => (await house.deps.people.get({ id: "reader-1" })).pastSchoolIds;
  await post(reader, "/reviewers/mine/earlier-schools", { earlierSchoolId: "nowhere" }).expect(422);
  for (let press = 0; press < 2; press++)
    await post(reader, "/reviewers/mine/earlier-schools", { earlierSchoolId: "harbor" }).expect(303);
  expect(await past()).toEqual(["harbor"]);
  const removal = "/reviewers/reader-1/earlier-schools/removal";
  const own = (await reader.get("/reviewers/mine")).text;
  expect([own.includes("<li>Harbor Elementary"), own.includes("earlier-schools/removal")]).toEqual([true, false]);
  await post(reader, removal, { earlierSchoolId: "harbor" }).expect(403);
  expect((await manager.get("/reviewers/reader-1")).text).toContain(`action="${removal}"`);
  await post(manager, removal, { earlierSchoolId: "harbor" }).expect(303);
  expect(await past()).toEqual([]);
  await post(manager, "/reviewers/reader-1/earlier-schools", { earlierSchoolId: "harbor" }).expect(303);
  expect(await past()).toEqual(["harbor"]);
});

/** People who can sign in, and the app. */
async function door(...ids: string[]) {
  const app = createApp(house.deps, ROOT_DIR);
  const agents = await Promise.all(
    ids.map(async (id) =>
      signedInAs(app, house.deps, id, (await house.deps.people.get({ id })).roles[0] ?? "applicant"),
    ),
  );
  const post = (agent: (typeof agents)[number], path: string, form: object) => agent.post(path).type("form").send(form);
  return { app, agents, post };
}

test("a teacher applies, the administrator selects, and from then on they may act as a reviewer; another is declined in words", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 2 });
  await house.deps.people.insert(person("admin", { roles: ["pprc-admin"] }));
  const { app, agents, post } = await door("applicant-of-p1", "applicant-of-p2", "admin");
  const [teacher, other, manager] = agents as [Agent, Agent, Agent];
  const form = { subjects: ["Mathematics", "Alchemy"], "band:middle": "0", "band:high": "2", hours: "20" };
  const empty = await post(teacher, "/reviewers/application", { hours: "20" }).expect(422);
  expect(empty.text).toContain('href="#subjects"');
  await Promise.all([teacher, other].map((agent) => post(agent, "/reviewers/application", form).expect(303)));
  await post(teacher, "/reviewers/application", form).expect(409);
  const [first, second] = await house.deps.reviewers.find({ state: "applied" }, { sort: { code: 1 } });
  expect([first?.code, second?.code, first?.subjects, first?.capacity]).toEqual(["R-003", "R-004", ["Mathematics"], 8]);
  expect((await manager.get("/reviewers").expect(200)).text).toContain("Person applicant-of-p1");

  workers = runWorkers(house.deps, { sweeps: [] });
  await post(manager, "/reviewers/applicant-of-p2/steps", { action: "decline", reason: "" }).expect(422);
  const reason = "Science has readers enough.";
  await post(manager, "/reviewers/applicant-of-p2/steps", { action: "decline", reason }).expect(303);
  await post(manager, "/reviewers/applicant-of-p1/steps", { action: "select" }).expect(303);
  await until("both heard", async () => (await house.deps.messages.count({ template: "pool-answer" })) === 2);
  expect((await house.deps.messages.find({ to: "applicant-of-p2" }))[0]?.text).toContain(reason);
  const now = await signedInAs(app, house.deps, "applicant-of-p1", "reviewer");
  expect((await now.get("/reviewers/mine").expect(200)).text).toContain("Sign the agreement");
});

test("a subject taken from a reader moves what no longer fits to the next, and leaves what is in", async () => {
  await published(2, 6);
  await house.deps.people.insert(person("admin", { roles: ["pprc-admin"] }));
  const seat = await house.deps.seats.get({ id: "p1.1" });
  const id = seat.reviewerId ?? "";
  const { agents, post } = await door("admin");
  const [manager] = agents as [Agent];
  expect((await manager.get(`/reviewers/${id}`).expect(200)).text).toContain("What no longer fits after the change");
  const none = await post(manager, `/reviewers/${id}/fields`, { subjects: "Mathematics" }).expect(422);
  expect(none.text).toContain("Please choose at least one grade band.");
  await post(manager, `/reviewers/${id}/fields`, { subjects: "Science", "band:middle": "1" }).expect(303);
  await until("the seat has another reader", async () => {
    const now = await house.deps.seats.get({ id: "p1.1" });
    return now.state === "offered" && now.reviewerId !== id;
  });
  expect((await house.deps.reviewers.get({ id })).bands).toEqual([{ band: "middle", preference: 1 }]);
});

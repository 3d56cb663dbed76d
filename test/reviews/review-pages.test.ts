import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { hashPassword } from "../../server/people/index.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { answersFor, application, person, review } from "./people-and-reviews.ts";

let house: House;
let app: ReturnType<typeof createApp>;
const ORIGIN = "http://127.0.0.1:8080";

beforeAll(async () => {
  house = await testHouse(__filename, { clock: fixedClock() });
  app = createApp(house.deps, ROOT_DIR);
  const passwordHash = await hashPassword("pw");
  for (const id of ["reader-1", "reader-2"]) await house.deps.people.insert(person(id, { passwordHash }));
  await house.deps.applications.insert(application("p1"));
  await house.deps.reviews.insert(review("r1"));
});
afterAll(() => house.close());

async function signedIn(id: string) {
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

/** As a browser without scripts sends the sheet. */
const form = (points: number) =>
  Object.fromEntries(
    answersFor(points).flatMap(({ indicatorId, level, note }) => [
      [`level:${indicatorId}`, String(level)],
      [`note:${indicatorId}`, note],
    ]),
  );

/** The mark of what the summary showed. */
const seenIn = (summary: string) => /name="seen" value="([^"]+)"/.exec(summary)?.[1];

test("a reviewer goes from the offer to the locked sheet without any script, and never reads the applicant's name", async () => {
  const reader = await signedIn("reader-1");
  const pages: string[] = [];
  const read = async (path: string) => {
    const { text } = await reader.get(path).expect(200);
    pages.push(text);
    return text;
  };
  expect(await read("/")).toContain("C01-M-p1 waits for your answer");
  expect(await read("/reviews")).toContain("Waiting for your answer");
  expect(await read("/reviews/r1")).toContain("Will you read C01-M-p1?");
  await reader.post("/reviews/r1/acceptance").expect(303);
  const room = await read("/reviews/r1");
  expect(room.match(/data-indicator=/g)).toHaveLength(14);
  expect(room).toContain("At minute 12 Jordan explains");
  await reader.post("/reviews/r1/answers", { "level:1.1": "3", "note:1.1": "Shown at 12:40." }).expect(303);
  const begun = await read("/reviews/r1/summary");
  expect(begun).toContain("Your points stand here once every indicator is scored");
  expect(begun).not.toContain("of 42 points");
  await reader.post("/reviews/r1/answers", { ...form(36), "note:2.1": "" }).expect(303);
  const early = await read("/reviews/r1/summary");
  expect(early).toContain("Not complete yet");
  expect(early).toMatch(/<a href="\/reviews\/r1#i2-1">2\.1 /);
  const rubric = "sample-model-teacher@1.0";
  await reader.post("/reviews/r1/submission", { rubric, seen: seenIn(early) }).expect(422);
  await reader.post("/reviews/r1/answers", form(36)).expect(303);
  const complete = await read("/reviews/r1/summary");
  expect(complete).toContain("Your points: 36 of 42 points");
  await reader.post("/reviews/r1/submission", { rubric, seen: seenIn(complete) }).expect(303);
  expect(await read("/reviews/r1")).toContain("Its evidence has closed");
  expect(await read("/reviews/certificate")).toContain("1 Profile");
  expect(pages.join().includes("Person applicant-of-p1") || pages.join().includes("applicant-of-p1")).toBe(false);
});

test("another reviewer's review answers with the same bytes as one that does not exist", async () => {
  const other = await signedIn("reader-2");
  const theirs = await other.get("/reviews/r1").expect(404);
  const missing = await other.get("/reviews/r9").expect(404);
  const plain = (text: string) => text.replaceAll(/r1|r9/g, "");
  expect(plain(theirs.text)).toBe(plain(missing.text));
});

test("the practice sheet keeps nothing", async () => {
  const reader = await signedIn("reader-2");
  const { text } = await reader.get("/reviews/practice").expect(200);
  expect(text).toContain("Nothing here is sent, kept or counted");
  expect(text.slice(text.indexOf("<main"), text.indexOf("</main"))).not.toContain("<form");
});

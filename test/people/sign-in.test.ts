import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { hashPassword } from "../../server/people/index.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";

let house: House;
let app: ReturnType<typeof createApp>;
const ORIGIN = "http://127.0.0.1:8080";

beforeAll(async () => {
  house = await testHouse(__filename);
  app = createApp(house.deps, ROOT_DIR);
  await house.deps.people.insert({
    id: "ruth",
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
});
afterAll(() => house.close());

const signIn = (agent: ReturnType<typeof request.agent>, password = "a quiet river", email = "Ruth@School.example ") =>
  agent.post("/sign-in").set("Origin", ORIGIN).type("form").send({ email, password });

test("the right password opens the house, in the role that has most waiting", async () => {
  const agent = request.agent(app);
  await signIn(agent).expect(303).expect("Location", "/");
  const home = await agent.get("/").expect(200);
  expect(home.text).toContain("You are working as: <strong>JGP coordinator</strong>");
});

test("a wrong password and an unknown address get the same answer", async () => {
  const wrong = await signIn(request.agent(app), "nope").expect(422);
  const unknown = await signIn(request.agent(app), "nope", "nobody@school.example").expect(422);
  expect(unknown.text.replaceAll("nobody@school.example", "").replace(/data-now="[^"]*"/, "")).toBe(
    wrong.text.replaceAll("Ruth@School.example ", "").replace(/data-now="[^"]*"/, ""),
  );
});

test("many wrong passwords for one address are stopped, in plain words", async () => {
  for (let i = 0; i < 8; i += 1) await signIn(request.agent(app), "nope", "often@school.example").expect(422);
  const stopped = await signIn(request.agent(app), "nope", "often@school.example").expect(429);
  expect(stopped.text).toContain("Please try again in");
});

test("somebody with two roles switches between them, and never into a third", async () => {
  const agent = request.agent(app);
  await signIn(agent);
  await agent.post("/role").set("Origin", ORIGIN).type("form").send({ role: "applicant" }).expect(303);
  expect((await agent.get("/")).text).toContain("You are working as: <strong>Applicant</strong>");
  await agent.post("/role").set("Origin", ORIGIN).type("form").send({ role: "hr" }).expect(403);
});

test("signing out ends the session for its old cookie too", async () => {
  const agent = request.agent(app);
  const cookie = (await signIn(agent)).headers["set-cookie"] as unknown as string[];
  await agent.post("/sign-out").set("Origin", ORIGIN).expect(303);
  const after = await request(app)
    .get("/role")
    .set("Cookie", cookie.map((one) => one.split(";")[0]).join("; "));
  expect(after.status).toBe(303);
  expect(after.headers["location"]).toBe("/sign-in?next=%2Frole");
});

test("a form from another site is refused", async () => {
  await request(app)
    .post("/sign-in")
    .set("Sec-Fetch-Site", "cross-site")
    .type("form")
    .send({ email: "a", password: "b" })
    .expect(403);
  await request(app)
    .post("/sign-in")
    .set("Origin", "https://evil.example")
    .type("form")
    .send({ email: "a", password: "b" })
    .expect(403);
});

test("a mail link signs in once, and only by its button", async () => {
  const { deps } = house;
  await deps.signInLinks.keep("token-1", "ruth", new Date(deps.clock.now().getTime() + 60_000));
  const agent = request.agent(app);
  await agent.get("/sign-in/link/token-1").expect(200);
  await agent.post("/sign-in/link/token-1").set("Origin", ORIGIN).expect(303);
  expect((await agent.get("/")).text).toContain("Ruth Okafor");
  await request.agent(app).post("/sign-in/link/token-1").set("Origin", ORIGIN).expect(422);
});

test("asking for a link looks the same for a known and an unknown address", async () => {
  const ask = (email: string) =>
    request(app).post("/sign-in/link").set("Origin", ORIGIN).type("form").send({ email }).expect(200);
  const without = (text: string) => text.replace(/data-now="[^"]*"/, "");
  expect(without((await ask("ruth@school.example")).text)).toBe(without((await ask("nobody@school.example")).text));
  expect(await house.deps.messages.count({ to: "ruth", template: "sign-in-link" })).toBe(1);
});

test("a way back that leads to another site is not followed", async () => {
  const agent = request.agent(app);
  await agent
    .post("/sign-in")
    .set("Origin", ORIGIN)
    .type("form")
    .send({ email: "ruth@school.example", password: "a quiet river", next: "//evil.example/" })
    .expect("Location", "/");
});

import { createServer } from "node:http";
import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { after, DAY, HOUR } from "../../server/kernel/time.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";

let house: House | null = null;
afterEach(async () => {
  await house?.close();
  house = null;
});

async function site(rehearsal: "0" | "1") {
  house = await testHouse(__filename, { overrides: { REHEARSAL: rehearsal } });
  return { deps: house.deps, agent: request(createServer(createApp(house.deps, ROOT_DIR))) };
}

const post = (agent: Awaited<ReturnType<typeof site>>["agent"], body: object) =>
  agent.post("/clock").set("Sec-Fetch-Site", "same-origin").type("form").send(body);

test("outside of a rehearsal nobody finds the clock", async () => {
  const { agent } = await site("0");
  expect((await agent.get("/clock")).status).toBe(404);
  expect((await post(agent, { by: "60" })).status).toBe(404);
});

test("moving the clock moves it for the whole house, and back again", async () => {
  const { agent, deps } = await site("1");
  expect((await post(agent, { by: String(3 * 24 * 60) })).status).toBe(303);
  expect(deps.rehearsal?.offsetMs()).toBe(3 * DAY);
  expect(deps.clock.now().getTime()).toBeGreaterThan(after(new Date(), 3 * DAY - HOUR).getTime());
  const page = await agent.get("/clock");
  expect(page.text).toContain("about 72 hours from the real time");
  await post(agent, { to: "now" });
  expect(deps.rehearsal?.offsetMs()).toBe(0);
});

test("a moment is read in the district's zone", async () => {
  const { agent, deps } = await site("1");
  await post(agent, { moment: "2031-03-04T15:30" });
  expect(deps.clock.now().toISOString()).toMatch(/^2031-03-04T20:30/);
});

test("a moment that is none is marked and moves nothing", async () => {
  const { agent, deps } = await site("1");
  const answer = await post(agent, { moment: "tomorrow" });
  expect(answer.status).toBe(422);
  expect(deps.rehearsal?.offsetMs()).toBe(0);
});

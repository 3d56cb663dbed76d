/** A run of matching as a coordinator meets it: progress, a cancel at any moment, a plain failure, and a replay. */
import request from "supertest";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { type Canonical, hashOf } from "../../server/kernel/canonical.ts";
import { computeMatch } from "../../server/matching/compute-match.ts";
import { proposeMatch, runMatch } from "../../server/matching/index.ts";
import type { MatchAnswer } from "../../server/matching/match-answer.rules.ts";
import { hashPassword } from "../../server/people/index.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { cohortToMatch, coordinator } from "./cohort-to-match.ts";
import { smallDistrict } from "./people.ts";

let house: House;
const ORIGIN = "http://127.0.0.1:8080";

beforeEach(async () => {
  house = await testHouse(__filename, { clock: fixedClock() });
});
afterEach(() => house.close());

async function board() {
  const passwordHash = await hashPassword("pw");
  await house.deps.people.save({ ...(await house.deps.people.get({ id: "jgp-1" })), passwordHash });
  const agent = request.agent(createApp(house.deps, ROOT_DIR));
  const account = { email: "jgp-1@school.example", password: "pw" };
  await agent.post("/sign-in").set("Origin", ORIGIN).type("form").send(account).expect(303);
  return agent;
}

test("the page shows a run that waits with its progress, cancels it, and the next one comes to an end", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 4 });
  const agent = await board();
  const { headers } = await agent.post("/matching/c1/runs").set("Origin", ORIGIN).expect(303);
  const at = headers["location"] ?? "";
  const waiting = (await agent.get(at).expect(200)).text;
  expect(waiting).toContain("Cancel this run");
  expect((await agent.get(at).set("Accept", "application/json").expect(200)).body).toEqual({
    state: "queued",
    progressPct: 0,
    progressText: "Waiting for its turn",
  });
  await agent.post(`${at}/cancellation`).set("Origin", ORIGIN).expect(303);
  const [run] = await house.deps.matchRuns.ofCohort("c1");
  await runMatch(house.deps, run?.id ?? "");
  expect((await agent.get(at).set("Accept", "application/json")).body).toMatchObject({ state: "cancelled" });
  await agent.post(`${at}/cancellation`).set("Origin", ORIGIN).expect(409);
  await agent.post("/matching/c1/runs").set("Origin", ORIGIN).expect(303);
  const [second] = await house.deps.matchRuns.ofCohort("c1");
  await runMatch(house.deps, second?.id ?? "");
  expect((await agent.get("/matching/c1").expect(200)).text).toContain("of 6 reviews placed");
});

test("a run that is cancelled while it computes changes nothing, whatever stage it is in", async () => {
  const { matchThread } = house.deps;
  const stages: number[] = [];
  await matchThread.run<MatchAnswer>(smallDistrict(3), { told: (percent) => stages.push(percent) });
  expect(stages.length).toBeGreaterThan(5);
  for (const stage of new Set(stages)) {
    const cancelled = new AbortController();
    const run = matchThread.run<MatchAnswer>(smallDistrict(3), {
      signal: cancelled.signal,
      told: (percent) => {
        if (percent >= stage) cancelled.abort(new Error(`cancelled at ${stage} %`));
      },
    });
    await expect(run).rejects.toThrow(`cancelled at ${stage} %`);
  }
  const after = await matchThread.run<MatchAnswer>(smallDistrict(3));
  expect({ ...after, tookMs: 0 }).toEqual({ ...(await computeMatch(smallDistrict(3))), tookMs: 0 });
});

test("a failure is said plainly on the page", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 4 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await house.deps.matchRuns.save({ ...run, input: { ...run.input, settings: null as never } });
  await runMatch(house.deps, run.id);
  const page = (await (await board()).get(`/matching/c1/runs/${run.id}`).expect(200)).text;
  expect(page).toContain("The run failed");
  expect(page).toContain("Nothing was changed; you can ask for another one.");
});

const bytesOf = (answer: MatchAnswer | null) => JSON.stringify(answer === null ? null : { ...answer, tookMs: 0 });

test.each([
  ["enough readers", 5, 6],
  ["a shortage", 6, 4],
])("a run is replayed from what is stored to the same bytes: %s", async (_, profiles, readers) => {
  await cohortToMatch(house.deps, { profiles, readers });
  if (profiles > readers)
    for (const id of ["reader-1", "reader-2"])
      await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id })), capacity: 2 });
  const { id } = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, id);
  const stored = await house.deps.matchRuns.get({ id });
  expect(hashOf(stored.input as unknown as Canonical)).toBe(stored.inputHash);
  expect(bytesOf(await computeMatch(stored.input))).toBe(bytesOf(stored.answer));
  expect(stored.answer?.objective.placed).toBeGreaterThan(0);
});

import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { indicatorIds, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { type QualityCase, qualityOf } from "../../server/quality/index.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { signedIn } from "../signed-in.ts";
import { person } from "../reviews/people-and-reviews.ts";

let house: House;
let read: () => Promise<string>;

beforeAll(async () => {
  house = await testHouse(__filename);
  await house.deps.people.insert(person("teacher", { roles: ["applicant"] }));
  const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "teacher", "applicant");
  read = async () => (await agent.get("/quality").expect(200)).text;
});
afterAll(() => house.close());

/** `count` cases with levels that differ a little from reader to reader; every tenth is in the middle band. */
const cases = (count: number): QualityCase[] =>
  Array.from({ length: count }, (_, k) => ({
    subject: "Mathematics",
    band: "middle",
    readers: [0, 1, 2].map((reader) => {
      const marks = indicatorIds(SAMPLE_RUBRIC).map((indicatorId, i) => ({
        indicatorId,
        level: (1 + ((k + (i % 5 < reader ? 1 : 0)) % 3)) as 1 | 2 | 3,
        code: null,
      }));
      return { marks, points: marks.reduce((sum, { level }) => sum + level, 0) };
    }),
    hadFourthRead: k % 20 === 0,
    scoreBand: k % 10 === 0 ? "interview" : k % 2 === 0 ? "promote" : "not-promoted",
  }));

async function release(id: string, cohortName: string, count: number, on: string) {
  const figures = qualityOf(cases(count), SAMPLE_RUBRIC, 10, 60);
  await house.deps.quality.insert({ id, cohortName, cohortCode: id, frozenAt: new Date(on), figures });
}

test("no cohort, a small one, and a large one beside it", async () => {
  expect(await read()).toContain("No cohort is released yet");

  await release("c1", "Pilot", 7, "2025-12-12T13:00:00Z");
  const small = await read();
  expect(small).toContain("Too few Profiles to say more");
  expect(small).not.toMatch(/kappa/i);
  expect(small).not.toContain("80 % and more");

  await release("c2", "Spring cohort", 60, "2026-06-12T13:00:00Z");
  const large = await read();
  expect(large).toContain("From cohort to cohort");
  expect(large).toMatch(/Of all differences between single totals, about \d+ % lie between Profiles/);
  // 6 in the middle band and 3 fourth reads of 60: neither they nor what would give them away.
  expect(large).toContain("too few to show (under 10");
  expect(large).not.toContain("3 of 60");
});

import type { House } from "../../server/compose.ts";
import {
  attendSession,
  registerApplication,
  startDraft,
  submitProfile,
  takeOldDraft,
} from "../../server/profiles/index.ts";
import { openCohort, planCohort } from "../../server/cohorts/index.ts";
import { fixedClock, testHouse } from "../engines.ts";
import { CALENDAR, fullDraft, openWorld, type World } from "./world.ts";

let house: House;
let world: World;
beforeAll(async () => {
  house = await testHouse(__filename, { clock: fixedClock("2026-11-20T17:00:00Z") });
  world = await openWorld(house.deps);
});
afterAll(() => house.close());

async function nextCohort(): Promise<string> {
  const { deps } = house;
  const { programVersionId, sessions } = world.cohort;
  const plan = { name: "Next", programVersionId, calendar: CALENDAR, sessions };
  return (await openCohort(deps, world.coordinator, (await planCohort(deps, world.coordinator, plan)).id)).id;
}

test("an old draft moves into the next cohort with its words and files, once, and the old application ends", async () => {
  const { deps } = house;
  const [applicant, old] = await fullDraft(deps, world);
  const fresh = await registerApplication(deps, applicant, await nextCohort());
  await attendSession(deps, world.coordinator, fresh.id);
  await startDraft(deps, applicant, fresh.id);
  const taken = await takeOldDraft(deps, applicant, fresh.id, old.id);
  expect([taken.narrative, taken.takenFromId]).toEqual([old.narrative, old.id]);
  expect((await deps.mediaItems.ofShelf(fresh.id)).map(({ role }) => role)).toEqual(["data", "plan", "video", "work"]);
  expect([(await deps.applications.get({ id: old.id })).state, await deps.mediaItems.ofShelf(old.id)]).toEqual([
    "withdrawn",
    [],
  ]);
  await expect(takeOldDraft(deps, applicant, fresh.id, old.id)).rejects.toMatchObject({ name: "wrong-state" });
});

test("what was handed in is not taken along, nor anybody else's", async () => {
  const { deps } = house;
  const [applicant, sent] = await fullDraft(deps, world);
  const [, foreign] = await fullDraft(deps, world);
  await submitProfile(deps, applicant, sent.id);
  const fresh = await registerApplication(deps, applicant, await nextCohort());
  await attendSession(deps, world.coordinator, fresh.id);
  await startDraft(deps, applicant, fresh.id);
  await expect(takeOldDraft(deps, applicant, fresh.id, sent.id)).rejects.toMatchObject({ name: "wrong-state" });
  await expect(takeOldDraft(deps, applicant, fresh.id, foreign.id)).rejects.toMatchObject({ name: "not-found" });
});

/** NS6 and NS7 stop the case at once: from the moment a reader confirms the mark in the draft, not from the finished sheet on. */
import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { ruleOnNotScorable, verdictNow } from "../../server/outcomes/index.ts";
import { rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { acceptReview, openReview, saveAnswer, startReview, submitReview } from "../../server/reviews/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import {
  actorOf,
  addDistrict,
  addProfile,
  answersFor,
  COHORT,
  emptyHouse,
  handInSheet,
  reviewIdOf,
  send,
  signedIn,
} from "../small-district.ts";

const KEY = rubricKey(SAMPLE_RUBRIC);
const clock = fixedClock("2026-03-10T15:00:00Z");
let house: House;
let app: Express;

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());
beforeEach(async () => {
  await emptyHouse(house.deps);
  await addDistrict(house.deps);
  await addProfile(house.deps, "ada", 1);
});

const reader = (place: number) => actorOf(house.deps, `reader-${place}`, "reviewer");
const MARK = { indicatorId: "2.1", level: null, code: "NS6", note: "A child without a line on the board, minute 12." };

/** The first reader has begun, with NS6 on one indicator and nothing else written. */
async function marked(): Promise<string> {
  const id = reviewIdOf("ada", 1);
  const [profile, now] = [await house.deps.applications.get({ id: "ada" }), clock.now()];
  await openReview(house.deps, {
    id,
    cohortId: COHORT,
    profileId: "ada",
    profileCode: profile.code,
    applicantId: "ada",
    place: 1,
    reviewerId: "reader-1",
    reviewerCode: "R-001",
    respondBy: now,
    reviewBy: now,
    rubric: SAMPLE_RUBRIC,
  });
  const actor = await reader(1);
  await acceptReview(house.deps, actor, id);
  await startReview(house.deps, actor, id);
  await saveAnswer(house.deps, actor, id, MARK, 0);
  await drain(house.deps);
  return id;
}

async function stands() {
  const record = await house.deps.cases.findOne({ id: "ada" });
  return [(await house.deps.applications.get({ id: "ada" })).state, record ? verdictNow(record)?.stage : null];
}

test("the mark alone stops nothing, the confirmation does, once, and the coordinator reads why before everything else", async () => {
  const id = await marked();
  expect(await stands()).toEqual(["in-review", null]);
  const agent = await signedIn(app, "reader-1");
  expect((await agent.get(`/reviews/${id}/summary`)).text).toContain("Stop the case and call the coordinator");
  await send(agent, `/reviews/${id}/stop`).expect(303);
  await send(agent, `/reviews/${id}/stop`).expect(303);
  await drain(house.deps, { times: 2 });
  expect(await stands()).toEqual(["on-hold", "stopped"]);
  expect((await house.deps.cases.get({ id: "ada" })).outcomes).toHaveLength(1);
  expect((await agent.get(`/reviews/${id}/summary`)).text).toContain("You stopped this case.");
  const jgp = await signedIn(app, "jgp-union-1");
  expect((await jgp.get("/")).text).toContain("A reader stopped C01-M-001");
  const { text } = await jgp.get("/cases/ada").expect(200);
  expect(text).toContain("R-001, 2.1");
  expect(text).toContain(MARK.note);
});

test("nothing is stopped without such a mark, by another reader, or for a sheet that is not open", async () => {
  const id = await marked();
  const actor = await reader(1);
  await send(await signedIn(app, "reader-2"), `/reviews/${id}/stop`).expect(404);
  await saveAnswer(house.deps, actor, id, { ...MARK, code: "NS1" }, 1);
  await send(await signedIn(app, "reader-1"), `/reviews/${id}/stop`).expect(409);
  await submitReview(house.deps, actor, id, answersFor(36), KEY);
  await send(await signedIn(app, "reader-1"), `/reviews/${id}/stop`).expect(409);
  await drain(house.deps);
  expect(await stands()).toEqual(["in-review", "waiting"]);
});

test("a sheet sent without the mark takes no stop back: somebody rules on it, and then the sheets decide", async () => {
  const id = await marked();
  await send(await signedIn(app, "reader-1"), `/reviews/${id}/stop`).expect(303);
  await submitReview(house.deps, await reader(1), id, answersFor(36), KEY);
  await drain(house.deps);
  expect(await stands()).toEqual(["on-hold", "stopped"]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await ruleOnNotScorable(house.deps, jgp, "ada", "let-stand", "The form of that child was found.");
  await drain(house.deps);
  expect(await stands()).toEqual(["in-review", "waiting"]);
  await handInSheet(house.deps, "ada", 2, 35);
  await handInSheet(house.deps, "ada", 3, 34);
  await drain(house.deps, { times: 2 });
  expect(await stands()).toEqual(["banded", "banded"]);
});

test.each([1, 2, 3, 4])(
  "of two opposite rulings in the same moment one stands, on record and in what became of the Profile (%d)",
  async () => {
    const id = await marked();
    await send(await signedIn(app, "reader-1"), `/reviews/${id}/stop`).expect(303);
    await drain(house.deps);
    const rulings = await Promise.allSettled(
      (["void", "let-stand"] as const).map(async (ruling, k) =>
        ruleOnNotScorable(
          house.deps,
          await actorOf(house.deps, ["jgp-union-1", "jgp-district-1"][k] ?? "", "jgp"),
          "ada",
          ruling,
          "Looked at together with the school.",
        ),
      ),
    );
    const onRecord = (await house.deps.cases.get({ id: "ada" })).nsRulings.map(({ ruling }) => ruling);
    const { state } = await house.deps.applications.get({ id: "ada" });
    expect(rulings.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect([onRecord.length, state === "void"]).toEqual([1, onRecord[0] === "void"]);
  },
);

import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { rubricKey } from "../../server/programs/index.ts";
import {
  acceptReview,
  declareConflict,
  declineReview,
  saveAnswer,
  startReview,
  submitReview,
} from "../../server/reviews/index.ts";
import { fixedClock, testHouse } from "../engines.ts";
import { answersFor, oneReview, RUBRIC } from "./people-and-reviews.ts";

let house: House;
beforeAll(async () => {
  house = await testHouse(__filename, { clock: fixedClock() });
});
afterAll(() => house.close());
beforeEach(async () => {
  const { people, applications, reviews } = house.deps;
  await Promise.all([people.remove({}), applications.remove({}), reviews.remove({})]);
});

const KEY = rubricKey(RUBRIC);
const reader = (personId = "reader-1"): Actor => ({
  personId,
  role: "reviewer",
  holds: ["reviewer"],
  side: null,
  isKeyHolder: false,
  schoolId: null,
});

async function opened() {
  await oneReview(house.deps);
  await acceptReview(house.deps, reader(), "r1");
  return startReview(house.deps, reader(), "r1");
}

test("a full sheet is sealed once, with its event in the same write", async () => {
  await opened();
  const { sheets, state } = await submitReview(house.deps, reader(), "r1", answersFor(36), KEY);
  expect([state, sheets.length, sheets[0]?.answers.length]).toEqual(["submitted", 1, 14]);
  const events = (await house.deps.reviews.withEvents(10)).flatMap((one) => one.events.map(({ name }) => name));
  expect(events).toEqual(["review.accepted", "review.started", "review.submitted"]);
});

test("a second submission is refused and changes nothing", async () => {
  await opened();
  await submitReview(house.deps, reader(), "r1", answersFor(36), KEY);
  await expect(submitReview(house.deps, reader(), "r1", answersFor(42), KEY)).rejects.toMatchObject({
    name: "wrong-state",
  });
  expect((await house.deps.reviews.get({ id: "r1" })).sheets).toHaveLength(1);
});

test("two submissions in the same moment leave exactly one sheet", async () => {
  await opened();
  const both = await Promise.allSettled(
    [1, 2].map(() => submitReview(house.deps, reader(), "r1", answersFor(36), KEY)),
  );
  expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await house.deps.reviews.get({ id: "r1" })).sheets).toHaveLength(1);
});

test("a sheet with 13 indicators is refused and names the missing one", async () => {
  await opened();
  await expect(submitReview(house.deps, reader(), "r1", answersFor(36).slice(0, 13), KEY)).rejects.toMatchObject({
    name: "invalid-input",
    errors: [{ field: "4.3" }],
  });
});

test("level 4 and another version of the rubric are refused", async () => {
  await opened();
  const tooHigh = answersFor(36).map((answer, i) => (i === 0 ? { ...answer, level: 4 } : answer));
  await expect(submitReview(house.deps, reader(), "r1", tooHigh, KEY)).rejects.toMatchObject({
    name: "invalid-input",
    errors: [{ field: "1.1" }],
  });
  await expect(
    submitReview(house.deps, reader(), "r1", answersFor(36), "sample-model-teacher@2.0"),
  ).rejects.toMatchObject({ name: "changed-meanwhile" });
});

test("a review of somebody else is not there at all, like one that never was", async () => {
  await opened();
  const theirs = await acceptReview(house.deps, reader("reader-2"), "r1").catch((error: unknown) => error);
  const missing = await acceptReview(house.deps, reader("reader-2"), "never").catch((error: unknown) => error);
  expect(theirs).toEqual(missing);
});

test("after submitting, a case can neither be given back nor declared a conflict by its reader", async () => {
  await opened();
  await submitReview(house.deps, reader(), "r1", answersFor(36), KEY);
  await expect(declineReview(house.deps, reader(), "r1", "no time")).rejects.toMatchObject({ name: "wrong-state" });
  await expect(declareConflict(house.deps, reader(), "r1", "my cousin")).rejects.toMatchObject({ name: "wrong-state" });
});

test("giving a case back needs a reason and closes its evidence", async () => {
  await opened();
  await expect(declineReview(house.deps, reader(), "r1", " ")).rejects.toMatchObject({ name: "invalid-input" });
  expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(true);
  await declineReview(house.deps, reader(), "r1", "no time");
  expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(false);
});

test("evidence is closed until the offer is accepted", async () => {
  await oneReview(house.deps);
  expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(false);
  await acceptReview(house.deps, reader(), "r1");
  expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(true);
});

test("two tabs that write different indicators keep both answers", async () => {
  await opened();
  const [a, b] = answersFor(30);
  if (!a || !b) throw new Error("the rubric has two indicators at least");
  await Promise.all([saveAnswer(house.deps, reader(), "r1", a, 0), saveAnswer(house.deps, reader(), "r1", b, 0)]);
  const { draft } = await house.deps.reviews.get({ id: "r1" });
  expect(draft.map(({ indicatorId }) => indicatorId).sort()).toEqual(["1.1", "1.2"]);
});

test("all fourteen answers sent in one instant, as after a lost network, are all kept", async () => {
  await opened();
  const answers = answersFor(36);
  const kept = await Promise.all(answers.map((answer) => saveAnswer(house.deps, reader(), "r1", answer, 0)));
  expect(kept.filter((one) => "saved" in one)).toHaveLength(14);
  expect((await house.deps.reviews.get({ id: "r1" })).draft).toHaveLength(14);
});

test("the same indicator changed in another tab is handed back, not overwritten", async () => {
  await opened();
  const answer = { indicatorId: "1.1", level: 2, code: null, note: "first tab" };
  await saveAnswer(house.deps, reader(), "r1", answer, 0);
  const second = await saveAnswer(house.deps, reader(), "r1", { ...answer, level: 3, note: "second tab" }, 0);
  expect(second).toMatchObject({ conflict: { note: "first tab", revision: 1 } });
  expect((await house.deps.reviews.get({ id: "r1" })).draft).toMatchObject([{ note: "first tab" }]);
});

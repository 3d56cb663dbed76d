import fc from "fast-check";
import type { House } from "../../server/compose.ts";
import {
  askForFourthRead,
  reopenSheet,
  ruleOnHeldCase,
  setAsideSheet,
  verdictNow,
} from "../../server/outcomes/index.ts";
import { percentText } from "../../server/kernel/percent.ts";
import { drain } from "../drain.ts";
import { fixedClock, testHouse } from "../engines.ts";
import {
  actorOf,
  addDistrict,
  addProfile,
  answersFor,
  handInSheet,
  handInSheets,
  reviewIdOf,
} from "../small-district.ts";
import { rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { submitReview } from "../../server/reviews/index.ts";

let house: House;
let count = 0;
const clock = fixedClock("2026-03-10T15:00:00Z");

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  await addDistrict(house.deps);
});
afterAll(() => house.close());

async function newProfile(points: readonly number[], rest = {}): Promise<string> {
  count += 1;
  const id = `teacher-${count}`;
  await addProfile(house.deps, id, count, rest);
  await handInSheets(house.deps, id, points);
  await drain(house.deps);
  return id;
}

const stateOf = async (id: string) => (await house.deps.applications.get({ id })).state;
async function resultOf(id: string) {
  const verdict = verdictNow(await house.deps.cases.get({ id }));
  if (verdict?.stage !== "banded") return [await stateOf(id), verdict?.stage];
  return [await stateOf(id), verdict.band, verdict.share.points, verdict.share.of, percentText(verdict.share)];
}

test.each([
  [
    [36, 35, 34],
    ["banded", "promote", 105, 126, "83.33"],
  ],
  [
    [34, 34, 33],
    ["banded", "promote", 101, 126, "80.16"],
  ],
  [
    [34, 33, 33],
    ["banded", "interview", 100, 126, "79.37"],
  ],
  [
    [33, 33, 32],
    ["banded", "interview", 98, 126, "77.78"],
  ],
  [
    [32, 32, 31],
    ["banded", "interview", 95, 126, "75.40"],
  ],
  [
    [32, 31, 31],
    ["banded", "not-promoted", 94, 126, "74.60"],
  ],
  [
    [42, 42, 17],
    ["scored", "held"],
  ],
])("the golden case %j, through sheets, events and jobs, is %j", async (points, expected) => {
  expect(await resultOf(await newProfile(points))).toEqual(expected);
});

test("two third sheets in one instant, one sent twice, make one outcome of all three", async () => {
  const id = await newProfile([36]);
  await Promise.allSettled([
    handInSheet(house.deps, id, 2, 35),
    handInSheet(house.deps, id, 3, 34),
    drain(house.deps, { times: 2 }),
  ]);
  await Promise.all([drain(house.deps, { times: 2 }), drain(house.deps)]);
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["banded", "promote", 105, 126, "83.33"]);
  const { outcomes } = await house.deps.cases.get({ id });
  expect(outcomes.filter(({ verdict }) => verdict.stage === "banded")).toHaveLength(1);
});

test("two sheets leave a case in review", async () => {
  expect(await resultOf(await newProfile([36, 35]))).toEqual(["in-review", "waiting"]);
});

test.each([
  [26, ["banded", "promote", 68, 84, "80.95"]],
  [21, ["banded", "interview", 63, 84, "75.00"]],
  [20, ["banded", "not-promoted", 62, 84, "73.81"]],
])("42, 42, 17 and a fourth read of %d, asked for in the blind look, is %j", async (fourth, expected) => {
  const id = await newProfile([42, 42, 17]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await ruleOnHeldCase(house.deps, jgp, id, "fourth-read", "The lesson shows both.");
  expect(await drain(house.deps)).toContain("case.fourth-read-needed");
  expect(await stateOf(id)).toBe("fourth-read");
  await handInSheet(house.deps, id, 4, fourth);
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(expected);
});

test("42, 42, 17 let stand is banded as the points say", async () => {
  const id = await newProfile([42, 42, 17]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await ruleOnHeldCase(house.deps, jgp, id, "let-stand", "Both readings stand on the same evidence.");
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["banded", "promote", 101, 126, "80.16"]);
});

test("a reopened sheet takes the case back to review, and the look at the old sheets does not decide about the new", async () => {
  const id = await newProfile([42, 42, 17]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await ruleOnHeldCase(house.deps, jgp, id, "let-stand", "Fine as it is.");
  await drain(house.deps);
  await reopenSheet(house.deps, jgp, id, { reviewId: reviewIdOf(id, 3), reason: "A page of the plan was missing." });
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["in-review", "waiting"]);
  await sendAgain(id, 3, 17);
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["scored", "held"]);
  expect((await house.deps.cases.get({ id })).earlierFiles.map(({ look }) => look?.reason)).toEqual(["Fine as it is."]);
});

test("a sheet reopened and sent again before any job ran is a new sheet too", async () => {
  const id = await newProfile([42, 42, 17]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await ruleOnHeldCase(house.deps, jgp, id, "let-stand", "Fine as it is.");
  await drain(house.deps);
  await reopenSheet(house.deps, jgp, id, { reviewId: reviewIdOf(id, 3), reason: "One more look." });
  await sendAgain(id, 3, 17);
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["scored", "held"]);
});

test("a sheet set aside for a conflict counts no more, stays on record, and its place is open for the next", async () => {
  count += 1;
  const id = `teacher-${count}`;
  await addProfile(house.deps, id, count);
  await handInSheets(house.deps, id, [34, 33, 33]);
  await drain(house.deps);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  const aside = (reason: string) => setAsideSheet(house.deps, jgp, id, { reviewId: reviewIdOf(id, 3), reason });
  await expect(aside(" ")).rejects.toMatchObject({ name: "invalid-input" });
  await aside("They were married last summer.");
  await drain(house.deps);
  const record = await house.deps.cases.get({ id });
  expect([record.stage, verdictNow(record)?.stage]).toEqual(["waiting", "waiting"]);
  const review = await house.deps.reviews.get({ id: reviewIdOf(id, 3) });
  expect([review.state, review.sheets.length]).toEqual(["conflicted", 1]);
  await house.deps.cases.save({ ...record, sealedAt: house.deps.clock.now() });
  await expect(
    setAsideSheet(house.deps, jgp, id, { reviewId: reviewIdOf(id, 2), reason: "Late." }),
  ).rejects.toMatchObject({ name: "wrong-state" });
});

async function sendAgain(id: string, place: number, points: number): Promise<void> {
  const reader = await actorOf(house.deps, `reader-${place}`, "reviewer");
  await submitReview(house.deps, reader, reviewIdOf(id, place), answersFor(points), rubricKey(SAMPLE_RUBRIC));
}

test("jobs that run three times each leave the same record as once", async () => {
  count += 1;
  const id = `teacher-${count}`;
  await addProfile(house.deps, id, count);
  await handInSheets(house.deps, id, [34, 33, 33]);
  await drain(house.deps, { times: 3 });
  expect(await resultOf(id)).toEqual(["banded", "interview", 100, 126, "79.37"]);
  const { outcomes, followed } = await house.deps.cases.get({ id });
  expect([outcomes.map(({ verdict }) => verdict.stage), followed]).toEqual([["banded"], 1]);
});

test("a coordinator with a conflict cannot rule on the case, nor learn that it exists", async () => {
  const id = await newProfile([42, 42, 17], { conflictedIds: ["jgp-district-1"] });
  const conflicted = await actorOf(house.deps, "jgp-district-1", "jgp");
  await expect(ruleOnHeldCase(house.deps, conflicted, id, "let-stand", "x")).rejects.toMatchObject({
    name: "not-found",
  });
  await expect(ruleOnHeldCase(house.deps, conflicted, "no-such-case", "let-stand", "x")).rejects.toMatchObject({
    name: "not-found",
  });
});

test("a case that was withdrawn stays withdrawn when its last sheet comes in", async () => {
  const id = await newProfile([36, 35], { state: "withdrawn" });
  await handInSheet(house.deps, id, 3, 34);
  await drain(house.deps);
  expect(await stateOf(id)).toBe("withdrawn");
});

test("on hold for another reason, the result waits until the hold ends", async () => {
  const id = await newProfile([36, 35, 34], { state: "on-hold", heldFrom: "in-review" });
  expect(await stateOf(id)).toBe("on-hold");
});

test("the JGP asks for a fourth read of a banded case: it goes back, and is offered once more", async () => {
  const id = await newProfile([34, 33, 33]);
  const jgp = await actorOf(house.deps, "jgp-union-1", "jgp");
  await askForFourthRead(house.deps, jgp, id, "The narrative was read differently.");
  await drain(house.deps);
  expect(await stateOf(id)).toBe("fourth-read");
  await handInSheet(house.deps, id, 4, 35);
  await drain(house.deps);
  expect(await resultOf(id)).toEqual(["banded", "promote", 135, 168, "80.36"]);
});

test("no order of the sheets, no pause of the relay between them and no repetition of jobs changes an outcome", async () => {
  const history = fc.record({
    points: fc.tuple(
      fc.integer({ min: 28, max: 38 }),
      fc.integer({ min: 28, max: 38 }),
      fc.integer({ min: 28, max: 38 }),
    ),
    order: fc.shuffledSubarray([1, 2, 3], { minLength: 3, maxLength: 3 }),
    runs: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ points, order, runs }) => {
      const straight = await newProfile(points);
      count += 1;
      const other = `teacher-${count}`;
      await addProfile(house.deps, other, count);
      for (const [i, place] of order.entries()) {
        await handInSheet(house.deps, other, place, points[place - 1] ?? 0);
        // Nothing run here is a relay that died after the save; what it left is told later.
        if (runs[i]) await drain(house.deps, { times: runs[i] ?? 1 });
      }
      await drain(house.deps, { times: 2 });
      expect(await resultOf(other)).toEqual(await resultOf(straight));
      const banded = (await house.deps.cases.get({ id: other })).outcomes.filter(
        ({ verdict }) => verdict.stage === "banded",
      );
      expect(banded.length).toBeLessThanOrEqual(1);
      const told = await house.deps.messages.find({ to: other });
      expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
    }),
    { numRuns: 12, seed: 4 },
  );
});

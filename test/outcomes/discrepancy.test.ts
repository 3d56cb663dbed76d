import {
  blindLookOf,
  firedTriggers,
  isSpreadOver,
  mayReviewerAsk,
  nearStraddledCuts,
  nextOutcome,
  splitIndicatorsOf,
  verdictOf,
} from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, TRIGGER_MODES } from "../../server/programs/index.ts";
import { caseOf, readingFrom, readingOf, RUBRIC } from "./readings.ts";

const NOW = new Date("2026-04-01T12:00:00Z");
const split = (count: number) => [
  readingFrom(
    "x",
    Array.from({ length: 14 }, (_, i) => (i < count ? 1 : 2)),
  ),
  readingFrom(
    "y",
    Array.from({ length: 14 }, (_, i) => (i < count ? 3 : 2)),
  ),
  readingFrom(
    "z",
    Array.from({ length: 14 }, () => 2),
  ),
];
const names = (readings: ReturnType<typeof split>, settings = DEFAULT_SETTINGS) =>
  firedTriggers(readings, [], RUBRIC, settings).map(({ trigger }) => trigger);

test.each([
  [2, []],
  [3, ["a"]],
])("levels 1 and 3 on %d indicators fire %j", (count, fired) => {
  expect(names(split(count))).toEqual(fired);
});

test("a not-scorable code does not count as a level 1 for trigger a", () => {
  const coded = ["NS1", "NS1", "NS1", ...Array.from({ length: 11 }, () => 2 as const)];
  const high = [3, 3, 3, ...Array.from({ length: 11 }, () => 2 as const)] as const;
  const readings = [readingFrom("x", coded), readingFrom("y", high), readingOf("z", 28)];
  expect(splitIndicatorsOf(readings, RUBRIC)).toEqual([]);
});

test.each([
  [[42, 34, 40], false],
  [[42, 33, 40], true],
])("%j lie more than 20 percentage points apart: %s", (totals, far) => {
  expect(isSpreadOver(totals, 42, 20)).toBe(far);
});

test.each([
  [[34, 34, 33], [80]],
  [[32, 31, 31], [75]],
  [[33, 33, 32], []],
  [[36, 35, 34], []],
  [[42, 42, 17], [80]],
  [[38, 33, 34], [80]],
  [[39, 33, 34], []],
])("%j straddle a cut with the mean within 1.5 points of it: %j", (totals, cuts) => {
  expect(nearStraddledCuts(totals, 42, DEFAULT_SETTINGS, 15)).toEqual(cuts);
});

test("exactly 20 percentage points apart is not more than 20", () => {
  expect([isSpreadOver([100, 80], 100, 20), isSpreadOver([100, 79], 100, 20)]).toEqual([false, true]);
});

test.each(TRIGGER_MODES)("trigger a in mode %s", (mode) => {
  const settings = { ...DEFAULT_SETTINGS, triggers: { ...DEFAULT_SETTINGS.triggers, a: mode } };
  const verdict = verdictOf({ ...caseOf([]), readings: split(3) }, RUBRIC, settings);
  const stages = { off: "banded", show: "banded", hold: "held", automatic: "fourth-read" } as const;
  expect(verdict.stage).toBe(stages[mode]);
});

test("the blind look names the split indicators, and neither totals, percent nor side of the cut", () => {
  const verdict = verdictOf(caseOf([42, 42, 17]), RUBRIC, DEFAULT_SETTINGS);
  const look = blindLookOf(verdict);
  expect(look?.triggers).toEqual(["a", "b"]);
  expect(look?.indicatorIds.length).toBe(11);
  expect(Object.keys(look ?? {}).sort()).toEqual(["indicatorIds", "triggers"]);
  expect(blindLookOf(verdictOf(caseOf([36, 35, 34]), RUBRIC, DEFAULT_SETTINGS))).toBeNull();
});

test("a reviewer asks for a fourth read only before submitting anything further", () => {
  const later = new Date(NOW.getTime() + 1);
  expect([mayReviewerAsk(NOW, [new Date(0)]), mayReviewerAsk(NOW, [new Date(0), later])]).toEqual([true, false]);
});

test("computing the same outcome again adds no version; a changed one does", () => {
  const verdict = verdictOf(caseOf([36, 35, 34]), RUBRIC, DEFAULT_SETTINGS);
  const first = nextOutcome(null, verdict, RUBRIC, NOW);
  expect(first).toMatchObject({ version: 1, rubric: "sample-model-teacher@1.0" });
  expect(nextOutcome(first, verdictOf(caseOf([36, 35, 34]), RUBRIC, DEFAULT_SETTINGS), RUBRIC, NOW)).toBeNull();
  expect(nextOutcome(first, verdictOf(caseOf([36, 35, 35]), RUBRIC, DEFAULT_SETTINGS), RUBRIC, NOW)?.version).toBe(2);
});

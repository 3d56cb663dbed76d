import { percentText } from "../../server/kernel/percent.ts";
import { resolutionFor, STRADDLE_SIGN, type Verdict, verdictOf } from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, type ProgramSettings } from "../../server/programs/index.ts";
import { caseOf, readingFrom, readingOf, RUBRIC } from "./readings.ts";

const AT = new Date("2026-04-01T12:00:00Z");
const NEAR_CUT_AUTOMATIC: ProgramSettings = {
  ...DEFAULT_SETTINGS,
  triggers: { ...DEFAULT_SETTINGS.triggers, c: "automatic" },
};
const told = (verdict: Verdict) =>
  verdict.stage === "banded"
    ? [verdict.share.points, verdict.share.of, percentText(verdict.share), verdict.band, [...verdict.signs]]
    : verdict.stage;

describe("three readers, with the default settings", () => {
  test.each([
    [[36, 35, 34], 105, "83.33", "promote", []],
    [[34, 34, 33], 101, "80.16", "promote", [STRADDLE_SIGN]],
    [[34, 33, 33], 100, "79.37", "interview", [STRADDLE_SIGN]],
    [[33, 33, 32], 98, "77.78", "interview", []],
    [[32, 32, 31], 95, "75.40", "interview", [STRADDLE_SIGN]],
    [[32, 31, 31], 94, "74.60", "not-promoted", [STRADDLE_SIGN]],
  ])("%j makes %d points, %s %%: %s", (points, total, percent, band, signs) => {
    const verdict = verdictOf(caseOf(points), RUBRIC, DEFAULT_SETTINGS);
    expect(told(verdict)).toEqual([total, 126, percent, band, signs]);
  });

  test("42, 42, 17 is held for triggers a and b, and is not banded before the JGP has looked", () => {
    const verdict = verdictOf(caseOf([42, 42, 17]), RUBRIC, DEFAULT_SETTINGS);
    expect(verdict.stage === "held" && verdict.fired.map(({ trigger }) => trigger)).toEqual(["a", "b"]);
  });

  test("42, 42, 17 let stand by the JGP is 80.16 %: promote", () => {
    const look = { decision: "let-stand", byId: "jgp-1", reason: "The evidence carries both.", at: AT } as const;
    const verdict = verdictOf(caseOf([42, 42, 17], { look }), RUBRIC, DEFAULT_SETTINGS);
    expect(told(verdict)).toEqual([101, 126, "80.16", "promote", [STRADDLE_SIGN]]);
    expect(verdict).toMatchObject({ basis: "let-stand" });
  });
});

describe("the fourth read", () => {
  const withFourth = (points: readonly number[], fourthPoints: number, settings: ProgramSettings) => {
    const asked = { decision: "fourth-read", byId: "jgp-1", reason: "Far apart.", at: AT } as const;
    const before = verdictOf(caseOf(points, { look: asked }), RUBRIC, settings);
    if (before.stage !== "fourth-read") throw new Error(`expected a fourth read, got ${before.stage}`);
    const fourth = { resolution: before.resolution, reading: readingOf("fourth", fourthPoints), isGivenUp: false };
    return verdictOf(caseOf(points, { look: asked, fourth }), RUBRIC, settings);
  };

  test.each([
    [[34, 34, 33], 34, NEAR_CUT_AUTOMATIC, 135, 168, "80.36", "promote"],
    [[34, 34, 33], 33, NEAR_CUT_AUTOMATIC, 134, 168, "79.76", "interview"],
    [[34, 33, 33], 35, NEAR_CUT_AUTOMATIC, 135, 168, "80.36", "promote"],
    [[34, 33, 33], 34, NEAR_CUT_AUTOMATIC, 134, 168, "79.76", "interview"],
    [[42, 42, 17], 26, DEFAULT_SETTINGS, 68, 84, "80.95", "promote"],
    [[42, 42, 17], 21, DEFAULT_SETTINGS, 63, 84, "75.00", "interview"],
    [[42, 42, 17], 20, DEFAULT_SETTINGS, 62, 84, "73.81", "not-promoted"],
  ])("%j with a fourth of %d", (points, fourthPoints, settings, total, of, percent, band) => {
    expect(told(withFourth(points, fourthPoints, settings)).slice(0, 4)).toEqual([total, of, percent, band]);
  });

  test("trigger c set to automatic asks at once, without a look", () => {
    expect(verdictOf(caseOf([34, 34, 33]), RUBRIC, NEAR_CUT_AUTOMATIC)).toMatchObject({
      stage: "fourth-read",
      resolution: { rule: "all-four" },
    });
  });

  test("a reader's request (trigger d) asks at once, with the default settings", () => {
    const requests = [{ byRole: "reviewer", byId: "reader-0", reason: "I was unsure about 2.1.", at: AT } as const];
    expect(verdictOf(caseOf([36, 35, 34], { requests }), RUBRIC, DEFAULT_SETTINGS)).toMatchObject({
      stage: "fourth-read",
      resolution: { rule: "all-four" },
    });
  });

  test("while a fourth read waits for its reader, the case is not banded; given up after the days, it is an interview", () => {
    const fourth = { resolution: { rule: "middle-two" }, reading: null, isGivenUp: false } as const;
    expect(verdictOf(caseOf([42, 42, 17], { fourth }), RUBRIC, DEFAULT_SETTINGS).stage).toBe("fourth-read");
    const givenUp = verdictOf(
      caseOf([42, 42, 17], { fourth: { ...fourth, isGivenUp: true } }),
      RUBRIC,
      DEFAULT_SETTINGS,
    );
    expect(givenUp).toMatchObject({ stage: "banded", band: "interview", basis: "no-fourth-reader" });
  });

  test("trigger a alone: three times the fourth reader's level on each split indicator, the rest unchanged, over 126", () => {
    const rest = Array.from({ length: 11 }, () => 3 as const);
    const three = [
      readingFrom("x", [1, 1, 1, ...rest]),
      readingFrom("y", [3, 3, 3, ...rest]),
      readingFrom("z", [2, 2, 3, ...rest]),
    ];
    const look = { decision: "fourth-read", byId: "jgp-1", reason: "Three splits.", at: AT } as const;
    const before = verdictOf({ ...caseOf([], { look }), readings: three }, RUBRIC, DEFAULT_SETTINGS);
    expect(before).toMatchObject({ resolution: { rule: "split-indicators", indicatorIds: ["1.1", "1.2", "1.3"] } });
    const reading = readingFrom("fourth", [2, 1, 3, ...Array.from({ length: 11 }, () => 1 as const)]);
    const fourth = {
      resolution: { rule: "split-indicators", indicatorIds: ["1.1", "1.2", "1.3"] },
      reading,
      isGivenUp: false,
    } as const;
    const after = verdictOf({ ...caseOf([], { look, fourth }), readings: three }, RUBRIC, DEFAULT_SETTINGS);
    expect(after).toMatchObject({
      share: { points: 99 + 3 * (2 + 1 + 3), of: 126 },
      band: "promote",
      basis: "fourth-read",
    });
  });

  test.each([
    [["a", "b", "c"], { rule: "middle-two" }],
    [["b"], { rule: "middle-two" }],
    [["a", "c"], { rule: "all-four" }],
    [["a", "d"], { rule: "all-four" }],
    [["c"], { rule: "all-four" }],
    [["a"], { rule: "split-indicators", indicatorIds: ["1.1", "2.1", "4.3"] }],
  ] as const)("triggers %j are resolved by %j", (triggers, resolution) => {
    const fired = triggers.map((trigger) => ({
      trigger,
      mode: "hold" as const,
      about: trigger === "a" ? ["1.1", "2.1", "4.3"] : [80],
    }));
    expect(resolutionFor(fired)).toEqual(resolution);
  });
});

import { type CaseFile, type NsRuling, verdictOf } from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, type Level } from "../../server/programs/index.ts";
import { caseOf, readingFrom, RUBRIC } from "./readings.ts";

const first = (mark: Level | string) => [mark, ...Array.from({ length: 13 }, () => 3 as const)];
const fileOf = (marks: readonly (Level | string)[], rest: Partial<CaseFile> = {}): CaseFile => ({
  ...caseOf([]),
  readings: marks.map((mark, i) => readingFrom(`reader-${i}`, first(mark))),
  ...rest,
});
const ruled = (ruling: NsRuling["ruling"], about: string[]): NsRuling[] => [
  { ruling, about, byId: "jgp-1", reason: "Looked at it.", at: new Date(0) },
];
const verdict = (file: CaseFile) => verdictOf(file, RUBRIC, DEFAULT_SETTINGS);

test("one code counts as the lowest level and holds nothing", () => {
  expect(verdict(fileOf(["NS2", 3, 3]))).toMatchObject({ stage: "banded", share: { points: 124, of: 126 } });
});

test("any codes from two of three readers on one indicator hold the case", () => {
  expect(verdict(fileOf(["NS2", "NS4", 3]))).toEqual({ stage: "held-not-scorable", indicatorIds: ["1.1"] });
});

test.each([
  ["returned-for-fix", "returned-for-fix"],
  ["void", "void"],
  ["let-stand", "banded"],
] as const)("the JGP's ruling %s makes the case %s", (ruling, stage) => {
  expect(verdict(fileOf(["NS2", "NS4", 3], { nsRulings: ruled(ruling, ["1.1"]) })).stage).toBe(stage);
});

test("a ruling on another indicator settles nothing", () => {
  expect(verdict(fileOf(["NS2", "NS4", 3], { nsRulings: ruled("let-stand", ["2.1"]) })).stage).toBe(
    "held-not-scorable",
  );
});

test.each(["NS6", "NS7"])("%s from one reader stops the case at once, before the other readings are in", (code) => {
  expect(verdict(fileOf([code]))).toEqual({ stage: "stopped", codes: [code] });
  expect(verdict(fileOf([3]))).toEqual({ stage: "waiting", readingsMissing: 2 });
});

test("a stop code from the fourth reader stops the case although another was ruled on before", () => {
  const reading = readingFrom("fourth", first("NS7"));
  const fourth = { resolution: { rule: "all-four" }, reading, isGivenUp: false } as const;
  expect(verdict(fileOf(["NS6", 3, 3], { nsRulings: ruled("let-stand", ["NS6"]) })).stage).toBe("banded");
  expect(verdict(fileOf(["NS6", 3, 3], { nsRulings: ruled("let-stand", ["NS6"]), fourth })).stage).toBe("stopped");
});

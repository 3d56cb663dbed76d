import { Problem } from "../../server/kernel/problem.ts";
import { type AnswerDraft, domainTotalsOf, faultsOf, sealSheet, totalOf } from "../../server/reviews/index.ts";
import { IDS, RUBRIC } from "../outcomes/readings.ts";

const AT = new Date("2026-04-01T12:00:00Z");
const full = (): AnswerDraft[] =>
  IDS.map((indicatorId) => ({ indicatorId, level: 2, code: null, note: "Seen at 12:10." }));
const withFirst = (part: Partial<AnswerDraft>) => full().map((one, i) => (i === 0 ? { ...one, ...part } : one));
const seal = (answers: AnswerDraft[], filledFor = "sample-model-teacher@1.0") =>
  sealSheet(answers, filledFor, RUBRIC, 1, AT);
const refusal = (act: () => unknown): [string, string[]] | "accepted" => {
  try {
    act();
    return "accepted";
  } catch (problem) {
    if (problem instanceof Problem) return [problem.name, problem.errors.map(({ field }) => field)];
    throw problem;
  }
};

test("fourteen levels with a note each make a sheet, in the rubric's order", () => {
  const sheet = seal(full().reverse());
  expect(sheet.answers.map(({ indicatorId }) => indicatorId)).toEqual(IDS);
  expect([totalOf(sheet.answers, RUBRIC), sheet.version, sheet.rubric]).toEqual([28, 1, "sample-model-teacher@1.0"]);
});

test("a sheet keeps what was answered and nothing else of the form", () => {
  const answers = withFirst({ note: " Seen at 12:10. " }).map((one) => ({ ...one, revision: 4 }));
  expect(seal(answers).answers[0]).toEqual({ indicatorId: "1.1", level: 2, code: null, note: "Seen at 12:10." });
});

test("a code stands without a note and counts as the lowest level", () => {
  const sheet = seal(withFirst({ level: null, code: "NS1", note: "" }));
  expect(totalOf(sheet.answers, RUBRIC)).toBe(27);
});

test.each<[string, () => AnswerDraft[], string[]]>([
  ["13 indicators", () => full().slice(1), ["1.1"]],
  ["level 4", () => withFirst({ level: 4 }), ["1.1"]],
  ["level 0", () => withFirst({ level: 0 }), ["1.1"]],
  ["level 2.5", () => withFirst({ level: 2.5 }), ["1.1"]],
  ["no note", () => withFirst({ note: " " }), ["1.1"]],
  ["neither level nor code", () => withFirst({ level: null }), ["1.1"]],
  ["level and code", () => withFirst({ code: "NS1" }), ["1.1"]],
  ["an unknown code", () => withFirst({ level: null, code: "NS9" }), ["1.1"]],
  ["one indicator twice", () => [...full(), ...full().slice(3, 4)], [IDS[3] ?? ""]],
  ["a fifteenth indicator", () => [...full(), { indicatorId: "9.9", level: 3, code: null, note: "x" }], ["9.9"]],
])("a sheet with %s is refused at its field", (_, answers, fields) => {
  expect(refusal(() => seal(answers()))).toEqual(["invalid-input", fields]);
});

test("an empty sheet is told every indicator", () => {
  expect(faultsOf([], RUBRIC).map(({ field }) => field)).toEqual(IDS);
});

test("another version's rubric is refused", () => {
  expect(refusal(() => seal(full(), "sample-model-teacher@0.9"))).toEqual(["changed-meanwhile", []]);
});

test("domain totals add up to the total", () => {
  const totals = domainTotalsOf(seal(full()).answers, RUBRIC);
  expect(totals.map(({ points, of }) => [points, of])).toEqual([
    [6, 9],
    [10, 15],
    [6, 9],
    [6, 9],
  ]);
});

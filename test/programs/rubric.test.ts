import { Problem } from "../../server/kernel/problem.ts";
import document from "../../server/programs/content/rubric.json" with { type: "json" };
import { indicatorIds, maxPointsOf, readRubric } from "../../server/programs/index.ts";

const changed = (change: (copy: typeof document) => void) => {
  const copy = structuredClone(document);
  change(copy);
  return copy;
};
const fieldsOf = (read: () => unknown): string[] => {
  try {
    read();
    return [];
  } catch (problem) {
    if (problem instanceof Problem) return problem.errors.map(({ field }) => field);
    throw problem;
  }
};

test("the sample rubric has 14 indicators and 42 points", () => {
  const rubric = readRubric(document);
  expect([indicatorIds(rubric).length, maxPointsOf(rubric)]).toEqual([14, 42]);
});

test.each<[string, () => unknown, string[]]>([
  ["not a rubric", () => "hello", [""]],
  ["13 indicators", () => changed((r) => void r.domains[0]?.indicators.pop()), ["domains"]],
  [
    "an indicator twice",
    () => changed((r) => void Object.assign(r.domains[0]?.indicators[0] ?? {}, { id: "1.2" })),
    ["domains"],
  ],
  ["a level named twice", () => changed((r) => void Object.assign(r.levels[0] ?? {}, { level: 2 })), ["levels"]],
  ["points that do not rise", () => changed((r) => void Object.assign(r.points, { 2: 3 })), ["points"]],
  [
    "an unknown kind of evidence",
    () => changed((r) => void r.domains[0]?.indicators[0]?.evidence.push("X")),
    ["indicator 1.1"],
  ],
])("a document with %s is refused at its field", (_, make, fields) => {
  expect(fieldsOf(() => readRubric(make()))).toEqual(fields);
});

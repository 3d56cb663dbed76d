import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CONFLICT_KINDS, readMatchFile } from "../../dev/match-file.ts";
import { findEligible } from "../../server/matching/eligibility.rules.ts";
import { reasonsIn } from "../../server/matching/reasons.rules.ts";

const SAMPLE = readFileSync(join(import.meta.dirname, "../../dev/samples/matching.json"), "utf8");

const file = (changes: object) => ({
  schools: [{ id: "oak" }, { id: "elm" }],
  profiles: [{ id: "P-1", subject: "Music", band: "middle", school: "oak" }],
  reviewers: [
    { id: "R-1", subjects: ["Music"], bands: [{ band: "middle", preference: 0 }], school: "elm", capacity: 2 },
  ],
  ...changes,
});
const problemsOf = (changes: object) => {
  const read = readMatchFile(JSON.stringify(file(changes)));
  return "problems" in read ? read.problems : [];
};

test("the sample file is read as it is documented", () => {
  const read = readMatchFile(SAMPLE);
  if ("problems" in read) throw new Error(read.problems.join());
  expect([read.input.profiles.length, read.input.reviewers.length]).toEqual([8, 10]);
});

test.each([
  ["an unknown field", { profile: [] }, ['the file: Unrecognized key: "profile"']],
  ["a school that is not there", { schools: [{ id: "oak" }] }, ['reviewers[0]: there is no school "elm"']],
  [
    "an id used twice",
    { schools: [{ id: "oak" }, { id: "elm" }, { id: "oak" }] },
    ['schools[2]: the id "oak" is there already'],
  ],
  [
    "a conflict with nobody",
    { conflicts: [{ profile: "P-1", reviewer: "R-9", kind: "coach" }] },
    ['conflicts[0]: there is no reviewer "R-9"'],
  ],
])("a file with %s is refused with its place", (_, changes, problems) => {
  expect(problemsOf(changes)).toEqual(problems);
});

test("a band that does not exist is refused with its place", () => {
  expect(problemsOf({ profiles: [{ id: "P-1", subject: "Music", band: "junior", school: "oak" }] })[0]).toMatch(
    /^profiles\[0\]\.band: /,
  );
});

test("what is not JSON is said to be none", () => {
  expect(readMatchFile("{")).toEqual({ problems: [expect.stringMatching(/^This is not JSON: /)] });
});

test.each(CONFLICT_KINDS)("a conflict of the kind %s keeps the pair out", (kind) => {
  const read = readMatchFile(JSON.stringify(file({ conflicts: [{ profile: "P-1", reviewer: "R-1", kind }] })));
  if ("problems" in read) throw new Error(read.problems.join());
  const { instance, excludedReasons } = findEligible(read.input);
  const reason = { "declared-by-applicant": "declaredByApplicant", "declared-by-reviewer": "declaredByReviewer" };
  const names: Record<string, string> = {
    ...reason,
    relative: "relative",
    coach: "coach",
    "earlier-reviewer": "earlierReviewer",
  };
  expect([instance.pairReviewer.length, [...excludedReasons].flatMap(reasonsIn)]).toEqual([0, [names[kind]]]);
});

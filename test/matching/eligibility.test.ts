import { generate, districtOf } from "../../bench/matching/generator.ts";
import { peopleOf } from "../../bench/matching/people.ts";
import { type Eligibility, exclusionCounts, findEligible } from "../../server/matching/eligibility.rules.ts";
import { reasonSentence, reasonsIn } from "../../server/matching/reasons.rules.ts";
import { matchingInput as input, profile, reviewer } from "./people.ts";

const readers = ({ instance }: Eligibility, p = 0) => [
  ...instance.pairReviewer.subarray(instance.pairStart[p], instance.pairStart[p + 1]),
];
const costs = ({ instance }: Eligibility) => [...instance.pairCost];
const why = ({ excludedReasons }: Eligibility) => [...excludedReasons].map(reasonsIn);

test("only the same subject and band is eligible, and K-12 matches both ways", () => {
  const found = findEligible(
    input({
      profiles: [profile(), profile({ id: "p2", band: "k12" })],
      reviewers: [
        reviewer("0"),
        reviewer("1", { subjects: ["Science"] }),
        reviewer("2", { bands: [{ band: "high", preference: 0 }] }),
        reviewer("3", { bands: [{ band: "k12", preference: 1 }] }),
      ],
    }),
  );
  expect([readers(found, 0), readers(found, 1)]).toEqual([
    [0, 3],
    [0, 2, 3],
  ]);
});

test.each([
  ["themselves", "self", reviewer("0", { personId: "ann" }), {}],
  ["somebody from the same school", "sameSchool", reviewer("0", { schoolId: "oak" }), {}],
  [
    "somebody who left that school within five years",
    "sameSchool",
    reviewer("0", { schoolsLastFiveYears: ["oak"] }),
    {},
  ],
  ["somebody at a school that the applicant left", "sameSchool", reviewer("0"), { schoolsLastFiveYears: ["school-0"] }],
  ["somebody the applicant declared", "declaredByApplicant", reviewer("0"), { declaredConflicts: ["person-0"] }],
  ["somebody who declared it", "declaredByReviewer", reviewer("0", { declaredConflicts: ["ann"] }), {}],
  ["a relative", "relative", reviewer("0", { relatives: ["ann"] }), {}],
  ["a coach", "coach", reviewer("0", { coachees: ["ann"] }), {}],
  ["an earlier reviewer of the same person", "earlierReviewer", reviewer("0", { reviewedBefore: ["ann"] }), {}],
  ["somebody on leave", "onLeave", reviewer("0", { isOnLeave: true }), {}],
  ["somebody who is only qualified", "notActive", reviewer("0", { state: "qualified" }), {}],
  ["somebody without places", "noCapacity", reviewer("0", { capacity: 0 }), {}],
])("nobody is matched with %s, and the reason is kept", (_, reason, who, changes) => {
  const found = findEligible(input({ profiles: [profile(changes)], reviewers: [who, reviewer("1")] }));
  expect([readers(found), why(found)]).toEqual([[1], [[reason]]]);
});

test("a pair keeps every reason that applies and is counted once, in words", () => {
  const found = findEligible(
    input({ reviewers: [reviewer("0", { schoolId: "oak", relatives: ["ann"] }), reviewer("1", { schoolId: "oak" })] }),
  );
  expect(why(found)).toEqual([["sameSchool", "relative"], ["sameSchool"]]);
  expect(exclusionCounts(found, 0).map(reasonSentence)).toEqual([
    "2 are excluded by conflict: same school now or in the last five years",
  ]);
});

test("a pair costs the best matching choice of band, plus one within a network", () => {
  const found = findEligible(
    input({
      reviewers: [
        reviewer("0", { networkId: "n1" }),
        reviewer("1", { bands: [{ band: "middle", preference: 2 }], networkId: "n2" }),
        reviewer("2", {
          bands: [
            { band: "middle", preference: 2 },
            { band: "k12", preference: 1 },
          ],
        }),
      ],
    }),
  );
  expect(costs(found)).toEqual([1, 2, 1]);
});

test("a started review takes its place, its reviewer's time and its school", () => {
  const found = findEligible(
    input({
      profiles: [profile({ startedWith: ["0"] }), profile({ id: "p2", personId: "bob" })],
      reviewers: [reviewer("0", { schoolId: "elm" }), reviewer("1", { schoolId: "elm" }), reviewer("2")],
    }),
  );
  expect([found.instance.demand, found.instance.held]).toEqual([Int32Array.of(2, 3), Int32Array.of(1, 0, 0)]);
  expect([readers(found, 0), readers(found, 1)]).toEqual([[2], [0, 1, 2]]);
  expect(why(found)).toEqual([["schoolTaken", "alreadyReads"], ["schoolTaken"]]);
});

test("a lock is applied, but never over a conflict, a full reviewer or a second reader of one school", () => {
  const lock = (reviewerId: string) => ({ profileId: "p1", reviewerId, reason: "Asked for by the panel" });
  const found = findEligible(
    input({
      reviewers: [
        reviewer("0", { schoolId: "oak" }),
        reviewer("1", { schoolId: "elm" }),
        reviewer("2", { schoolId: "elm" }),
      ],
      locks: [lock("0"), lock("1"), lock("2")],
    }),
  );
  expect(found.fixedPairs).toEqual([{ profile: 0, reviewer: 1 }]);
  expect(found.refusedLocks.map(({ lock: { reviewerId }, reasons }) => [reviewerId, reasonsIn(reasons)])).toEqual([
    ["0", ["sameSchool"]],
    ["2", ["schoolTaken"]],
  ]);
});

test("a forbidden pair is out, with the coordinator's decision as its reason", () => {
  const forbids = [{ profileId: "p1", reviewerId: "0", reason: "Known quarrel" }];
  const found = findEligible(input({ reviewers: [reviewer("0"), reviewer("1")], forbids }));
  expect([readers(found), why(found)]).toEqual([[1], [["forbidden"]]]);
});

test.each([
  ["adjacent-band", [0, 1], [0, 4]],
  ["any-band", [0, 1, 2], [0, 6, 6]],
  ["subject-group", [0, 3], [0, 8]],
] as const)("a recorded %s decision opens one cell, dearer than any ordinary reader", (step, who, cost) => {
  const found = findEligible(
    input({
      profiles: [profile(), profile({ id: "p2", subject: "Visual art", band: "high" })],
      reviewers: [
        reviewer("0"),
        reviewer("1", { bands: [{ band: "high", preference: 0 }] }),
        reviewer("2", { bands: [{ band: "early", preference: 0 }] }),
        reviewer("3", { subjects: ["Visual art"] }),
      ],
      fallbacks: [{ subject: "Music", band: "middle", step, reason: "One reader left" }],
    }),
  );
  expect([readers(found, 0), costs(found), readers(found, 1)]).toEqual([who, cost, []]);
});

test("what stands and may move is marked on its pair", () => {
  const found = findEligible(
    input({ profiles: [profile({ standsWith: ["1"] })], reviewers: [reviewer("0"), reviewer("1")] }),
  );
  expect([...found.instance.pairStands]).toEqual([0, 1]);
});

test("people with something missing are listed, and not matched until it is there", () => {
  const found = findEligible(
    input({
      profiles: [profile({ schoolId: null }), profile({ id: "p2", code: "P-2", subject: null, band: null })],
      reviewers: [
        reviewer("0", { capacity: null }),
        reviewer("1", { subjects: [] }),
        reviewer("2", { subjects: [], state: "applied" }),
      ],
    }),
  );
  expect(found.incomplete.map(({ code, missing }) => [code, missing])).toEqual([
    ["P-1", ["school"]],
    ["P-2", ["subject", "grade band"]],
    ["R-0", ["capacity"]],
    ["R-1", ["subject"]],
  ]);
  expect(found.instance.pairReviewer.length).toBe(0);
});

test("a whole district built from people equals the generator's own arrays", () => {
  for (const seed of [1, 2, 3]) {
    const built = findEligible(peopleOf(districtOf("s1000", {}, seed))).instance;
    const drawn = generate("s1000", { costs: "product" }, seed);
    expect(built.pairStart).toEqual(drawn.pairStart);
    expect(built.pairReviewer).toEqual(drawn.pairReviewer);
    expect(built.pairCost).toEqual(drawn.pairCost);
    expect(built.capacity).toEqual(drawn.capacity);
  }
});

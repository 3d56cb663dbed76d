import { type Availability, isSilent, nextOnBench, offerDates } from "../../server/matching/index.ts";

const person = (reviewerId: string, part: Partial<Availability> = {}): Availability => ({
  reviewerId,
  isActive: true,
  held: 3,
  capacity: 10,
  schoolId: `school-${reviewerId}`,
  ...part,
});
const bench = [
  { reviewerId: "cy", rank: 3 },
  { reviewerId: "ann", rank: 1 },
  { reviewerId: "bob", rank: 2 },
];
const none = { askedIds: [], conflictedIds: [], takenSchoolIds: [] };

test("the best of the bench is asked next", () => {
  expect(nextOnBench(bench, [person("ann"), person("bob"), person("cy")], none)).toBe("ann");
});

test.each<[string, Availability, typeof none | Record<string, string[]>]>([
  ["is paused", person("ann", { isActive: false }), none],
  ["is full", person("ann", { held: 10 }), none],
  ["was asked before", person("ann"), { askedIds: ["ann"] }],
  ["has a conflict", person("ann"), { conflictedIds: ["ann"] }],
  ["works at the school of one who stays", person("ann"), { takenSchoolIds: ["school-ann"] }],
])("the next one is asked when the best %s", (_, ann, part) => {
  expect(nextOnBench(bench, [ann, person("bob"), person("cy")], { ...none, ...part })).toBe("bob");
});

test("a dry bench says so", () => {
  expect(nextOnBench(bench, [person("ann", { isActive: false })], none)).toBeNull();
  expect(nextOnBench([], [person("ann")], none)).toBeNull();
});

test("an offer gets fresh dates at the end of local days, and is silent only when its response date is over", () => {
  const { respondByAt, reviewDueAt } = offerDates(new Date("2026-03-06T03:00:00Z"), "America/New_York", 4, 21);
  expect([respondByAt.toISOString(), reviewDueAt.toISOString()]).toEqual([
    "2026-03-10T03:59:59.000Z",
    "2026-03-27T03:59:59.000Z",
  ]);
  expect([
    isSilent(respondByAt, new Date("2026-03-10T03:59:59.999Z")),
    isSilent(respondByAt, new Date("2026-03-10T04:00:00Z")),
  ]).toEqual([false, true]);
});

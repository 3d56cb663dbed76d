/** A Profile that waits for readers is filled by itself when somebody comes, however they come. */
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import {
  editBoard,
  findLostSeats,
  proposeMatch,
  publishMatch,
  runMatch,
  undoEdit,
} from "../../server/matching/index.ts";
import {
  declareStandingConflict,
  endLeaves,
  type Reviewer,
  setHours,
  stepReviewer,
  withdrawStandingConflict,
} from "../../server/people/index.ts";
import { declineReview } from "../../server/reviews/index.ts";
import { fillOpenSeats } from "../../workers/fill-seat.ts";
import { drain } from "../drain.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { application, person } from "../reviews/people-and-reviews.ts";
import { cohortToMatch, coordinator, reviewer } from "./cohort-to-match.ts";

let house: House;
let clock: MovableClock;
const admin: Actor = { ...coordinator, personId: "admin", role: "pprc-admin", side: null };
const asReader = (personId: string): Actor => ({ ...admin, personId, role: "reviewer" });

beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
});
afterEach(() => house.close());

/** One Profile with two readers and one open place; reader-3 is there as `changes` say, and cannot take it. */
async function waiting(changes: Partial<Reviewer>): Promise<void> {
  await cohortToMatch(house.deps, { profiles: 1, readers: 2 });
  await house.deps.people.insert(person("reader-3", { schoolId: "school-of-reader-3" }));
  await house.deps.reviewers.insert(reviewer(3, changes));
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  await publishMatch(house.deps, coordinator, "c1", run.id);
  await drain(house.deps);
  expect(await place()).toEqual(["open", null]);
}

const place = async () => {
  const seat = await house.deps.seats.get({ id: "p1.3" });
  return [seat.state, seat.reviewerId];
};

const conflict = { personId: "applicant-of-p1", kind: "declared" as const, at: new Date("2026-09-01T00:00:00Z") };
const soon = new Date("2026-11-26T00:00:00Z");
const TRIGGERS: [string, Partial<Reviewer>, () => Promise<unknown>][] = [
  [
    "a new reviewer is activated",
    { state: "qualified" },
    () => stepReviewer(house.deps, admin, "reader-3", "activate"),
  ],
  [
    "a leave ends on its day",
    { state: "paused", pausedUntil: soon, pauseReason: "Leave." },
    async () => {
      await endLeaves(house.deps);
      expect(await place()).toEqual(["open", null]);
      clock.set("2026-11-26T12:00:00Z");
      await endLeaves(house.deps);
    },
  ],
  [
    "somebody comes back before the day",
    { state: "paused", pausedUntil: soon },
    () => stepReviewer(house.deps, asReader("reader-3"), "reader-3", "resume"),
  ],
  ["a capacity is raised", { capacity: 0 }, () => setHours(house.deps, asReader("reader-3"), "reader-3", 5, 2.5)],
  [
    "a conflict is withdrawn",
    { conflicts: [conflict] },
    async () => {
      const email = "applicant-of-p1@school.example";
      await withdrawStandingConflict(house.deps, asReader("reader-3"), email, "It was another person.");
    },
  ],
  [
    "the coordinators allow a neighbouring band",
    { bands: [{ band: "high", preference: 0 }] },
    () => {
      const cell = { subject: "Mathematics", band: "middle" as const, step: "adjacent-band" as const };
      return editBoard(
        house.deps,
        coordinator,
        "c1",
        [{ kind: "fall-back", ...cell, reason: "Nobody else." }],
        "Allowed",
      );
    },
  ],
  [
    "the coordinators raise a cap",
    { capacity: 0 },
    () => {
      const raise = { kind: "raise-cap" as const, reviewerId: "reader-3", to: 1, reason: "They agreed." };
      return editBoard(house.deps, coordinator, "c1", [raise], "Raised");
    },
  ],
];

test.each(TRIGGERS)("%s: the waiting Profile is offered to them, and they are told", async (_, changes, happen) => {
  await waiting(changes);
  await happen();
  await drain(house.deps);
  expect(await place()).toEqual(["offered", "reader-3"]);
  const { offerId } = await house.deps.seats.get({ id: "p1.3" });
  expect(await house.deps.messages.count({ key: `review-offer-${offerId}`, to: "reader-3" })).toBe(1);
});

test("somebody on leave who was not asked yet may be asked for the same Profile when they are back", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  await publishMatch(house.deps, coordinator, "c1", run.id);
  await drain(house.deps);
  await stepReviewer(house.deps, asReader("reader-2"), "reader-2", "pause", { reason: "Flu." });
  await drain(house.deps);
  const open = (await house.deps.seats.ofProfile("p1")).filter(({ state }) => state === "open");
  expect(open.map(({ past }) => past.map(({ why }) => why))).toEqual([["on-leave"]]);
  await stepReviewer(house.deps, asReader("reader-2"), "reader-2", "resume");
  await drain(house.deps);
  expect((await house.deps.seats.get({ id: open[0]?.id ?? "" })).reviewerId).toBe("reader-2");
});

test("whoever gave it back is not asked again by hours, a leave or a sweep", async () => {
  await waiting({ state: "qualified" });
  await stepReviewer(house.deps, admin, "reader-3", "activate");
  await drain(house.deps);
  const { offerId } = await house.deps.seats.get({ id: "p1.3" });
  await declineReview(house.deps, asReader("reader-3"), offerId ?? "", "No time.");
  await drain(house.deps);
  await setHours(house.deps, asReader("reader-3"), "reader-3", 20, 2.5);
  await drain(house.deps);
  await fillOpenSeats.run(house.deps, { signal: new AbortController().signal });
  expect(await place()).toEqual(["open", null]);
});

test("a dry bench tells each coordinator once, with who is left and what would help", async () => {
  await waiting({ state: "qualified" });
  const [one] = await house.deps.seats.ofProfile("p1");
  await declineReview(house.deps, asReader(one?.reviewerId ?? ""), one?.offerId ?? "", "No time.");
  await drain(house.deps, { times: 2 });
  await fillOpenSeats.run(house.deps, { signal: new AbortController().signal });
  const told = await house.deps.messages.find({ template: "bench-dry" });
  expect(told.map(({ to }) => to)).toEqual(["jgp-1"]);
  expect(told[0]?.text).toContain("1 gave it back or did not answer.");
  expect(told[0]?.text).toMatch(/What would help: Recruit 2/);
});

test("an open place that two Profiles compete for goes where both can be filled", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 2 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  await publishMatch(house.deps, coordinator, "c1", run.id);
  await drain(house.deps);
  // The first can read both Profiles; the second only p1. Best for p1 alone would be the first, and p2 would wait.
  const near = { ...conflict, personId: "applicant-of-p2" };
  for (const [number, changes] of [
    [8, { capacity: 1 }],
    [9, { capacity: 1, conflicts: [near], bands: [{ band: "middle" as const, preference: 1 as const }] }],
  ] as const) {
    await house.deps.people.insert(person(`reader-${number}`, { schoolId: `school-of-reader-${number}` }));
    await house.deps.reviewers.insert(reviewer(number, changes as Partial<Reviewer>));
  }
  await fillOpenSeats.run(house.deps, { signal: new AbortController().signal });
  const seats = await Promise.all(["p1.3", "p2.3"].map((id) => house.deps.seats.get({ id })));
  expect(seats.map(({ reviewerId }) => reviewerId)).toEqual(["reader-9", "reader-8"]);
});

test("a Profile that is accepted after the publication joins, and nobody told is moved for it", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 5 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  await publishMatch(house.deps, coordinator, "c1", run.id);
  await drain(house.deps);
  const before = await house.deps.seats.ofCohort("c1");
  await house.deps.people.insert(person("applicant-of-p3", { roles: ["applicant"], schoolId: "school-of-p3" }));
  await house.deps.applications.insert(application("p3", { code: "C01-M-003", state: "accepted" }), [
    { id: "accepted-3", name: "profile.accepted", at: clock.now(), payload: { profileId: "p3", cohortId: "c1" } },
  ]);
  // Mails of the acceptance belong to the applicant's way, which is not here.
  const { ALL_JOBS } = await import("../../workers/all-jobs.ts");
  await drain(house.deps, { jobs: ALL_JOBS.filter(({ name }) => name !== "email-profile-accepted") });
  const after = await house.deps.seats.ofCohort("c1");
  expect(after.filter(({ profileId }) => profileId !== "p3")).toEqual(before);
  const own = after.filter(({ profileId }) => profileId === "p3");
  expect(own.map(({ state }) => state)).toEqual(["offered", "offered", "offered"]);
  expect((await house.deps.applications.get({ id: "p3" })).state).toBe("in-review");
});

test("a fallback can be undone for thirty seconds after the publication too, and moves nobody who was told", async () => {
  await waiting({ bands: [{ band: "high", preference: 0 }] });
  const cell = { subject: "Mathematics", band: "middle" as const, step: "adjacent-band" as const };
  await editBoard(house.deps, coordinator, "c1", [{ kind: "fall-back", ...cell, reason: "Nobody else." }], "Allowed");
  await drain(house.deps);
  await undoEdit(house.deps, coordinator, "c1");
  await drain(house.deps);
  expect((await house.deps.matchBoards.of("c1")).fallbacks).toEqual([]);
  expect(await place()).toEqual(["offered", "reader-3"]);
  // Nor does a later look at what they may read, for whatever reason it is taken.
  expect(await findLostSeats(house.deps, { reviewerId: "reader-3" })).toEqual([]);
  const reader = await house.deps.reviewers.get({ id: "reader-3" });
  await house.deps.reviewers.save({ ...reader, subjects: ["Music"] });
  expect(await findLostSeats(house.deps, { reviewerId: "reader-3" })).toMatchObject([{ why: "no-longer-fitting" }]);
});

test("a conflict declared for a waiting Profile keeps it waiting", async () => {
  await waiting({ state: "qualified" });
  await declareStandingConflict(house.deps, asReader("reader-3"), "coach", "applicant-of-p1@school.example");
  await stepReviewer(house.deps, admin, "reader-3", "activate");
  await drain(house.deps);
  expect(await place()).toEqual(["open", null]);
});

/** What happens to a matching when two things happen at once, or one just before the other. */
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import {
  editBoard,
  fillSeats,
  laySeats,
  proposeMatch,
  publishMatch,
  runMatch,
  type Seat,
} from "../../server/matching/index.ts";
import { newShelf } from "../../server/media/index.ts";
import {
  addEarlierSchool,
  changeSchool,
  declareStandingConflict,
  removeEarlierSchool,
  setHours,
  stepReviewer,
} from "../../server/people/index.ts";
import { correctDeclaration, withdrawApplication } from "../../server/profiles/index.ts";
import { acceptReview, declineReview, passOnSilentOffers, startReview } from "../../server/reviews/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { application, person } from "../reviews/people-and-reviews.ts";
import { cohortToMatch, coordinator, reviewer } from "./cohort-to-match.ts";

let house: House;
let clock: MovableClock;
const DAY = 24 * 3600_000;

beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
});
afterEach(() => house.close());

const asReader = (personId: string): Actor => ({ ...coordinator, personId, role: "reviewer", side: null });
const admin: Actor = { ...coordinator, personId: "admin", role: "pprc-admin", side: null };
const applicant = (personId: string): Actor => ({ ...coordinator, personId, role: "applicant", side: null });

async function proposed(profiles: number, readers: number) {
  await cohortToMatch(house.deps, { profiles, readers });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  return house.deps.matchRuns.get({ id: run.id });
}

async function published(profiles: number, readers: number) {
  const { id } = await proposed(profiles, readers);
  await publishMatch(house.deps, coordinator, "c1", id);
  await drain(house.deps);
}

const seats = () => house.deps.seats.ofCohort("c1");
const readersOf = async (profileId: string) =>
  (await house.deps.seats.ofProfile(profileId)).map(({ reviewerId }) => reviewerId ?? "");
const first = async (profileId: string): Promise<Seat & { reviewerId: string; offerId: string }> => {
  const seat = await house.deps.seats.get({ id: `${profileId}.1` });
  if (seat.reviewerId === null || seat.offerId === null) throw new Error("nobody holds the first seat");
  return { ...seat, reviewerId: seat.reviewerId, offerId: seat.offerId };
};
const openSchool = (id: string) => house.deps.schools.insert({ id, name: id, network: "North", isCharter: false });
const problem = (name: string) => expect.objectContaining({ name });

async function keepAway(...readerIds: string[]) {
  const p1 = await house.deps.applications.get({ id: "p1" });
  if (p1.declaration === null) throw new Error("nothing declared");
  const addresses = readerIds.map((id) => `${id}@school.example`);
  await house.deps.applications.save({ ...p1, declaration: { ...p1.declaration, keepAway: addresses } });
}

test("whom an applicant named never reads, neither at first nor in another's place", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 6 });
  await keepAway("reader-1", "reader-2");
  const { id } = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, id);
  await publishMatch(house.deps, coordinator, "c1", id);
  await drain(house.deps);
  const others = ["reader-3", "reader-4", "reader-5", "reader-6"];
  const trio = await readersOf("p1");
  expect(others).toEqual(expect.arrayContaining(trio));
  const { reviewerId, offerId } = await first("p1");
  await declineReview(house.deps, asReader(reviewerId), offerId, "No time.");
  await drain(house.deps, { times: 2 });
  // The fourth who may takes it over; nobody is left for a second place.
  expect(new Set(await readersOf("p1"))).toEqual(new Set(others.filter((id) => id !== reviewerId)));
  const second = await first("p1");
  await declineReview(house.deps, asReader(second.reviewerId), second.offerId, "No time.");
  await drain(house.deps, { times: 2 });
  expect((await readersOf("p1")).filter((id) => id !== "").toSorted()).toEqual(
    others.filter((id) => id !== reviewerId && id !== second.reviewerId),
  );
});

test("a school that the applicant left keeps its readers away, whichever side says so", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 5 });
  await openSchool("school-of-reader-1");
  await openSchool("school-before");
  const p1 = await house.deps.applications.get({ id: "p1" });
  if (p1.declaration === null) throw new Error("nothing declared");
  const declaration = { ...p1.declaration, earlierSchoolIds: ["school-of-reader-1", "school-before"] };
  await house.deps.applications.save({ ...p1, declaration });
  await addEarlierSchool(house.deps, asReader("reader-2"), "reader-2", "school-before");
  const { id } = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, id);
  await publishMatch(house.deps, coordinator, "c1", id);
  await drain(house.deps);
  expect((await readersOf("p1")).toSorted()).toEqual(["reader-3", "reader-4", "reader-5"]);
  await openSchool("school-of-p1");
  await addEarlierSchool(house.deps, asReader("reader-3"), "reader-3", "school-of-p1");
  await drain(house.deps, { times: 2 });
  expect((await readersOf("p1")).filter((id) => id !== "").toSorted()).toEqual(["reader-4", "reader-5"]);
  // Nobody lifts a bar on themselves; the administrator does, and the place is filled again.
  await expect(
    removeEarlierSchool(house.deps, asReader("reader-2"), "reader-2", "school-before"),
  ).rejects.toMatchObject(problem("not-found"));
  await removeEarlierSchool(house.deps, admin, "reader-2", "school-before");
  await drain(house.deps, { times: 2 });
  expect((await readersOf("p1")).toSorted()).toEqual(["reader-2", "reader-4", "reader-5"]);
});

describe("between the proposal and the publication", () => {
  const cases: [string, string, (chosen: string, trio: string[]) => Promise<unknown>][] = [
    ["pauses", "not active yet", (chosen) => stepReviewer(house.deps, admin, chosen, "pause", { reason: "Leave." })],
    [
      "declares a conflict",
      "conflict: declared by the reviewer",
      (chosen) => declareStandingConflict(house.deps, asReader(chosen), "declared", "applicant-of-p1@school.example"),
    ],
    [
      "moves to the applicant's school",
      "same school now or in the last five years",
      async (chosen) => {
        await openSchool("school-of-p1");
        await changeSchool(house.deps, asReader(chosen), chosen, "school-of-p1");
      },
    ],
    [
      "moves to the school of another of the three",
      "another reader of this Profile is from the same school",
      async (chosen, trio) => {
        const other = trio.find((id) => id !== chosen) ?? "";
        await openSchool(`school-of-${other}`);
        await changeSchool(house.deps, admin, chosen, `school-of-${other}`);
      },
    ],
    ["is named by the applicant", "conflict: declared by the applicant", (chosen) => keepAway(chosen)],
    ["gives fewer hours", "they can take 0 reviews now", (chosen) => setHours(house.deps, admin, chosen, 1, 2.5)],
    [
      "registers as an applicant in the cohort",
      "left the pool or applies in this cohort",
      (chosen) =>
        house.deps.applications.insert(
          application("own", { applicantId: chosen, state: "registered", code: "C01-M-9" }),
        ),
    ],
    [
      "is locked out by a lock set since",
      "they were locked after this run",
      async (_, trio) => {
        const other = ["reader-1", "reader-2", "reader-3", "reader-4", "reader-5"].find((id) => !trio.includes(id));
        const lock = { kind: "lock" as const, profileId: "p1", reviewerId: other ?? "", reason: "Reads Portuguese." };
        await editBoard(house.deps, coordinator, "c1", [lock], "Locked");
      },
    ],
  ];
  test.each(cases)("a reviewer %s: the publication is refused in words", async (_, words, act) => {
    const { id, answer } = await proposed(1, 5);
    const trio = (answer?.profiles[0]?.readers ?? []).map(({ reviewerId }) => reviewerId);
    await act(trio[0] ?? "", trio);
    const refusal = await publishMatch(house.deps, coordinator, "c1", id).then(
      () => null,
      (error: unknown) => error as { name: string; errors: { message: string }[] },
    );
    expect(refusal?.name).toBe("invalid-input");
    expect(refusal?.errors.map(({ message }) => message).join(" ")).toContain(words);
    expect((await house.deps.cohorts.get({ id: "c1" })).state).toBe("matching");
  });
});

test("two coordinators who publish two different runs at once publish one of them, with one set of seats", async () => {
  const one = await proposed(3, 6);
  const second = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, second.id);
  const both = await Promise.allSettled([
    publishMatch(house.deps, coordinator, "c1", one.id),
    publishMatch(house.deps, { ...coordinator, personId: "jgp-2" }, "c1", second.id),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await drain(house.deps);
  expect((await house.deps.matchRuns.ofCohort("c1")).map(({ state }) => state).sort()).toEqual([
    "proposed",
    "published",
  ]);
  expect(await house.deps.reviews.count({ state: "offered" })).toBe(9);
});

test("a reviewer who pauses in the moment of publication is left with no offer", async () => {
  const { id, answer } = await proposed(3, 8);
  const chosen = answer?.profiles[0]?.readers[0]?.reviewerId ?? "";
  await Promise.allSettled([
    publishMatch(house.deps, coordinator, "c1", id),
    stepReviewer(house.deps, admin, chosen, "pause", { reason: "Leave." }),
  ]);
  if ((await house.deps.matchBoards.of("c1")).state === "open") return; // the pause was faster: refused, as tested above
  await drain(house.deps);
  expect(await house.deps.reviews.count({ reviewerId: chosen, state: "offered" })).toBe(0);
  expect(await house.deps.reviews.count({ state: "offered" })).toBe(9);
});

test("a conflict declared after the publication and before its seats are laid keeps the offer from its reader", async () => {
  const { id, answer } = await proposed(1, 5);
  const chosen = answer?.profiles[0]?.readers[0]?.reviewerId ?? "";
  await publishMatch(house.deps, coordinator, "c1", id);
  await declareStandingConflict(house.deps, asReader(chosen), "relative", "applicant-of-p1@school.example");
  await drain(house.deps);
  expect(await readersOf("p1")).not.toContain(chosen);
  expect(await house.deps.reviews.count({ state: "offered" })).toBe(3);
  expect(await house.deps.messages.count({ key: `review-offer-${id}`, to: chosen })).toBe(0);
});

test("an applicant who withdraws while the seats are laid leaves no offer behind", async () => {
  const { id } = await proposed(2, 5);
  await publishMatch(house.deps, coordinator, "c1", id);
  await house.deps.shelves.insert(newShelf({ id: "p1", ownerId: "applicant-of-p1", code: "C01-M-001" }));
  await withdrawApplication(house.deps, applicant("applicant-of-p1"), "p1", "");
  await drain(house.deps);
  await laySeats(house.deps, id);
  await drain(house.deps);
  expect(await house.deps.reviews.count({ profileId: "p1", state: "offered" })).toBe(0);
  expect(await house.deps.reviews.count({ profileId: "p2", state: "offered" })).toBe(3);
  expect((await house.deps.seats.ofProfile("p1")).filter(({ state }) => state !== "ended")).toEqual([]);
});

test("while the seats of a publication are laid, none is filled from places that others are about to get", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 3 });
  for (const id of ["reader-1", "reader-2", "reader-3"])
    await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id })), capacity: 1 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  await publishMatch(house.deps, coordinator, "c1", run.id);
  const open = { profileId: "p2", cohortId: "c1", reviewerId: null, offerId: null, past: [] };
  await house.deps.seats.insert({
    ...open,
    id: "p2.1",
    place: 1,
    state: "open",
    offeredAt: null,
    respondBy: null,
    reviewBy: null,
  });
  expect(await fillSeats(house.deps, "c1")).toMatchObject({ offered: [], waits: true });
  await drain(house.deps);
  const held = (await seats()).map(({ reviewerId }) => reviewerId).filter((id) => id !== null);
  expect(held.length).toBe(new Set(held).size);
});

test("the response date and the decline click in the same instant: one replacement for each offer", async () => {
  await published(4, 8);
  const before = await seats();
  clock.advance(5 * DAY);
  await Promise.allSettled([
    ...before.map(({ reviewerId, offerId }) =>
      declineReview(house.deps, asReader(reviewerId ?? ""), offerId ?? "", "No time."),
    ),
    passOnSilentOffers(house.deps),
    passOnSilentOffers(house.deps),
  ]);
  await drain(house.deps, { times: 2 });
  const after = await seats();
  expect(after.map(({ past }) => past.length)).toEqual(Array(12).fill(1));
  expect(after.map(({ past }) => past[0]?.offerId)).toEqual(before.map(({ offerId }) => offerId));
  const offers = after.flatMap(({ offerId }) => (offerId === null ? [] : [offerId]));
  expect(await house.deps.reviews.count({ state: "offered" })).toBe(offers.length);
  for (const offerId of offers) expect(await house.deps.messages.count({ key: `review-offer-${offerId}` })).toBe(1);
});

test("an offer that went to the next reader cannot be accepted any more, and the seat stays with the next", async () => {
  await published(1, 5);
  const seat = await first("p1");
  clock.advance(5 * DAY);
  await passOnSilentOffers(house.deps);
  await drain(house.deps);
  const next = await first("p1");
  await expect(acceptReview(house.deps, asReader(seat.reviewerId), seat.offerId)).rejects.toEqual(
    problem("wrong-state"),
  );
  await drain(house.deps);
  expect(await first("p1")).toMatchObject({ reviewerId: next.reviewerId, offerId: next.offerId, state: "offered" });
  expect(next.reviewerId).not.toBe(seat.reviewerId);
});

test("a subject that is corrected after the publication brings readers of the right one, begun reviews included", async () => {
  await published(1, 4);
  const before = await first("p1");
  await acceptReview(house.deps, asReader(before.reviewerId), before.offerId);
  await startReview(house.deps, asReader(before.reviewerId), before.offerId);
  for (let i = 11; i <= 13; i += 1) {
    await house.deps.people.insert(person(`reader-${i}`, { schoolId: `school-of-reader-${i}` }));
    await house.deps.reviewers.insert(reviewer(i, { subjects: ["Science"] }));
  }
  const said = { subject: "Science", band: "middle" as const, reason: "The lesson is a science lesson." };
  await correctDeclaration(house.deps, coordinator, "p1", said);
  await drain(house.deps);
  expect((await readersOf("p1")).toSorted()).toEqual(["reader-11", "reader-12", "reader-13"]);
  expect(await house.deps.reviews.isAssigned(before.reviewerId, "p1")).toBe(false);
});

test("a reviewer who registers as an applicant after the publication keeps no review of that cohort", async () => {
  await published(2, 6);
  const { reviewerId, offerId } = await first("p1");
  await acceptReview(house.deps, asReader(reviewerId), offerId);
  await house.deps.applications.insert(
    application("own", { applicantId: reviewerId, state: "registered", code: "C01-M-009" }),
    [
      {
        id: "registered-1",
        name: "profile.registered",
        at: clock.now(),
        payload: { profileId: "own", cohortId: "c1", applicantId: reviewerId },
      },
    ],
  );
  await drain(house.deps);
  expect((await seats()).map((seat) => seat.reviewerId)).not.toContain(reviewerId);
  expect((await seats()).filter(({ state }) => state === "open")).toEqual([]);
});

test("a reviewer who moves to an applicant's school loses that Profile only", async () => {
  await published(2, 6);
  const { reviewerId, offerId } = await first("p1");
  await acceptReview(house.deps, asReader(reviewerId), offerId);
  const others = (await seats()).filter((seat) => seat.reviewerId === reviewerId && seat.profileId !== "p1").length;
  await openSchool("school-of-p1");
  await changeSchool(house.deps, asReader(reviewerId), reviewerId, "school-of-p1");
  await drain(house.deps);
  expect(await readersOf("p1")).not.toContain(reviewerId);
  expect((await house.deps.reviews.get({ id: offerId })).state).toBe("conflicted");
  expect((await seats()).filter((seat) => seat.reviewerId === reviewerId)).toHaveLength(others);
});

test("a released reviewer leaves everything unfinished to the next on the bench, begun reviews included", async () => {
  await published(2, 6);
  const { reviewerId, offerId } = await first("p1");
  await acceptReview(house.deps, asReader(reviewerId), offerId);
  await startReview(house.deps, asReader(reviewerId), offerId);
  await stepReviewer(house.deps, admin, reviewerId, "release", { reason: "Moved away." });
  await drain(house.deps);
  expect((await seats()).map((seat) => seat.reviewerId)).not.toContain(reviewerId);
  expect(await house.deps.reviews.isAssigned(reviewerId, "p1")).toBe(false);
  expect(await house.deps.reviews.count({ state: "offered" })).toBe(6);
  expect((await house.deps.seats.get({ id: "p1.1" })).past.map(({ why }) => why)).toEqual(["released"]);
});

test("many fillings at once never give a reader more than they can take", async () => {
  await published(4, 4);
  for (const id of ["reader-2", "reader-3", "reader-4"])
    await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id })), capacity: 3 });
  const gone = (await seats()).filter(({ reviewerId }) => reviewerId === "reader-1");
  await Promise.all(
    gone.map(({ offerId }) => declineReview(house.deps, asReader("reader-1"), offerId ?? "", "No time.")),
  );
  for (const id of [5, 6]) {
    await house.deps.people.insert(person(`reader-${id}`, { schoolId: `school-of-reader-${id}` }));
    await house.deps.reviewers.insert(reviewer(id, { capacity: 1 }));
  }
  await Promise.all([drain(house.deps), drain(house.deps), fillSeats(house.deps, "c1"), fillSeats(house.deps, "c1")]);
  const loads = Map.groupBy(
    (await seats()).filter(({ reviewerId }) => reviewerId !== null),
    ({ reviewerId }) => reviewerId,
  );
  for (const [id, own] of loads) {
    const { capacity } = await house.deps.reviewers.get({ id: id ?? "" });
    expect([id, own.length <= capacity]).toEqual([id, true]);
  }
  expect([loads.get("reader-5")?.length, loads.get("reader-6")?.length]).toEqual([1, 1]);
});

test("sheets of Profiles that are past matching still count against a reader's capacity", async () => {
  await published(2, 4);
  const [one] = await seats();
  const busy = one?.reviewerId ?? "";
  const held = (await seats()).filter(({ reviewerId }) => reviewerId === busy);
  for (const { id, version: _, ...seat } of held)
    await house.deps.seats.save({ ...(await house.deps.seats.get({ id })), ...seat, id, state: "done" } as Seat);
  for (const { profileId } of held) {
    const before = await house.deps.applications.get({ id: profileId });
    await house.deps.applications.save({ ...before, state: "banded" });
  }
  await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id: busy })), capacity: held.length });
  await house.deps.people.insert(person("applicant-of-p9", { roles: ["applicant"], schoolId: "school-of-p9" }));
  await house.deps.applications.insert(application("p9", { code: "C01-M-009", state: "accepted" }), [
    { id: "accepted-9", name: "profile.accepted", at: clock.now(), payload: { profileId: "p9", cohortId: "c1" } },
  ]);
  await drain(house.deps, { jobs: (await import("../../workers/all-jobs.ts")).ALL_JOBS.filter(isOfMatching) });
  expect(await readersOf("p9")).toHaveLength(3);
  expect(await readersOf("p9")).not.toContain(busy);
});

const isOfMatching = ({ name }: { name: string }) => ["join-matching", "open-review", "fill-seat"].includes(name);

test("whoever gave a Profile back is not asked for another seat of it", async () => {
  await published(1, 5);
  const { reviewerId, offerId } = await first("p1");
  await declineReview(house.deps, asReader(reviewerId), offerId, "I taught this class.");
  await drain(house.deps);
  for (const place of [2, 3]) {
    const seat = await house.deps.seats.get({ id: `p1.${place}` });
    await declineReview(house.deps, asReader(seat.reviewerId ?? ""), seat.offerId ?? "", "No time.");
    await drain(house.deps);
  }
  const past = (await house.deps.seats.ofProfile("p1")).flatMap((seat) => seat.past.map((one) => one.reviewerId));
  expect(past.length).toBe(new Set(past).size);
  expect((await readersOf("p1")).filter((id) => past.includes(id))).toEqual([]);
});

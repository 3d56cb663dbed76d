import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import {
  beginMatching,
  cancelRun,
  fillSeat,
  laySeats,
  proposeMatch,
  publishMatch,
  runMatch,
} from "../../server/matching/index.ts";
import { acceptReview, declineReview, passOnSilentOffers } from "../../server/reviews/index.ts";
import { runWorkers, type Workers } from "../../workers/run-workers.ts";
import { fixedClock, type MovableClock, testHouse } from "../engines.ts";
import { until } from "../until.ts";
import { cohortToMatch, coordinator, reviewer } from "./cohort-to-match.ts";

let house: House;
let clock: MovableClock;
let workers: Workers | null = null;

beforeEach(async () => {
  clock = fixedClock();
  house = await testHouse(__filename, { clock });
});
afterEach(async () => {
  await workers?.stop();
  workers = null;
  await house.close();
});

async function proposed(profiles: number, readers: number) {
  await cohortToMatch(house.deps, { profiles, readers });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  return house.deps.matchRuns.get({ id: run.id });
}

const asReader = (personId: string): Actor => ({ ...coordinator, personId, role: "reviewer", side: null });

test("a proposal gives every Profile three different readers, within everybody's capacity", async () => {
  const { answer } = await proposed(5, 4);
  const trios = (answer?.profiles ?? []).map(({ readers }) => readers.map(({ reviewerId }) => reviewerId));
  expect(trios.map((trio) => new Set(trio).size)).toEqual([3, 3, 3, 3, 3]);
  const loads = new Map<string, number>();
  for (const id of trios.flat()) loads.set(id, (loads.get(id) ?? 0) + 1);
  expect(Math.max(...loads.values())).toBeLessThanOrEqual(5);
});

test("the same facts give the same answer, byte for byte, apart from how long it took", async () => {
  const first = await proposed(4, 5);
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, run.id);
  const second = await house.deps.matchRuns.get({ id: run.id });
  expect(second.inputHash).toBe(first.inputHash);
  expect({ ...second.answer, tookMs: 0 }).toEqual({ ...first.answer, tookMs: 0 });
});

test("a correction moves no more readers than it has to, and the third run with its facts repeats the second", async () => {
  const first = await proposed(8, 12);
  const trios = (run: typeof first) =>
    new Map(run.answer?.profiles.map(({ profileId, readers }) => [profileId, readers.map((one) => one.reviewerId)]));
  const before = trios(first);
  const gone = before.get("p1")?.[0] ?? "";
  const board = await house.deps.matchBoards.of("c1");
  await house.deps.matchBoards.save({
    ...board,
    forbids: [{ profileId: "p1", reviewerId: gone, reason: "A former colleague", byId: "jgp-1", at: new Date() }],
  } as never);
  const again = async () => {
    const { id } = await proposeMatch(house.deps, coordinator, "c1");
    await runMatch(house.deps, id);
    return house.deps.matchRuns.get({ id });
  };
  const second = await again();
  const after = trios(second);
  const moved = [...before].flatMap(([id, readers]) => readers.filter((one) => !after.get(id)?.includes(one)));
  expect(after.get("p1")).not.toContain(gone);
  expect(moved).toContain(gone);
  expect(moved).toHaveLength(1 + (second.answer?.objective.changes ?? 0));
  expect(moved.length).toBeLessThanOrEqual(3);
  const third = await again();
  expect(third.inputHash).toBe(second.inputHash);
  expect({ ...third.answer, tookMs: 0 }).toEqual({ ...second.answer, tookMs: 0 });
});

test("publishing offers three seats a Profile and sends every reader exactly one message", async () => {
  const { id } = await proposed(4, 6);
  workers = runWorkers(house.deps);
  await publishMatch(house.deps, coordinator, "c1", id);
  await until("all reviews are offered", async () => (await house.deps.reviews.count({ state: "offered" })) === 12);
  const told = await until("all readers are told", async () => {
    const messages = await house.deps.messages.find({ template: "reviews-assigned" });
    const readers = new Set((await house.deps.seats.ofCohort("c1")).map(({ reviewerId }) => reviewerId));
    return messages.length === readers.size && messages;
  });
  expect(new Set(told.map(({ to }) => to)).size).toBe(told.length);
  expect((await house.deps.applications.ofCohort("c1")).map(({ state }) => state)).toEqual(Array(4).fill("in-review"));
});

test("two coordinators who publish at once publish once", async () => {
  const { id } = await proposed(3, 5);
  const other = { ...coordinator, personId: "jgp-2" };
  const both = await Promise.allSettled([
    publishMatch(house.deps, coordinator, "c1", id),
    publishMatch(house.deps, other, "c1", id),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await house.deps.cohorts.get({ id: "c1" })).state).toBe("reviewing");
});

test("laying the seats twice, or going on after a crash in the middle, repeats nothing", async () => {
  const { id } = await proposed(3, 5);
  await publishMatch(house.deps, coordinator, "c1", id);
  await laySeats(house.deps, id);
  const before = await house.deps.seats.ofCohort("c1");
  await house.deps.seats.remove({ profileId: "p2" });
  await laySeats(house.deps, id);
  const after = await house.deps.seats.ofCohort("c1");
  expect(after.map(({ id: seat, reviewerId }) => [seat, reviewerId])).toEqual(
    before.map(({ id: seat, reviewerId }) => [seat, reviewerId]),
  );
  const offers = (await house.deps.seats.withEvents(50)).flatMap(({ events }) => events);
  expect(offers).toHaveLength(9);
});

test("somebody who paused since the proposal stops the publication, in words", async () => {
  const { id, answer } = await proposed(3, 5);
  const chosen = answer?.profiles[0]?.readers[0]?.reviewerId ?? "";
  await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id: chosen })), state: "paused" });
  await expect(publishMatch(house.deps, coordinator, "c1", id)).rejects.toMatchObject({ name: "invalid-input" });
  expect((await house.deps.matchBoards.of("c1")).state).toBe("open");
});

test("a coordinator who applies in the cohort finds no board there", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 5 });
  const own = { ...coordinator, personId: "applicant-of-p1" };
  await expect(proposeMatch(house.deps, own, "c1")).rejects.toMatchObject({ name: "not-found" });
});

test("a reviewer who applies in the cohort reads nothing in it", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 5 });
  await house.deps.reviewers.insert(reviewer(9, { id: "applicant-of-p1", code: "R-009" }));
  const run = await proposeMatch(house.deps, coordinator, "c1");
  expect(run.input.reviewers.map(({ id }) => id)).not.toContain("applicant-of-p1");
});

test("a decline is offered to somebody else at once, who was not asked before", async () => {
  const { id } = await proposed(2, 5);
  workers = runWorkers(house.deps);
  await publishMatch(house.deps, coordinator, "c1", id);
  await until("all reviews are offered", async () => (await house.deps.reviews.count({ state: "offered" })) === 6);
  const [seat] = await house.deps.seats.ofProfile("p1");
  const gone = seat?.reviewerId ?? "";
  await declineReview(house.deps, asReader(gone), seat?.offerId ?? "", "no time this month");
  const next = await until("the seat is offered again", async () => {
    const now = await house.deps.seats.get({ id: "p1.1" });
    return now.state === "offered" && now.reviewerId !== gone && now;
  });
  expect(next.past.map(({ reviewerId, why }) => [reviewerId, why])).toEqual([[gone, "declined"]]);
  const readers = (await house.deps.seats.ofProfile("p1")).map(({ reviewerId }) => reviewerId);
  expect(new Set(readers).size).toBe(3);
  await until("the next reader is told", () => house.deps.messages.findOne({ key: `review-offer-${next.offerId}` }));
});

test("when the bench is dry every coordinator hears, and the seat fills by itself when somebody comes", async () => {
  const { id } = await proposed(1, 3);
  workers = runWorkers(house.deps);
  await publishMatch(house.deps, coordinator, "c1", id);
  const seat = await until("the review is offered", async () => {
    const [first] = await house.deps.seats.ofProfile("p1");
    return first?.offerId && (await house.deps.reviews.findOne({ id: first.offerId })) ? first : null;
  });
  await declineReview(house.deps, asReader(seat.reviewerId ?? ""), seat.offerId ?? "", "ill");
  const message = await until("the coordinator hears", () =>
    house.deps.messages.findOne({ template: "bench-dry", to: "jgp-1" }),
  );
  expect(message.text).toContain("1 gave it back");
  await house.deps.people.insert({
    ...(await house.deps.people.get({ id: "reader-1" })),
    id: "reader-9",
    email: "nine@school.example",
    schoolId: "school-9",
  } as never);
  await house.deps.reviewers.insert(reviewer(9));
  expect((await fillSeat(house.deps, "p1.1")).reviewerId).toBe("reader-9");
});

test("silence passes an offer on once, and a late yes finds it gone", async () => {
  const { id } = await proposed(1, 4);
  workers = runWorkers(house.deps, { sweeps: [] });
  await publishMatch(house.deps, coordinator, "c1", id);
  await until("all reviews are offered", async () => (await house.deps.reviews.count({ state: "offered" })) === 3);
  const [seat] = await house.deps.seats.ofProfile("p1");
  await acceptReview(
    house.deps,
    asReader((await house.deps.seats.get({ id: "p1.2" })).reviewerId ?? ""),
    (await house.deps.seats.get({ id: "p1.2" })).offerId ?? "",
  );
  clock.advance(5 * 24 * 3600_000);
  expect(await passOnSilentOffers(house.deps)).toBe(2);
  expect(await passOnSilentOffers(house.deps)).toBe(0);
  await expect(acceptReview(house.deps, asReader(seat?.reviewerId ?? ""), seat?.offerId ?? "")).rejects.toMatchObject({
    name: "wrong-state",
  });
});

test("a run that was cancelled ends, says so, and leaves the board as it was", async () => {
  await cohortToMatch(house.deps, { profiles: 3, readers: 5 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await cancelRun(house.deps, coordinator, run.id);
  await runMatch(house.deps, run.id);
  expect(await house.deps.matchRuns.get({ id: run.id })).toMatchObject({ state: "cancelled", answer: null });
  expect((await house.deps.matchBoards.of("c1")).runId).toBeNull();
});

test("a run that cannot be computed fails in plain words, and the next one works", async () => {
  await cohortToMatch(house.deps, { profiles: 2, readers: 4 });
  const run = await proposeMatch(house.deps, coordinator, "c1");
  await house.deps.matchRuns.save({ ...run, input: { ...run.input, profiles: null as never } });
  await runMatch(house.deps, run.id);
  const failed = await house.deps.matchRuns.get({ id: run.id });
  expect([failed.state, failed.failure]).toEqual(["failed", expect.stringContaining("Nothing was changed")]);
  const again = await proposeMatch(house.deps, coordinator, "c1");
  await runMatch(house.deps, again.id);
  expect((await house.deps.matchRuns.get({ id: again.id })).state).toBe("proposed");
});

test("matching begins by a coordinator's word once intake is over, and not twice", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 3 });
  const cohort = await house.deps.cohorts.get({ id: "c1" });
  await house.deps.cohorts.save({ ...cohort, state: "intake" });
  expect((await beginMatching(house.deps, coordinator, "c1")).state).toBe("matching");
  await expect(beginMatching(house.deps, coordinator, "c1")).rejects.toMatchObject({ name: "wrong-state" });
});

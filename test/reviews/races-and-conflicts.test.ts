import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { endSeats, openFourthSeat } from "../../server/matching/index.ts";
import { declareStandingConflict } from "../../server/people/index.ts";
import { rubricKey } from "../../server/programs/index.ts";
import {
  acceptReview,
  draftMark,
  endConflictedReviews,
  endReviews,
  openReviewOfSeat,
  reopenReview,
  saveAnswer,
  startReview,
  submitReview,
  submitWhatWasSeen,
  takeBackReview,
} from "../../server/reviews/index.ts";
import { seatPassedOn } from "../../workers/follow-review.ts";
import { cohortToMatch, coordinator, reviewer } from "../matching/cohort-to-match.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { signedIn } from "../signed-in.ts";
import { answersFor, oneReview, person, review, RUBRIC } from "./people-and-reviews.ts";

let house: House;
beforeAll(async () => {
  house = await testHouse(__filename, { clock: fixedClock() });
});
afterAll(() => house.close());
beforeEach(async () => {
  const { people, applications, reviews, reviewers, seats, cohorts, programs, rubrics } = house.deps;
  const all = [people, applications, reviews, reviewers, seats, cohorts, programs, rubrics];
  await Promise.all(all.map((store) => store.remove({})));
});

const KEY = rubricKey(RUBRIC);
const reader: Actor = { ...coordinator, personId: "reader-1", role: "reviewer", holds: ["reviewer"], side: null };

/** A review that stands before its submission, all 14 answers written. */
async function written() {
  await oneReview(house.deps);
  await acceptReview(house.deps, reader, "r1");
  await startReview(house.deps, reader, "r1");
  for (const answer of answersFor(36)) await saveAnswer(house.deps, reader, "r1", answer, 0);
  return house.deps.reviews.get({ id: "r1" });
}

const conflict = { personId: "applicant-of-p1", kind: "relative" as const, at: new Date("2026-11-23T15:00:00Z") };

describe("what is submitted is what was seen", () => {
  test("a note changed in another tab after the summary was drawn is neither lost nor locked in unseen", async () => {
    const { draft } = await written();
    const last = { indicatorId: "4.3", level: 1, code: null, note: "A second look changed my mind." };
    await saveAnswer(house.deps, reader, "r1", last, 1);
    await expect(submitWhatWasSeen(house.deps, reader, "r1", KEY, draftMark(draft))).rejects.toMatchObject({
      name: "changed-meanwhile",
    });
    const { draft: newest } = await house.deps.reviews.get({ id: "r1" });
    const { sheets } = await submitWhatWasSeen(house.deps, reader, "r1", KEY, draftMark(newest));
    expect(sheets[0]?.answers.at(-1)).toMatchObject(last);
  });

  test("the summary is shown again, with the reason, when it was drawn before the last change", async () => {
    await written();
    const app = createApp(house.deps, ROOT_DIR);
    const agent = await signedIn(app, house.deps, "reader-1", "reviewer");
    const { text } = await agent.get("/reviews/r1/summary").expect(200);
    const seen = /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? "";
    await saveAnswer(house.deps, reader, "r1", { indicatorId: "4.3", level: 1, code: null, note: "Changed." }, 1);
    const form = { rubric: KEY, seen };
    const again = await agent.post("/reviews/r1/submission").type("form").send(form).expect(409);
    expect(again.text).toContain("Something changed since you looked");
    expect(again.text).toContain("Changed.");
    expect((await house.deps.reviews.get({ id: "r1" })).state).toBe("in-progress");
  });

  test("a double click on Submit, Accept, Give back and Declare ends on the page of a success", async () => {
    await written();
    const app = createApp(house.deps, ROOT_DIR);
    const agent = await signedIn(app, house.deps, "reader-1", "reviewer");
    const seen = /name="seen" value="([^"]+)"/.exec((await agent.get("/reviews/r1/summary")).text)?.[1] ?? "";
    const press = () => agent.post("/reviews/r1/submission").type("form").send({ rubric: KEY, seen });
    expect((await Promise.all([press(), press()])).map(({ status }) => status)).toEqual([303, 303]);
    expect((await press()).headers["location"]).toBe("/reviews");
    expect((await house.deps.reviews.get({ id: "r1" })).sheets).toHaveLength(1);

    const { id: _id, version: _version, ...same } = await house.deps.reviews.get({ id: "r1" });
    for (const [id, path] of [
      ["r2", "acceptance"],
      ["r3", "decline"],
      ["r4", "conflict"],
    ] as const) {
      await house.deps.reviews.insert({ ...same, id, state: "offered", sheets: [], submittedAt: null });
      const twice = [1, 2].map(() => agent.post(`/reviews/${id}/${path}`).type("form").send({ reason: "No time." }));
      expect([path, ...(await Promise.all(twice)).map(({ status }) => status)]).toEqual([path, 303, 303]);
    }
  });

  test("two tabs that open an accepted review in one moment both open it", async () => {
    await oneReview(house.deps);
    await acceptReview(house.deps, reader, "r1");
    const both = await Promise.all([1, 2, 3].map(() => startReview(house.deps, reader, "r1")));
    expect(both.map(({ state }) => state)).toEqual(["in-progress", "in-progress", "in-progress"]);
  });
});

describe("a browser without scripts", () => {
  const formOf = async (agent: Awaited<ReturnType<typeof signedIn>>) => {
    const { text } = await agent.get("/reviews/r1").expect(200);
    return Object.fromEntries(
      [...text.matchAll(/type="hidden" name="((?:revision|drawn):[^"]+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]),
    );
  };
  const marks = (changes: Record<string, string> = {}) => ({
    ...Object.fromEntries(
      answersFor(36).flatMap(({ indicatorId, level, note }) => [
        [`level:${indicatorId}`, String(level)],
        [`note:${indicatorId}`, note],
      ]),
    ),
    ...changes,
  });

  test("an old form sent late does not undo what another tab wrote meanwhile, and shows both where both wrote", async () => {
    await written();
    const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
    const hidden = await formOf(agent);
    for (const id of ["1.1", "1.2"])
      await saveAnswer(house.deps, reader, "r1", { indicatorId: id, level: 2, code: null, note: `New ${id}.` }, 1);
    const sent = { ...hidden, ...marks({ "note:1.2": "Mine, typed in the old tab." }) };
    const answer = await agent.post("/reviews/r1/answers").type("form").send(sent).expect(409);
    const { draft } = await house.deps.reviews.get({ id: "r1" });
    const noteOf = (id: string) => draft.find(({ indicatorId }) => indicatorId === id)?.note;
    expect([noteOf("1.1"), noteOf("1.2")]).toEqual(["New 1.1.", "New 1.2."]);
    expect(answer.text).toContain("Mine, typed in the old tab.");
    expect(answer.text).toContain("New 1.2.");
    // The page now holds what stands; sent again as it is, their own words are kept.
    const next = Object.fromEntries(
      [...answer.text.matchAll(/type="hidden" name="((?:revision|drawn):[^"]+)" value="([^"]*)"/g)].map((m) => [
        m[1],
        m[2],
      ]),
    );
    const mine = { ...next, ...marks({ "note:1.1": "New 1.1.", "note:1.2": "Mine, typed in the old tab." }) };
    await agent
      .post("/reviews/r1/answers")
      .type("form")
      .send({ ...mine, "level:1.1": "2" })
      .expect(303);
    const after = (await house.deps.reviews.get({ id: "r1" })).draft;
    expect(after.find(({ indicatorId }) => indicatorId === "1.2")?.note).toBe("Mine, typed in the old tab.");
  });

  test("a level that does not exist, a code that is not in the rubric and a note without end are not kept", async () => {
    await written();
    for (const bad of [
      { level: Number.NaN, code: null, note: "x" },
      { level: 7, code: null, note: "x" },
      { level: null, code: "NS99", note: "x" },
      { level: 2, code: null, note: "x".repeat(4001) },
    ])
      await expect(saveAnswer(house.deps, reader, "r1", { indicatorId: "1.1", ...bad }, 1)).rejects.toMatchObject({
        name: "invalid-input",
      });
  });

  test("an incomplete sheet leads from the summary of errors to the fields by links that exist", async () => {
    await written();
    await saveAnswer(house.deps, reader, "r1", { indicatorId: "2.1", level: 2, code: null, note: "" }, 1);
    const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
    const seen = /name="seen" value="([^"]+)"/.exec((await agent.get("/reviews/r1/summary")).text)?.[1] ?? "";
    const { text } = await agent.post("/reviews/r1/submission").type("form").send({ rubric: KEY, seen }).expect(422);
    const links = [...text.matchAll(/class="usa-link" href="#([^"]+)"/g)].map((m) => m[1]);
    expect(links).toHaveLength(1);
    for (const id of links) expect(text).toContain(`id="${id}"`);
  });

  test("giving back without a reason shows the same page with the mark, not a dead end", async () => {
    await oneReview(house.deps);
    const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
    const offer = await agent.post("/reviews/r1/decline").type("form").send({ reason: " " }).expect(422);
    expect(offer.text).toContain("Will you read");
    expect(offer.text).toContain("Please give a reason.");
    expect(offer.text).toContain('href="#decline-reason"');
  });

  test("the summary is there only while the sheet is the reader's to write", async () => {
    await oneReview(house.deps, { state: "ended" });
    const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
    await agent.get("/reviews/r1/summary").expect(303);
  });
});

describe("a conflict that comes late", () => {
  beforeEach(async () => {
    await house.deps.reviewers.insert(reviewer(1));
    await house.deps.people.insert(person("applicant-of-p1", { roles: ["applicant"] }));
  });
  const declare = () => declareStandingConflict(house.deps, reader, "relative", "applicant-of-p1@school.example");

  test("a sheet sent between the declaration and its job is refused", async () => {
    await written();
    await declare();
    await expect(submitReview(house.deps, reader, "r1", answersFor(36), KEY)).rejects.toMatchObject({
      name: "wrong-state",
    });
  });

  test("a sheet that slipped in after the declaration stays on record and no longer counts", async () => {
    await written();
    await submitReview(house.deps, reader, "r1", answersFor(36), KEY);
    await house.deps.reviewers.save({ ...(await house.deps.reviewers.get({ id: "reader-1" })), conflicts: [conflict] });
    await endConflictedReviews(house.deps, "reader-1", "applicant-of-p1");
    const { state, sheets } = await house.deps.reviews.get({ id: "r1" });
    expect([state, sheets.length]).toEqual(["conflicted", 1]);
  });

  test("a sheet that was opened again is taken from its reader too", async () => {
    await written();
    const { state: _state, ...rest } = await house.deps.reviews.get({ id: "r1" });
    await house.deps.reviews.save({ ...rest, state: "reopened" });
    await declare();
    await endConflictedReviews(house.deps, "reader-1", "applicant-of-p1");
    expect((await house.deps.reviews.get({ id: "r1" })).state).toBe("conflicted");
    expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(false);
  });
});

describe("a Profile that left, a seat that went on", () => {
  const offered = { seatId: "p1.4", offerId: "o1" };
  async function fourthSeatOffered() {
    await cohortToMatch(house.deps, { profiles: 1, readers: 1 });
    await openFourthSeat(house.deps, "c1", "p1");
    const seat = await house.deps.seats.get({ id: "p1.4" });
    const at = house.deps.clock.now();
    await house.deps.seats.save({
      ...seat,
      state: "offered",
      reviewerId: "reader-1",
      offerId: "o1",
      offeredAt: at,
      respondBy: at,
      reviewBy: at,
    });
  }

  test("an offer whose seat ended before its review began opens nothing", async () => {
    await fourthSeatOffered();
    await endReviews(house.deps, "p1");
    await endSeats(house.deps, "p1");
    expect(await openReviewOfSeat(house.deps, offered.seatId, offered.offerId)).toBeNull();
    expect(await house.deps.reviews.count({ profileId: "p1" })).toBe(0);
  });

  test("a seat that ends while its review begins leaves no offer behind", async () => {
    await fourthSeatOffered();
    const { rubrics } = house.deps;
    const slow: typeof rubrics.byKey = async (key) => {
      const found = await rubrics.byKey(key);
      await endReviews(house.deps, "p1");
      await endSeats(house.deps, "p1");
      return found;
    };
    const deps = {
      ...house.deps,
      rubrics: new Proxy(rubrics, { get: (all, name) => (name === "byKey" ? slow : Reflect.get(all, name, all)) }),
    };
    await openReviewOfSeat(deps, offered.seatId, offered.offerId);
    expect((await house.deps.reviews.find({ profileId: "p1" })).map(({ state }) => state)).toEqual(["ended"]);
  });

  test("a review that begins between the end of the Profile's reviews and of its seats ends with its seat", async () => {
    await fourthSeatOffered();
    await endReviews(house.deps, "p1");
    await openReviewOfSeat(house.deps, offered.seatId, offered.offerId);
    await endSeats(house.deps, "p1");
    await drain(house.deps);
    expect((await house.deps.reviews.find({ profileId: "p1" })).map(({ state }) => state)).toEqual(["ended"]);
    expect(await house.deps.reviews.isAssigned("reader-1", "p1")).toBe(false);
  });

  test("a case taken back is on record as taken back, not as silence", async () => {
    await fourthSeatOffered();
    await openReviewOfSeat(house.deps, offered.seatId, offered.offerId);
    const own = { ...reader, personId: "reader-1" };
    await acceptReview(house.deps, own, "o1");
    await takeBackReview(house.deps, coordinator, "o1", "On leave.");
    const told = (await house.deps.reviews.withEvents(10)).flatMap(({ events }) => events);
    const passedOn = told.find(({ name }) => name === "review.passed-on");
    await seatPassedOn.run(house.deps, passedOn?.payload as never, {} as never);
    expect((await house.deps.seats.get({ id: "p1.4" })).past.map(({ why }) => why)).toEqual(["taken-back"]);
  });

  test("a coordinator with a conflict meets the same answer as for a review that never was", async () => {
    await fourthSeatOffered();
    await openReviewOfSeat(house.deps, offered.seatId, offered.offerId);
    await acceptReview(house.deps, reader, "o1");
    const application = await house.deps.applications.get({ id: "p1" });
    await house.deps.applications.save({ ...application, conflictedIds: [coordinator.personId] });
    const theirs = await takeBackReview(house.deps, coordinator, "o1", "Curious.").catch((error: unknown) => error);
    const missing = await takeBackReview(house.deps, coordinator, "o9", "Curious.").catch((error: unknown) => error);
    expect(theirs).toEqual(missing);
    expect((await house.deps.reviews.get({ id: "o1" })).state).toBe("accepted");
  });
});

test("a reopened sheet is written on with newer revisions, so that a tab from before cannot overwrite it unseen", async () => {
  await written();
  const stale = (await house.deps.reviews.get({ id: "r1" })).draft.find(({ indicatorId }) => indicatorId === "1.1");
  await submitReview(house.deps, reader, "r1", answersFor(36), KEY);
  await reopenReview(house.deps, coordinator, "r1", "A page was missing.");
  const other = { indicatorId: "1.1", level: 1, code: null, note: "From a tab opened before." };
  const kept = await saveAnswer(house.deps, reader, "r1", other, stale?.revision ?? 0);
  expect(kept).toHaveProperty("conflict");
});

test("more time is asked for until a day after the due date, and a later day than a quarter of a year is refused", async () => {
  await cohortToMatch(house.deps, { profiles: 1, readers: 1 });
  await house.deps.reviews.insert(review("r1", { state: "in-progress" }));
  const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
  const ask = (until: string) => agent.post("/reviews/r1/more-time").type("form").send({ reason: "Jury duty.", until });
  await ask("2026-11-01").expect(422);
  await ask("2029-11-01").expect(422);
  await ask("2026-12-20").expect(303);
  const { moreTimeAsked } = await house.deps.reviews.get({ id: "r1" });
  expect(moreTimeAsked?.until.toISOString()).toBe("2026-12-21T04:59:59.000Z");
});

test("a late review says so in the queue", async () => {
  await oneReview(house.deps, { state: "in-progress", reviewBy: new Date("2026-11-20T04:59:59Z") });
  const agent = await signedIn(createApp(house.deps, ROOT_DIR), house.deps, "reader-1", "reviewer");
  expect((await agent.get("/reviews").expect(200)).text).toContain("Late");
});

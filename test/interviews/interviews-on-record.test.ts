import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { DAY, HOUR } from "../../server/kernel/time.ts";
import { moveOf, withdrawApplication } from "../../server/profiles/index.ts";
import {
  cancelInterviews,
  closeInterviewSlot,
  lapseInterviews,
  remindToChoose,
  type InterviewRecord,
} from "../../server/interviews/index.ts";
import { computeOutcome, followCase, reopenSheet } from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS } from "../../server/programs/index.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import {
  actorOf,
  addDistrict,
  addProfile,
  type Agent,
  COHORT,
  emptyHouse,
  handInSheets,
  reviewIdOf,
  send,
  signedIn,
} from "../small-district.ts";

const BAND = [33, 33, 32];
const clock = fixedClock("2026-03-23T15:00:00Z");
let house: House;
let app: Express;
let jgp: Agent;
let other: Agent;

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());
beforeEach(async () => {
  clock.set("2026-03-23T15:00:00Z");
  await emptyHouse(house.deps);
  await addDistrict(house.deps);
  jgp = await signedIn(app, "jgp-union-1");
  other = await signedIn(app, "jgp-district-1");
});

async function openTimes(panelIds = ["jgp-district-1", "jgp-union-1"], startsAt = "2026-04-06T09:00", count = 3) {
  return send(jgp, "/interviews/slots", {
    cohortId: COHORT,
    startsAt,
    minutes: 45,
    count,
    breakMinutes: 15,
    place: "North Avenue 200, room 317",
    link: "",
    panelIds,
  });
}

/** Profiles in the band, each with three sheets, and offers made by the coordinator. */
async function offered(...ids: string[]): Promise<void> {
  for (const [i, id] of ids.entries()) {
    await addProfile(house.deps, id, i + 1);
    await handInSheets(house.deps, id, BAND);
  }
  await drain(house.deps);
  await openTimes().then(({ status }) => expect(status).toBe(303));
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(303);
  await drain(house.deps);
}

const interviewOf = async (id: string) => (await house.deps.interviews.standingFor(id)) as InterviewRecord;
const stateOf = async (id: string) => [
  (await house.deps.applications.get({ id })).state,
  (await house.deps.interviews.find({ applicationId: id })).map(({ state }) => state),
];
const slots = async () => (await house.deps.interviewSlots.ofCohort(COHORT)).map(({ id }) => id);
const mailsTo = async (to: string) =>
  (await house.deps.messages.find({ to }))
    .map(({ template }) => template)
    .sort()
    .filter((template) => !template.startsWith("profile-") && template !== "bench-is-dry");

test("offers wait until every case of the cohort has its result, and then go to all in the band together", async () => {
  await addProfile(house.deps, "ada", 1);
  await addProfile(house.deps, "ben", 2);
  await addProfile(house.deps, "cleo", 3);
  await handInSheets(house.deps, "ada", BAND);
  await handInSheets(house.deps, "ben", [36, 35, 34]);
  await drain(house.deps);
  await openTimes().then(({ status }) => expect(status).toBe(303));
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(409);
  expect(await house.deps.interviews.count({})).toBe(0);

  await handInSheets(house.deps, "cleo", [34, 33, 33]);
  await drain(house.deps);
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(303);
  await drain(house.deps);
  expect([await stateOf("ada"), await stateOf("ben"), await stateOf("cleo")]).toEqual([
    ["interview-offered", ["offered"]],
    ["banded", []],
    ["interview-offered", ["offered"]],
  ]);
  expect([await mailsTo("ada"), await mailsTo("ben")]).toEqual([["interview-offer"], []]);
  const [letter] = await house.deps.messages.find({ to: "ada" });
  expect(letter?.text).not.toMatch(/7[0-9]\.\d|percent|points|score/i);
});

test("a held case keeps everybody's offers back", async () => {
  await addProfile(house.deps, "ada", 1);
  await addProfile(house.deps, "ben", 2);
  await handInSheets(house.deps, "ada", BAND);
  await handInSheets(house.deps, "ben", [42, 42, 17]);
  await drain(house.deps);
  await openTimes().then(({ status }) => expect(status).toBe(303));
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(409);
});

test("without times enough nobody is offered anything", async () => {
  await addProfile(house.deps, "ada", 1);
  await handInSheets(house.deps, "ada", BAND);
  await drain(house.deps);
  const refused = await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(422);
  expect(refused.text).toContain("Open more times first");
  expect(await stateOf("ada")).toEqual(["banded", []]);
});

test("a panel needs a member of each side, and sits in one place at a time", async () => {
  expect((await openTimes(["jgp-union-1", "jgp-union-2"])).text).toContain(
    "The panel needs a member of the district’s side.",
  );
  expect((await openTimes()).status).toBe(303);
  expect((await openTimes(["jgp-district-2", "jgp-union-1"], "2026-04-06T09:30")).text).toContain(
    "A member of this panel sits in another interview then.",
  );
});

test("times with a panel from the applicant's school or with a conflict are not shown to them, nor theirs to take", async () => {
  await house.deps.people.save({ ...(await house.deps.people.get({ id: "jgp-district-2" })), schoolId: "cedar" });
  await offered("ada");
  await openTimes(["jgp-district-2", "jgp-union-2"], "2026-04-07T09:00", 1);
  const foreign = (await slots()).at(-1);
  const ada = await signedIn(app, "ada");
  const page = await ada.get("/interviews/mine").expect(200);
  expect(page.text.match(/name="slotId"/g)).toHaveLength(3);
  await send(ada, "/interviews/mine/slot", { slotId: foreign }).expect(409);
});

test("an applicant books, gets an invitation, moves once, and no more", async () => {
  await offered("ada");
  const ada = await signedIn(app, "ada");
  const [first, second, third] = await slots();
  await send(ada, "/interviews/mine/slot", { slotId: first, needs: "captions" }).expect(303);
  await drain(house.deps, { times: 2 });
  expect([await stateOf("ada"), await mailsTo("ada"), await mailsTo("jgp-district-1")]).toEqual([
    ["interview-scheduled", ["slot-chosen"]],
    ["interview-invitation", "interview-offer"],
    ["interview-panel"],
  ]);
  await send(ada, "/interviews/mine/move", { slotId: second, reason: "" }).expect(422);
  await send(ada, "/interviews/mine/move", { slotId: second, reason: "A field trip." }).expect(303);
  await drain(house.deps, { times: 2 });
  expect(await mailsTo("jgp-union-1")).toEqual(["interview-panel", "interview-panel"]);
  const invitations = await house.deps.messages.find({ to: "ada", template: "interview-invitation" });
  const texts = invitations.map(({ attachments }) => attachments[0]?.content ?? "").sort();
  expect(texts.map((text) => /SEQUENCE:(\d)/.exec(text)?.[1])).toEqual(["0", "1"]);
  expect(texts.map((text) => /METHOD:(\w+)/.exec(text)?.[1])).toEqual(["REQUEST", "REQUEST"]);
  expect(new Set(texts.map((text) => /UID:(.+)/.exec(text)?.[1])).size).toBe(1);
  await send(ada, "/interviews/mine/move", { slotId: third, reason: "Once more." }).expect(409);
  const calendar = await ada.get("/interviews/mine/calendar.ics").expect(200);
  expect(calendar.text).toContain("DTSTART:20260406T140000Z");
});

test("of two who take one time in the same moment one gets it, and the other is asked to choose again", async () => {
  await offered("ada", "ben");
  const [ada, ben] = await Promise.all([signedIn(app, "ada"), signedIn(app, "ben")]);
  const [slotId] = await slots();
  const answers = await Promise.all([ada, ben].map((agent) => send(agent, "/interviews/mine/slot", { slotId })));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
  expect(answers.find(({ status }) => status === 409)?.text).toContain("Please choose another time.");
  expect(await house.deps.interviews.count({ slotId: slotId ?? "" })).toBe(1);
  const states = [await stateOf("ada"), await stateOf("ben")].map(([state]) => String(state)).sort();
  expect(states).toEqual(["interview-offered", "interview-scheduled"]);
});

test("a time taken back while somebody takes it goes to one of the two", async () => {
  await offered("ada");
  const ada = await signedIn(app, "ada");
  const [slotId] = await slots();
  const [taken, removed] = await Promise.all([
    send(ada, "/interviews/mine/slot", { slotId }),
    send(jgp, `/interviews/slots/${slotId}/removal`),
  ]);
  const isTaken = taken.status === 303;
  expect([isTaken, removed.status === 303]).toEqual([isTaken, !isTaken]);
  expect([await house.deps.interviews.count({ slotId: slotId ?? "" }), (await slots()).includes(slotId ?? "")]).toEqual(
    [isTaken ? 1 : 0, isTaken],
  );
});

test("times opened twice at once, by a double click or by two coordinators, are opened once", async () => {
  const pressed = await Promise.all([openTimes(), openTimes(), openTimes(undefined, "2026-04-06T09:30", 1)]);
  expect(pressed.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422, 422]);
  const begins = (await house.deps.interviewSlots.ofCohort(COHORT)).map(({ startsAt, panelIds }) => [
    startsAt,
    panelIds,
  ]);
  expect([1, 3]).toContain(begins.length);
  const refused = pressed.find(({ status }) => status === 422);
  expect(refused?.text).toContain("A member of this panel sits in another interview then.");
});

test("times at night are opened, and said aloud", async () => {
  await openTimes(undefined, "2026-04-06T03:00", 2).then(({ status }) => expect(status).toBe(303));
  expect((await jgp.get("/interviews")).text).toContain("Please look again: they begin at 3:00 AM and 4:00 AM.");
  await openTimes(undefined, "2026-04-07T09:00", 1).then(({ status }) => expect(status).toBe(303));
  expect((await jgp.get("/interviews")).text).not.toContain("Please look again");
});

async function held(id: string): Promise<string> {
  const agent = await signedIn(app, id);
  const taken = (await house.deps.interviews.find({ cohortId: COHORT })).map(({ slotId }) => slotId);
  const slotId = (await slots()).find((one) => !taken.includes(one));
  await send(agent, "/interviews/mine/slot", { slotId }).expect(303);
  clock.set("2026-04-06T20:00:00Z");
  const { id: interviewId } = await interviewOf(id);
  await send(jgp, `/interviews/${interviewId}/meeting`).expect(303);
  return interviewId;
}

const opinion = (agent: Agent, id: string, isYes: "yes" | "no", text = "She showed how the groups were made.") =>
  send(agent, `/interviews/${id}/opinions`, { isYes, indicator1: "1.1", text1: text });

test("the panel of both sides recommends; reasons need an indicator", async () => {
  await offered("ada");
  const id = await held("ada");
  await send(jgp, `/interviews/${id}/opinions`, { isYes: "yes" }).expect(422);
  await send(jgp, `/interviews/${id}/opinions`, { isYes: "yes", indicator1: "9.9", text1: "x" }).expect(422);
  await opinion(jgp, id, "yes", "Private until you write yours.").expect(303);
  expect((await other.get(`/interviews/${id}`)).text).not.toContain("Private until you write yours.");
  await opinion(other, id, "yes").expect(303);
  expect((await other.get(`/interviews/${id}`)).text).toContain("Private until you write yours.");
  expect([await stateOf("ada"), (await interviewOf("ada")).recommendation?.says]).toEqual([
    ["recommended", ["recommended"]],
    "yes",
  ]);
});

test("a panel whose sides differ is widened by one a side, and still split goes to the committee", async () => {
  await offered("ada");
  const id = await held("ada");
  await opinion(jgp, id, "yes").expect(303);
  await opinion(other, id, "no").expect(303);
  expect(await stateOf("ada")).toEqual(["interview-held", ["held"]]);
  await send(jgp, `/interviews/${id}/panel`, { personIds: ["jgp-district-2"] }).expect(422);
  await send(jgp, `/interviews/${id}/panel`, { personIds: ["jgp-district-2", "jgp-union-2"] }).expect(303);
  await drain(house.deps);
  expect(await mailsTo("jgp-district-2")).toEqual(["panel-widened"]);
  await opinion(await signedIn(app, "jgp-union-2"), id, "yes").expect(303);
  await opinion(await signedIn(app, "jgp-district-2"), id, "no").expect(303);
  expect((await interviewOf("ada")).recommendation?.says).toBe("divided");
});

test("nobody outside the panel writes an opinion, and one with a conflict does not find the interview", async () => {
  await offered("ada");
  const id = await held("ada");
  await opinion(await signedIn(app, "jgp-union-2"), id, "yes").expect(403);
  const application = await house.deps.applications.get({ id: "ada" });
  await house.deps.applications.save({ ...application, conflictedIds: ["jgp-district-2"] });
  const conflicted = await signedIn(app, "jgp-district-2");
  await conflicted.get("/").expect(200); // a message of an earlier form is said here, not beside one of the two answers
  const hidden = await conflicted.get(`/interviews/${id}`).expect(404);
  const missing = await conflicted.get("/interviews/no-such-interview").expect(404);
  const plain = (text: string, path: string) => text.replaceAll(path, "").replaceAll(encodeURIComponent(path), "");
  expect(plain(hidden.text, id)).toBe(plain(missing.text, "no-such-interview"));
  expect((await conflicted.get("/interviews")).text).not.toContain("C01-M-001");
});

test("declining leaves “not promoted” for the list, and the time is free again", async () => {
  await offered("ada");
  const ada = await signedIn(app, "ada");
  const [slotId] = await slots();
  await send(ada, "/interviews/mine/slot", { slotId }).expect(303);
  await drain(house.deps);
  await ada.get("/interviews/mine/decline").expect(200);
  await send(ada, "/interviews/mine/refusal").expect(303);
  await drain(house.deps);
  expect([await stateOf("ada"), (await interviewOf("ada")).slotId]).toEqual([["recommended", ["declined"]], null]);
  expect(await mailsTo("jgp-union-1")).toEqual(["interview-cancelled", "interview-panel"]);
  const [cancel] = await house.deps.messages.find({ to: "jgp-union-1", template: "interview-cancelled" });
  expect(cancel?.attachments[0]?.content).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:1/);
});

test("missed once, it can be moved for cause; missed again, it is over", async () => {
  await offered("ada");
  await openTimes(undefined, "2026-04-20T09:00", 2);
  const ada = await signedIn(app, "ada");
  const [slotId] = await slots();
  await send(ada, "/interviews/mine/slot", { slotId }).expect(303);
  const { id } = await interviewOf("ada");
  await send(jgp, `/interviews/${id}/absence`).expect(409);
  clock.set("2026-04-06T20:00:00Z");
  const question = async () => (await jgp.get(`/interviews/${id}/absence`).expect(200)).text;
  expect((await jgp.get(`/interviews/${id}`)).text).not.toContain(`action="/interviews/${id}/absence"`);
  expect(await question()).toContain("may move it once");
  expect((await stateOf("ada"))[0]).toBe("interview-scheduled");
  await send(jgp, `/interviews/${id}/absence`).expect(303);
  await drain(house.deps);
  expect([await stateOf("ada"), await mailsTo("ada")]).toEqual([
    ["interview-scheduled", ["missed"]],
    ["interview-missed", "interview-offer"],
  ]);
  await send(ada, "/interviews/mine/move", { slotId: (await slots()).at(-1), reason: "My child was ill." }).expect(303);
  clock.set("2026-04-20T20:00:00Z");
  expect(await question()).toContain("is decided as “not promoted”");
  await send(jgp, `/interviews/${id}/absence`).expect(303);
  expect(await stateOf("ada")).toEqual(["recommended", ["missed"]]);
});

test("no answer by the date lapses, once, while there were times to choose", async () => {
  await offered("ada");
  const signal = new AbortController().signal;
  clock.advance(7 * DAY - HOUR);
  expect(await lapseInterviews(house.deps, signal)).toBe(0);
  clock.advance(DAY);
  expect([await lapseInterviews(house.deps, signal), await lapseInterviews(house.deps, signal)]).toEqual([1, 0]);
  expect(await stateOf("ada")).toEqual(["recommended", ["declined"]]);
});

test("the days to choose run only while there are times: whoever had none has them all once some are open", async () => {
  await offered("ada");
  const { signal } = new AbortController();
  for (const slotId of await slots()) await closeInterviewSlot(house.deps, slotId);
  // Swept day by day, as the workers do, long past the first date.
  for (let day = 0; day < 9; day++) {
    clock.advance(DAY);
    expect(await lapseInterviews(house.deps, signal)).toBe(0);
  }
  expect(await stateOf("ada")).toEqual(["interview-offered", ["offered"]]);
  expect((await openTimes(undefined, "2026-04-20T09:00")).status).toBe(303);
  const opened = clock.now();
  expect(await lapseInterviews(house.deps, signal)).toBe(0);
  const { chooseBy } = await interviewOf("ada");
  expect(chooseBy.getTime() - opened.getTime()).toBeGreaterThanOrEqual(
    DEFAULT_SETTINGS.interviewAnswerDays * DAY - HOUR,
  );
  clock.set(new Date(chooseBy.getTime() - HOUR));
  expect(await lapseInterviews(house.deps, signal)).toBe(0);
  expect(await stateOf("ada")).toEqual(["interview-offered", ["offered"]]);
  clock.advance(2 * HOUR);
  expect(await lapseInterviews(house.deps, signal)).toBe(1);
  expect(await stateOf("ada")).toEqual(["recommended", ["declined"]]);
});

test("whoever has not chosen hears once more two days before the last moment, and whoever has chosen does not", async () => {
  await offered("ada", "ben");
  const signal = new AbortController().signal;
  const ben = await signedIn(app, "ben");
  await send(ben, "/interviews/mine/slot", { slotId: (await slots())[0] }).expect(303);
  expect(await remindToChoose(house.deps, signal)).toBe(0);
  clock.set(new Date((await interviewOf("ada")).chooseBy.getTime() - 2 * DAY + HOUR));
  const both = await Promise.all([remindToChoose(house.deps, signal), remindToChoose(house.deps, signal)]);
  expect(Math.max(...both)).toBe(1);
  expect(await remindToChoose(house.deps, signal)).toBe(0);
  expect(await mailsTo("ada")).toEqual(["interview-offer", "interview-reminder"]);
  expect(await mailsTo("ben")).not.toContain("interview-reminder");
});

test.each(["offered", "booked", "held"] as const)(
  "a withdrawal while %s ends the interview and frees the time",
  async (when) => {
    await offered("ada", "ben");
    const ada = await signedIn(app, "ada");
    const [slotId] = await slots();
    if (when === "booked") await send(ada, "/interviews/mine/slot", { slotId }).expect(303);
    if (when === "held") await held("ada");
    await withdrawn("ada");
    await drain(house.deps, { times: 2 });
    expect(await stateOf("ada")).toEqual(["withdrawn", ["cancelled"]]);
    expect((await house.deps.interviews.find({ applicationId: "ada" }))[0]?.slotId).toBe(null);
    await ada.get("/interviews/mine").expect(404);
  },
);

async function withdrawn(id: string): Promise<void> {
  const actor = await actorOf(house.deps, id, "applicant");
  await withdrawApplication(house.deps, actor, id, "A new post elsewhere.");
}

test("a reopened sheet takes the offer back; the new result makes a new offer, and the old job ends nothing of it", async () => {
  await offered("ada");
  const actor = await actorOf(house.deps, "jgp-union-1", "jgp");
  await reopenSheet(house.deps, actor, "ada", { reviewId: reviewIdOf("ada", 3), reason: "A page was missing." });
  await drain(house.deps);
  expect(await stateOf("ada")).toEqual(["in-review", ["cancelled"]]);
  const review = await house.deps.reviews.get({ id: reviewIdOf("ada", 3) });
  await house.deps.reviews.save({ ...review, state: "submitted" });
  await computeOutcome(house.deps, "ada", DEFAULT_SETTINGS);
  await followCase(house.deps, "ada");
  await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(303);
  await cancelInterviews(house.deps, "ada");
  expect(await stateOf("ada")).toEqual(["interview-offered", ["cancelled", "offered"]]);
});

test("on hold, nothing of the interview moves", async () => {
  await offered("ada");
  const application = await house.deps.applications.get({ id: "ada" });
  const jgpActor = await actorOf(house.deps, "jgp-union-1", "jgp");
  const [onHold] = moveOf(application, "place-on-hold", {
    actor: jgpActor,
    at: clock.now(),
    eventId: "hold-1",
    reason: "Consent was withdrawn.",
  });
  await house.deps.applications.save(onHold);
  const [slotId] = await slots();
  await send(await signedIn(app, "ada"), "/interviews/mine/slot", { slotId }).expect(409);
  expect(await house.deps.interviews.count({ slotId: slotId ?? "" })).toBe(0);
});

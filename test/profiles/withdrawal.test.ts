/**
 * Ada withdraws at each stage up to the release, by the form of her page, and Ben goes on to his letter. Everything is
 * reached by the real steps: hand-in, intake, matching, three sheets (42, 42, 17), the blind look, a fourth read of 21,
 * which is an interview, the panel, the list, the vote, the moment.
 */
import type { Express } from "express";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { releaseDue, rowHash, totalHash } from "../../server/decisions/index.ts";
import { proposeMatch, runMatch } from "../../server/matching/index.ts";
import { MEDIA_ROLES } from "../../server/media/index.ts";
import { rubricKey, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { acceptReview, type Review, saveAnswer, startReview, submitReview } from "../../server/reviews/index.ts";
import { closeSubmissions } from "../../workers/close-submissions.ts";
import { fillOpenSeats } from "../../workers/fill-seat.ts";
import { drain } from "../drain.ts";
import { fixedClock, ROOT_DIR, testHouse } from "../engines.ts";
import { reviewer } from "../matching/cohort-to-match.ts";
import { steady } from "../signed-in.ts";
import { actorOf, addDistrict, addPerson, answersFor, COHORT, emptyHouse, send, signedIn } from "../small-district.ts";
import { fullDraft } from "./world.ts";

const RELEASE_AT = "2026-04-28T14:00:00Z";
const RELEASE = {
  releaseAt: "2026-04-28T10:00",
  effectiveOn: "2026-07-01",
  callName: "Helen Marsh",
  callPhone: "410-555-0142",
};
const JGP = "jgp-union-1";
const PANEL = ["jgp-district-1", JGP];
const SEATS = ["district", "union"].flatMap((side) => [1, 2, 3].map((n) => `joc-${side}-${n}`));
const POINTS: Record<string, readonly number[]> = { ada: [42, 42, 17, 21], ben: [36, 35, 34] };
const KEY = rubricKey(SAMPLE_RUBRIC);
const AWAITED = ["offered", "accepted", "in-progress"];
const signal = new AbortController().signal;
const clock = fixedClock();
let house: House;
let app: Express;

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  app = createApp(house.deps, ROOT_DIR);
});
afterAll(() => house.close());

const deps = () => house.deps;
const as = (id: string) => signedIn(app, id);
const ids = new Map<string, string>();
const idOf = (name: string) => ids.get(name) ?? "";
const caseOf = (name: string) => deps().applications.get({ id: idOf(name) });
const isIn = async (name: string) => (await caseOf(name)).state !== "withdrawn";
const reviewsOf = (name: string) => deps().reviews.find({ profileId: idOf(name) });
const reader = (id: string) => actorOf(deps(), id, "reviewer");

/** Later, never earlier: a withdrawal may have moved the clock ahead of what comes next. */
function later(at: string): void {
  if (new Date(at) > clock.now()) clock.set(at);
}

async function world() {
  return { cohort: await deps().cohorts.get({ id: COHORT }), coordinator: await actorOf(deps(), JGP, "jgp") };
}

async function draft(): Promise<void> {
  clock.set("2026-01-20T15:00:00Z");
  await emptyHouse(deps());
  await addDistrict(deps(), { state: "open" });
  for (const n of [1, 2, 3, 4, 5]) {
    // One school's readers never share a Profile.
    await addPerson(deps(), `reader-${n}`, "reviewer", { schoolId: `school-of-reader-${n}` });
    await deps().reviewers.insert(reviewer(n));
  }
  for (const name of ["ada", "ben"]) {
    await addPerson(deps(), name, "applicant", { schoolId: "cedar" });
    const [, { id }] = await fullDraft(
      deps(),
      { ...(await world()), schoolId: "cedar" },
      await actorOf(deps(), name, "applicant"),
    );
    ids.set(name, id);
  }
}

/** One step of everybody who is still in. */
async function each(act: (name: string, id: string) => Promise<unknown>): Promise<void> {
  for (const [name, id] of ids) if (await isIn(name)) await act(name, id);
  await drain(deps());
}

/** A sheet of this place, from the acceptance to the submission; `isSent` false leaves it written. */
async function sheet({ id, reviewerId, place }: Review, name: string, isSent: boolean): Promise<void> {
  const actor = await reader(reviewerId);
  const answers = answersFor(POINTS[name]?.[place - 1] ?? 36);
  await acceptReview(deps(), actor, id);
  await startReview(deps(), actor, id);
  if (isSent) await submitReview(deps(), actor, id, answers, KEY);
  else for (const answer of answers) await saveAnswer(deps(), actor, id, answer, 0);
}

async function publish(): Promise<void> {
  later("2026-02-20T15:00:00Z");
  await closeSubmissions.run(deps(), { signal });
  const jgp = await as(JGP);
  await send(jgp, `/matching/${COHORT}/beginning`).expect(303);
  const run = await proposeMatch(deps(), (await world()).coordinator, COHORT);
  await runMatch(deps(), run.id);
  await send(jgp, `/matching/${COHORT}/publication`, { runId: run.id, confirmation: "PUBLISH" }).expect(303);
  await drain(deps());
}

async function slotOf(name: string): Promise<string> {
  const slots = await deps().interviewSlots.ofCohort(COHORT);
  return slots[name === "ada" ? 0 : 1]?.id ?? "";
}
const hasInterview = async (name: string) => (await deps().interviews.count({ applicationId: idOf(name) })) > 0;

/** The stages in order: how each is reached from the one before by whoever is still in. */
const STEPS: Record<string, () => Promise<void>> = {
  draft,
  submitted: () => each(async (name, id) => send(await as(name), `/profiles/${id}/submission`).expect(303)),
  async returned() {
    later("2026-01-26T15:00:00Z");
    if (!(await isIn("ada"))) return;
    const form = {
      items: "narrative",
      "reason-narrative": "The second part ends in mid-sentence.",
      dueOn: "2026-02-10",
    };
    await send(await as(JGP), `/profiles/${idOf("ada")}/return`, form).expect(303);
    await drain(deps());
  },
  async accepted() {
    later("2026-01-27T15:00:00Z");
    await each(async (name, id) => {
      if ((await caseOf(name)).state === "returned")
        await send(await as(name), `/profiles/${id}/submission`).expect(303);
      await send(await as(JGP), `/profiles/${id}/acceptance`).expect(303);
    });
  },
  offered: publish,
  async "in review"() {
    later("2026-02-24T15:00:00Z");
    await each(async (name) => {
      for (const one of await reviewsOf(name)) await sheet(one, name, one.place === 1);
    });
  },
  /** All three sheets are in; no job has looked at the last ones. */
  async scored() {
    for (const [name, id] of ids)
      if (await isIn(name))
        for (const { id: reviewId, reviewerId, place, state } of await deps().reviews.find({ profileId: id })) {
          if (state === "submitted") continue;
          await submitReview(
            deps(),
            await reader(reviewerId),
            reviewId,
            answersFor(POINTS[name]?.[place - 1] ?? 0),
            KEY,
          );
        }
  },
  async held() {
    await drain(deps());
  },
  async "fourth read"() {
    if (!(await isIn("ada"))) return;
    const form = { decision: "fourth-read", reason: "Two readings of one lesson." };
    await send(await as(JGP), `/cases/${idOf("ada")}/look`, form).expect(303);
    await drain(deps());
  },
  async banded() {
    if (!(await isIn("ada"))) return;
    const fourth = (await reviewsOf("ada")).find(({ place }) => place === 4);
    if (fourth) await sheet(fourth, "ada", true);
    await drain(deps());
  },
  async "interview offered"() {
    later("2026-03-23T15:00:00Z");
    if (!(await isIn("ada"))) return;
    const slots = {
      startsAt: "2026-04-06T09:00",
      minutes: 45,
      count: 2,
      breakMinutes: 15,
      place: "Room 317",
      link: "",
    };
    const jgp = await as(JGP);
    await send(jgp, "/interviews/slots", { cohortId: COHORT, ...slots, panelIds: PANEL }).expect(303);
    await send(jgp, "/interviews/offers", { cohortId: COHORT }).expect(303);
    await drain(deps());
  },
  planned: () =>
    each(async (name) => {
      if (!(await hasInterview(name))) return;
      await send(await as(name), "/interviews/mine/slot", { slotId: await slotOf(name) }).expect(303);
    }),
  async "interview held"() {
    later("2026-04-06T20:00:00Z");
    await each(async (name, id) => {
      const one = await deps().interviews.standingFor(id);
      if (one) await send(await as(JGP), `/interviews/${one.id}/meeting`).expect(303);
    });
  },
  async recommended() {
    await each(async (_name, id) => {
      const one = await deps().interviews.standingFor(id);
      const said = { isYes: "yes", indicator1: "1.1", text1: "She showed how the groups were made." };
      for (const member of one ? PANEL : [])
        await send(await as(member), `/interviews/${one?.id}/opinions`, said).expect(303);
    });
  },
  async "on the list"() {
    later("2026-04-21T15:00:00Z");
    await send(await as(JGP), "/lists", { cohortId: COHORT }).expect(303);
    await drain(deps());
  },
  async "list signed"() {
    for (const member of PANEL) {
      const { rows } = await deps().lists.get({ id: COHORT });
      await send(await as(member), `/lists/${COHORT}/signatures`, { total: totalHash(rows) }).expect(303);
    }
    await drain(deps());
  },
  async "before the committee"() {
    await send(await as(JGP), `/lists/${COHORT}/sending`, { seatIds: SEATS }).expect(303);
    await drain(deps());
  },
  async voted() {
    const list = await deps().lists.get({ id: COHORT });
    const gone = new Set(list.left.map(({ applicationId }) => applicationId));
    const ballot = Object.fromEntries(
      list.rows
        .filter(({ applicationId }) => !gone.has(applicationId))
        .flatMap((row) => [
          [`hash-${row.applicationId}`, rowHash(row)],
          [`choice-${row.applicationId}`, "yes"],
        ]),
    );
    for (const seat of SEATS) await send(await as(seat), `/votes/${COHORT}/ballots`, ballot).expect(303);
    await drain(deps());
  },
  async "release set"() {
    await send(await as(JGP), `/lists/${COHORT}/release`, RELEASE).expect(303);
    await drain(deps());
  },
};
const STAGES = Object.keys(STEPS);
const isFrom = (stage: string, first: string) => STAGES.indexOf(stage) >= STAGES.indexOf(first);

/** What Ada reads of her own, and every message she has, without the ids that are new in every run. */
async function adasBytes(): Promise<string> {
  const ada = await as("ada");
  const seen: string[] = [];
  for (const path of ["/", "/profiles", `/profiles/${idOf("ada")}`, "/results", "/interviews/mine"]) {
    const { status, text } = await ada.get(path);
    seen.push(`${path} ${status} ${text}`);
  }
  const messages = await deps().messages.find({ to: "ada" });
  // Receipts tell of files that are new in every run; they were written long before.
  const told = messages
    .filter(({ state, template }) => state !== "held" && template !== "submission-receipt")
    .map(({ template, text }) => `${template}: ${text}`);
  return steady([...seen, ...told.sort()].join("\n")).replaceAll(idOf("ada"), "ADAS");
}

/** Bytes of Ada's after she withdrew, by what she could know before: within one group nothing may differ. */
const bytesAfter = new Map<string, string>();
function groupOf(stage: string): string | null {
  if (stage === "interview offered" || stage === "planned" || !isFrom(stage, "accepted")) return null;
  return isFrom(stage, "interview held") ? "after the interview" : "in review";
}

test.each(STAGES)("a withdrawal while %s", async (stage) => {
  for (const step of STAGES.slice(0, STAGES.indexOf(stage) + 1)) await STEPS[step]?.();
  if (groupOf(stage) !== null) later("2026-04-21T16:00:00Z");
  const before = await reviewsOf("ada");
  const awaited = before.filter(({ state }) => AWAITED.includes(state));
  const hadTime = stage === "planned";

  const ada = await as("ada");
  const at = `/profiles/${idOf("ada")}/withdrawal`;
  await send(ada, at, { reason: "A new post elsewhere." }).expect(303);
  await send(ada, at, { reason: "Pressed twice." }).expect(303);
  await drain(deps(), { times: 2 });
  await fillOpenSeats.run(deps(), { signal });
  await drain(deps());

  expect((await caseOf("ada")).state).toBe("withdrawn");
  expect(await deps().messages.count({ to: "ada", template: "profile-withdrawn" })).toBe(1);
  // Evidence: closed for everybody, locked in every role.
  const shelf = await deps().shelves.get({ id: idOf("ada") });
  expect([shelf.open, [...shelf.lockedRoles].sort()]).toEqual(["none", [...MEDIA_ROLES].sort()]);
  // Readers: every review has ended, every place is free, those who were still to read are told once, nobody else is asked.
  const seats = await deps().seats.find({ profileId: idOf("ada") });
  expect(seats.map(({ state }) => state)).toEqual(seats.map(() => "ended"));
  expect((await reviewsOf("ada")).map(({ id, state }) => [id, state])).toEqual(before.map(({ id }) => [id, "ended"]));
  const told = await deps().messages.find({ template: "review-ended" });
  expect(told.map(({ key }) => key).sort()).toEqual(awaited.map(({ id }) => `review-ended-${id}`).sort());
  for (const { id, reviewerId } of awaited) {
    const agent = await as(reviewerId);
    const { text } = await agent.get(`/reviews/${id}`).expect(200);
    expect(text).toContain("No longer needed");
    expect(text).not.toContain("/media/");
    await send(agent, `/reviews/${id}/submission`, { rubric: KEY, seen: "" }).expect(409);
  }
  // The panel: the time is free, and all of it hear so.
  const interviews = await deps().interviews.find({ applicationId: idOf("ada") });
  expect(interviews.filter(({ slotId }) => slotId !== null)).toEqual([]);
  const cancelled = (await deps().messages.find({ template: "interview-cancelled" })).map(({ to }) => to).sort();
  expect(cancelled).toEqual(hadTime ? ["ada", ...PANEL].sort() : []);
  // The list says so to the panel, and to the committee by code.
  const { code } = await caseOf("ada");
  if (isFrom(stage, "on the list")) {
    const { text } = await (await as(JGP)).get(`/lists/${COHORT}`).expect(200);
    const hasLeft = text.includes(`${code} has left the cohort since the list was signed`);
    expect([hasLeft, text.includes(`/cases/${idOf("ada")}`)]).toEqual([isFrom(stage, "list signed"), false]);
  }
  if (isFrom(stage, "before the committee")) {
    const { text } = await (await as(SEATS[0] ?? "")).get(`/votes/${COHORT}`).expect(200);
    expect([text.includes(`${code} has left`), /\bAda\b/.test(text)]).toEqual([true, false]);
  }
  // Herself: what she reads now depends on nothing that was hidden from her before.
  const group = groupOf(stage);
  const bytes = await adasBytes();
  expect(bytes).toContain("You have withdrawn");
  expect(bytes).not.toMatch(/\d+ of (42|84|126|168)|percent|fourth|recommended|promoted/i);
  if (group !== null) {
    expect(bytes).toBe(bytesAfter.get(group) ?? bytes);
    bytesAfter.set(group, bytes);
  }

  for (const step of STAGES.slice(STAGES.indexOf(stage) + 1)) await STEPS[step]?.();
  clock.set(RELEASE_AT);
  expect(await releaseDue(deps(), signal)).toEqual([COHORT]);
  await drain(deps(), { times: 2 });
  const letters = await deps().messages.find({ template: /^decision-/ } as never);
  expect(letters.map(({ to, template, state }) => [to, template, state])).toEqual([
    ["ben", "decision-promoted", "queued"],
  ]);
  expect([(await caseOf("ada")).state, (await caseOf("ben")).state]).toEqual(["withdrawn", "released"]);
  expect(await deps().messages.count({ to: "ada", template: "profile-withdrawn" })).toBe(1);
  await ada.get(`/results/${idOf("ada")}`).expect(404);
  for (const [id, path] of [
    ["hana-hr", "/placements"],
    ["pia-principal", "/promotions"],
  ] as const) {
    const { text } = await (await as(id)).get(path).expect(200);
    expect([/\bBen\b/.test(text), /\bAda\b/.test(text)]).toEqual([true, false]);
  }
});

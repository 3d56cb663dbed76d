import { makeDistrict } from "../../dev/demo/make-district.ts";
import { movingClock } from "../../dev/demo/moving-clock.ts";
import type { House } from "../../server/compose.ts";
import { trusted } from "../../server/platform/mongo.ts";
import { decisionOf, isListSigned, standingsOf } from "../../server/decisions/index.ts";
import { usableSlots } from "../../server/interviews/index.ts";
import { HOLDS_A_REVIEW } from "../../server/matching/index.ts";
import { caseFileOf, verdictOf } from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { testHouse } from "../engines.ts";

/** The whole district takes a while; the long form makes the large cohort as large as the demo's. */
const LARGEST = process.env["LONG"] ? 341 : 60;

let house: House;
const clock = movingClock(new Date());
const today = new Date();

beforeAll(async () => {
  house = await testHouse(__filename, { clock });
  await makeDistrict(house.deps, clock, today, { largest: LARGEST });
}, 600_000);
afterAll(() => house?.close());

test("there are cohorts that are open, being read, talked about, signed, decided and released", async () => {
  const cohorts = await house.deps.cohorts.all();
  expect(cohorts.map(({ state }) => state).sort()).toEqual([
    "deciding",
    "interviewing",
    "open",
    "recommending",
    "released",
    "reviewing",
  ]);
  expect(new Set(cohorts.map(({ name }) => name)).size).toBe(6);
});

test("every result is what the rules make of the sheets, looks and requests on record", async () => {
  const { deps } = house;
  const cases = await deps.cases.find({});
  expect(cases.length).toBeGreaterThan(LARGEST + 50);
  for (const record of cases) {
    const reviews = await deps.reviews.ofProfile(record.id);
    const verdict = verdictOf(caseFileOf(record, reviews), SAMPLE_RUBRIC, DEFAULT_SETTINGS);
    expect(record.outcomes.at(-1)?.verdict).toEqual(JSON.parse(JSON.stringify(verdict)));
    expect(record.stage).toBe(verdict.stage);
  }
});

test("every application stands where its case stands", async () => {
  const { deps } = house;
  const beyond = ["interview-offered", "interview-scheduled", "interview-held", "recommended", "approved", "released"];
  const states: Record<string, readonly string[]> = {
    waiting: ["in-review"],
    held: ["scored"],
    "fourth-read": ["fourth-read"],
    banded: ["banded", ...beyond],
  };
  for (const { id, stage } of await deps.cases.find({})) {
    const { state, history } = await deps.applications.get({ id });
    expect(states[stage]).toContain(state);
    expect(history.at(-1)?.state).toBe(state);
  }
});

test("nobody reads more than they offered, from their own school, twice, or outside their subject", async () => {
  const { deps } = house;
  const [seats, people, reviewers, schools] = await Promise.all([
    deps.seats.find({}),
    deps.people.find({}),
    deps.reviewers.all(),
    deps.schools.all(),
  ]);
  const personOf = new Map(people.map((one) => [one.id, one]));
  const readerOf = new Map(reviewers.map((one) => [one.id, one]));
  const applicationOf = new Map((await deps.applications.find({})).map((one) => [one.id, one]));
  const held = seats.filter(({ state, reviewerId }) => reviewerId !== null && HOLDS_A_REVIEW.includes(state));
  expect(held.length).toBeGreaterThan(3 * LARGEST);
  const loads = new Map<string, number>();
  for (const { cohortId, reviewerId, profileId } of held) {
    const reader = readerOf.get(reviewerId ?? "");
    const application = applicationOf.get(profileId);
    const { subject, band } = application?.declaration ?? {};
    expect(reader?.subjects).toContain(subject);
    const bands = reader?.bands.map((one) => one.band) ?? [];
    expect(band === "k12" || bands.includes("k12") || bands.includes(band as never)).toBe(true);
    const schoolsOf = (id: string) => [personOf.get(id)?.schoolId, ...(personOf.get(id)?.pastSchoolIds ?? [])];
    const shared = schoolsOf(reviewerId ?? "").filter((id) => schoolsOf(application?.applicantId ?? "").includes(id));
    expect(shared).toEqual([]);
    const key = `${cohortId} ${reviewerId}`;
    loads.set(key, (loads.get(key) ?? 0) + 1);
    expect(loads.get(key)).toBeLessThanOrEqual(reader?.capacity ?? 0);
  }
  expect(new Set(held.map(({ profileId, reviewerId }) => `${profileId} ${reviewerId}`)).size).toBe(held.length);
  expect(schools).toHaveLength(40);
  expect(reviewers.filter(({ state }) => state === "active").length).toBeGreaterThanOrEqual(60);
});

test("the open cohort has somebody in every state there is before the deadline, one handed in again", async () => {
  const { deps } = house;
  const open = (await deps.cohorts.all()).find(({ state }) => state === "open");
  const applications = await deps.applications.ofCohort(open?.id ?? "");
  expect(applications).toHaveLength(30);
  expect(new Set(applications.map(({ state }) => state))).toEqual(
    new Set(["registered", "session-attended", "draft", "submitted", "returned", "accepted", "withdrawn"]),
  );
  const handedIn = applications.map(({ history }) => history.filter(({ state }) => state === "submitted").length);
  expect(Math.max(...handedIn)).toBe(2);
});

test("the reviewer one signs in as has a Profile to answer and one begun", async () => {
  const { deps } = house;
  const { id } = await deps.people.get({ email: "reviewer@district.example" });
  const states = (await deps.reviews.find({ reviewerId: id })).map(({ state }) => state);
  expect(states).toEqual(expect.arrayContaining(["offered", "in-progress"]));
});

test("whoever one signs in as to choose a time for the interview finds some to choose from", async () => {
  const { deps } = house;
  const { id } = await deps.people.get({ email: "interviewee@district.example" });
  const application = await deps.applications.get({ applicantId: id });
  expect(application.state).toBe("interview-offered");
  clock.set(today);
  expect(await usableSlots(deps, application, DEFAULT_SETTINGS.interviewNoticeDays)).not.toHaveLength(0);
});

test("every released decision is what the list, signed and voted on, says", async () => {
  const { deps } = house;
  for (const { id } of (await deps.cohorts.all()).filter(({ state }) => state === "released")) {
    const list = await deps.lists.get({ id });
    expect(isListSigned(list.rows, list.signatures, DEFAULT_SETTINGS.jgpSignaturesPerSide)).toBe(true);
    const standings = standingsOf(list, await deps.applications.ofCohort(id), DEFAULT_SETTINGS.jocQuorumPerSide);
    for (const { row, tally } of standings) {
      const decision = await deps.decisions.get({ id: row.applicationId });
      expect(decision.isPromoted).toBe(decisionOf(row.recommendation, tally.result) === "promote");
    }
  }
});

test("letters of the released cohort know where payroll has nearly everybody", async () => {
  const { deps } = house;
  const promoted = await deps.decisions.find({ isPromoted: true, releasedAt: trusted({ $ne: null }) });
  const known = promoted.filter(({ facts }) => facts.pay?.before).length;
  expect(promoted.length).toBeGreaterThan(0);
  expect(known).toBeGreaterThan(0.8 * promoted.length);
});

test("those whom the sign-in page offers can sign in, one of each role", async () => {
  const { deps } = house;
  const offered = (await deps.demoSignIns?.all()) ?? [];
  const people = await Promise.all(offered.map(({ email }) => deps.people.byEmail(email)));
  expect(people.every((person) => person?.passwordHash)).toBe(true);
  const roles = new Set(people.flatMap((person) => person?.roles ?? []));
  expect([...roles].sort()).toEqual(["applicant", "hr", "jgp", "joc", "pprc-admin", "principal", "reviewer"]);
});

test("no event waits in an outbox but those of mails of the last days", async () => {
  const { deps } = house;
  const waiting = await deps.messages.withEvents(1000);
  for (const { id } of waiting) {
    const { createdAt } = await deps.messages.get({ id });
    expect(today.getTime() - createdAt.getTime()).toBeLessThan(3 * 24 * 3600_000);
  }
  expect(await deps.applications.withEvents(10)).toEqual([]);
  expect(await deps.reviews.withEvents(10)).toEqual([]);
});

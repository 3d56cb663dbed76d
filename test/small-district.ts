import request from "supertest";
import type { Express } from "express";
import type { Deps } from "../server/deps.ts";
import type { Role, Side } from "../server/kernel/actor.ts";
import { DAY } from "../server/kernel/time.ts";
import type { Cohort } from "../server/cohorts/index.ts";
import { actAs, hashPassword, type Person } from "../server/people/index.ts";
import { newShelf } from "../server/media/index.ts";
import type { Application } from "../server/profiles/index.ts";
import { DEFAULT_SETTINGS, indicatorIds, rubricKey, SAMPLE_RUBRIC, type Level } from "../server/programs/index.ts";
import { acceptReview, openReview, startReview, submitReview, type AnswerDraft } from "../server/reviews/index.ts";

export const ORIGIN = "http://127.0.0.1:8080";
export const PASSWORD = "a quiet river";
export const COHORT = "cohort-1";
const JANUARY = new Date("2026-01-05T15:00:00Z");

type Made = Partial<Omit<Person, "id" | "version">>;

/** One person, valid by default; their address is `<id>@district.example`. */
export async function addPerson(deps: Deps, id: string, role: Role, rest: Made = {}): Promise<Person> {
  passwordHash ??= await hashPassword(PASSWORD);
  const made = {
    id,
    name: id
      .split("-")
      .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
      .join(" "),
    email: `${id}@district.example`,
    passwordHash,
    roles: [role],
    side: null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: JANUARY,
    ...rest,
  };
  const before = await deps.people.findOne({ id });
  return before ? deps.people.save({ ...made, version: before.version }) : deps.people.insert(made);
}
let passwordHash: string | null = null;

const STAYING = ["people", "sessions"];

/** Takes every document away but people and their sessions, and leaves the indexes: much quicker than a new house. */
export async function emptyHouse(deps: Deps): Promise<void> {
  const collections = await deps.connection.getClient().db(deps.connection.name).collections();
  const going = collections.filter(({ collectionName }) => !STAYING.includes(collectionName));
  await Promise.all(going.map((one) => one.deleteMany({})));
}

/** Two schools, an open program, a cohort under review, a governing panel of two a side, a committee of five a side. */
export async function addDistrict(deps: Deps, cohort: Partial<Cohort> = {}): Promise<void> {
  await deps.schools.insert({ id: "cedar", name: "Cedar Hill Elementary", network: "North", isCharter: false });
  await deps.schools.insert({ id: "harbor", name: "Harbor View High", network: "South", isCharter: true });
  await deps.rubrics.keep(SAMPLE_RUBRIC, JANUARY);
  await deps.programs.insert({
    id: "program-1",
    number: 1,
    state: "approved",
    settings: DEFAULT_SETTINGS,
    rubric: rubricKey(SAMPLE_RUBRIC),
    approvals: [],
    note: "The first rules.",
    comment: null,
  });
  await deps.cohorts.insert({ ...plannedCohort(), ...cohort });
  for (const side of ["district", "union"] as const) {
    for (const n of [1, 2]) await addPerson(deps, `jgp-${side}-${n}`, "jgp", { side });
    for (const n of [1, 2, 3, 4, 5]) await addPerson(deps, `joc-${side}-${n}`, "joc", { side });
  }
  await addPerson(deps, "hana-hr", "hr");
  await addPerson(deps, "pia-principal", "principal", { schoolId: "cedar" });
  for (const n of [1, 2, 3, 4]) await addPerson(deps, `reader-${n}`, "reviewer", { schoolId: "harbor" });
}

function plannedCohort(): Omit<Cohort, "version"> {
  return {
    id: COHORT,
    code: "C01",
    name: "Spring cohort 2026",
    state: "reviewing",
    calendar: {
      zone: "America/New_York",
      sessionsOn: ["2026-01-12"],
      registrationFromOn: "2026-01-05",
      draftingFromOn: "2026-01-12",
      submissionDueOn: "2026-02-13",
      intakeDueOn: "2026-02-20",
      reviewsFromOn: "2026-02-23",
      reviewsDueOn: "2026-03-20",
      fourthReadsDueOn: "2026-04-03",
      interviewsDueOn: "2026-04-17",
      recommendationDueOn: "2026-04-21",
      approvalDueOn: "2026-04-24",
      releaseOn: "2026-04-28",
      closesOn: "2026-06-30",
    },
    programVersionId: "program-1",
    sessions: [],
    extensions: [],
    history: [],
    createdAt: JANUARY,
  };
}

/** A teacher whose Profile was handed in, accepted and given to readers. Their person's id is the application's too. */
export async function addProfile(deps: Deps, id: string, n: number, rest: Partial<Application> = {}): Promise<void> {
  const schoolId = rest.declaration?.schoolId ?? "cedar";
  await addPerson(deps, id, "applicant", { schoolId });
  const submittedAt = new Date("2026-02-12T20:00:00Z");
  const code = `C01-M-${String(n).padStart(3, "0")}`;
  await deps.shelves.insert({ ...newShelf({ id, ownerId: id, code }), open: "none" });
  await deps.applications.insert({
    id,
    cohortId: COHORT,
    applicantId: id,
    code,
    state: "in-review",
    heldFrom: null,
    declaration: {
      subject: "Mathematics",
      band: "elementary",
      schoolId,
      isServiceProvider: false,
      declaredAt: submittedAt,
    },
    narrative: [],
    board: [],
    isNobodyRecorded: true,
    submission: {
      pressedAt: submittedAt,
      deadlineAt: new Date("2026-02-14T04:59:59Z"),
      kind: "complete",
      completedAt: submittedAt,
    },
    manifest: null,
    earlierManifests: [],
    returned: null,
    requests: [],
    conflictedIds: [],
    takenFromId: null,
    history: [
      { action: "submit", state: "submitted", at: submittedAt, byRole: "applicant", byId: id, reason: null },
      {
        action: "begin-review",
        state: "in-review",
        at: new Date("2026-02-23T15:00:00Z"),
        byRole: "jgp",
        byId: "jgp-union-1",
        reason: null,
      },
    ],
    createdAt: JANUARY,
    ...rest,
  });
}

/** Levels that add up to `points` (14 to 42) with the fewest different ones, so that nothing splits by chance. */
export function levelsFor(points: number): Level[] {
  const ids = indicatorIds(SAMPLE_RUBRIC);
  const low = (points >= 28 ? 2 : 1) as Level;
  return ids.map((_, i) => (i < points - low * ids.length ? low + 1 : low) as Level);
}

export function answersFor(points: number): AnswerDraft[] {
  const levels = levelsFor(points);
  return indicatorIds(SAMPLE_RUBRIC).map((indicatorId, i) => ({
    indicatorId,
    level: levels[i] ?? 1,
    code: null,
    note: `Seen in the lesson, indicator ${indicatorId}.`,
  }));
}

export const reviewIdOf = (profileId: string, place: number) => `${profileId}.${place}`;

/** One sheet through the real steps: offer, acceptance, opening, submission. */
export async function handInSheet(deps: Deps, profileId: string, place: number, points: number): Promise<void> {
  const application = await deps.applications.get({ id: profileId });
  const reviewer = actAs(await deps.people.get({ id: `reader-${place}` }), "reviewer");
  const id = reviewIdOf(profileId, place);
  const now = deps.clock.now();
  await openReview(deps, {
    id,
    cohortId: application.cohortId,
    profileId,
    profileCode: application.code,
    applicantId: application.applicantId,
    place,
    reviewerId: reviewer.personId,
    reviewerCode: `R-00${place}`,
    respondBy: new Date(now.getTime() + 4 * DAY),
    reviewBy: new Date(now.getTime() + 21 * DAY),
    rubric: SAMPLE_RUBRIC,
  });
  await acceptReview(deps, reviewer, id);
  await startReview(deps, reviewer, id);
  await submitReview(deps, reviewer, id, answersFor(points), rubricKey(SAMPLE_RUBRIC));
}

/** Three sheets, place by place. */
export async function handInSheets(deps: Deps, profileId: string, points: readonly number[]): Promise<void> {
  for (const [i, one] of points.entries()) await handInSheet(deps, profileId, i + 1, one);
}

export type Agent = ReturnType<typeof request.agent>;

const browsers = new WeakMap<Express, Map<string, Agent>>();

/** A browser of somebody who signed in; the same one for the same app and person. */
export async function signedIn(app: Express, personId: string): Promise<Agent> {
  const known = browsers.get(app) ?? new Map<string, Agent>();
  browsers.set(app, known);
  const before = known.get(personId);
  if (before) return before;
  const agent = request.agent(app);
  known.set(personId, agent);
  await agent
    .post("/sign-in")
    .set("Origin", ORIGIN)
    .type("form")
    .send({ email: `${personId}@district.example`, password: PASSWORD })
    .expect(303);
  return agent;
}

/** A form, sent as a page of our own would send it. */
export function send(agent: Agent, path: string, form: Record<string, unknown> = {}) {
  return agent.post(path).set("Origin", ORIGIN).type("form").send(form);
}

export async function actorOf(deps: Deps, personId: string, role: Role) {
  return actAs(await deps.people.get({ id: personId }), role);
}

export type { Side };

import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { normalEmail, type Person, type Reviewer } from "../people/index.ts";
import { SAMPLE_SUBJECTS } from "../programs/index.ts";
import type { Application } from "../profiles/index.ts";
import { DEFAULT_SETTINGS, type MatchingInput, type ProfileToMatch, type ReviewerToMatch } from "./candidates.rules.ts";
import type { MatchBoard } from "./match-board.rules.ts";
import { HOLDS_A_REVIEW, type Seat } from "./seat.rules.ts";

type Decisions = Pick<MatchBoard, "locks" | "forbids" | "fallbacks" | "caps">;

type Needs = Pick<
  Deps,
  "applications" | "people" | "schools" | "reviewers" | "seats" | "cohorts" | "programs" | "clock"
>;

/** States in which a Profile is matched or already being read. */
export const MATCHED_STATES = ["accepted", "in-review", "scored", "fourth-read"] as const;

/**
 * All that matching is decided from, as it stands now, in a fixed order so that the same facts give the same bytes.
 * A person who applies in this cohort does not read in it.
 */
export async function matchingInput(deps: Needs, cohortId: string, board: Decisions): Promise<MatchingInput> {
  const cohort = await deps.cohorts.get({ id: cohortId });
  const [{ settings }, all, reviewers, seats, schools] = await Promise.all([
    deps.programs.get({ id: cohort.programVersionId }),
    deps.applications.ofCohort(cohortId),
    deps.reviewers.all(),
    deps.seats.ofCohort(cohortId),
    deps.schools.all(),
  ]);
  const applications = all.filter(({ state }) => (MATCHED_STATES as readonly string[]).includes(state));
  const people = await deps.people.byIds([
    ...applications.map(({ applicantId }) => applicantId),
    ...reviewers.map(({ id }) => id),
  ]);
  const personOf = new Map(people.map((person) => [person.id, person]));
  const networkOf = new Map(schools.map(({ id, network }) => [id, network]));
  const applying = new Set(all.filter(isStanding).map(({ applicantId }) => applicantId));
  const elsewhere = heldElsewhere(seats, new Set(applications.map(({ id }) => id)));
  const caps = new Map((board.caps ?? []).map(({ reviewerId, to }) => [reviewerId, to]));
  const now = deps.clock.now();
  const readers = reviewers.flatMap(({ id }) => personOf.get(id) ?? []);
  return {
    profiles: applications.map((application) => ({
      ...profileToMatch(application, personOf.get(application.applicantId), networkOf, seats),
      declaredConflicts: keptAway(application, readers),
    })),
    reviewers: reviewers
      .filter(({ id }) => personOf.has(id) && !applying.has(id))
      .map((reviewer) => ({
        ...reviewerToMatch(reviewer, personOf.get(reviewer.id) as Person, networkOf, now),
        capacity: Math.max(reviewer.capacity, caps.get(reviewer.id) ?? 0),
        ...(elsewhere.has(reviewer.id) && { heldElsewhere: elsewhere.get(reviewer.id) ?? 0 }),
      })),
    locks: board.locks,
    forbids: board.forbids,
    fallbacks: board.fallbacks,
    subjectGroups: SUBJECT_GROUPS,
    settings: {
      ...DEFAULT_SETTINGS,
      reviewsEach: settings.readersPerProfile,
      isOnePerSchool: settings.isOnePerSchool,
      seed: seedOf(cohort.code),
    },
  };
}

/** One Profile and one reader as they stand today, and nothing else: what speaks against the pair. */
export async function pairInput(
  deps: Needs,
  cohortId: string,
  board: Decisions,
  { profileId, reviewerId }: { profileId: string; reviewerId: string },
): Promise<MatchingInput> {
  const [application, reviewer, cohort] = await Promise.all([
    deps.applications.get({ id: profileId }),
    deps.reviewers.findOne({ id: reviewerId }),
    deps.cohorts.get({ id: cohortId }),
  ]);
  const [applicant, person, own, schools, { settings }] = await Promise.all([
    deps.people.findOne({ id: application.applicantId }),
    deps.people.findOne({ id: reviewerId }),
    deps.applications.findOne({ cohortId, applicantId: reviewerId }),
    deps.schools.all(),
    deps.programs.get({ id: cohort.programVersionId }),
  ]);
  const networkOf = new Map(schools.map(({ id, network }) => [id, network]));
  const isIn = (MATCHED_STATES as readonly string[]).includes(application.state);
  const mayRead = reviewer && person && !(own && isStanding(own));
  return {
    profiles: isIn
      ? [
          {
            ...profileToMatch(application, applicant ?? undefined, networkOf, []),
            declaredConflicts: keptAway(application, person ? [person] : []),
          },
        ]
      : [],
    reviewers: mayRead ? [reviewerToMatch(reviewer, person, networkOf, deps.clock.now())] : [],
    locks: [],
    forbids: board.forbids,
    fallbacks: board.fallbacks,
    subjectGroups: SUBJECT_GROUPS,
    settings: { ...DEFAULT_SETTINGS, reviewsEach: settings.readersPerProfile, seed: seedOf(cohort.code) },
  };
}

function isStanding({ state }: Pick<Application, "state">): boolean {
  return state !== "withdrawn" && state !== "void";
}

/** Reviews that people hold of Profiles which are past matching: they still are part of their share of this cohort. */
function heldElsewhere(seats: readonly Seat[], inMatching: ReadonlySet<string>): Map<string, number> {
  const held = new Map<string, number>();
  for (const { profileId, reviewerId, state } of seats)
    if (reviewerId !== null && HOLDS_A_REVIEW.includes(state) && !inMatching.has(profileId))
      held.set(reviewerId, (held.get(reviewerId) ?? 0) + 1);
  return held;
}

function profileToMatch(
  application: Application,
  person: Person | undefined,
  networkOf: Map<string, string>,
  seats: readonly Seat[],
): Omit<ProfileToMatch, "declaredConflicts"> {
  const { declaration } = application;
  const schoolId = declaration?.schoolId ?? person?.schoolId ?? null;
  const held = seats.filter(({ profileId, state }) => profileId === application.id && HOLDS_A_REVIEW.includes(state));
  return {
    id: application.id,
    code: application.code,
    personId: application.applicantId,
    subject: declaration?.subject ?? null,
    band: declaration?.band ?? null,
    schoolId,
    schoolsLastFiveYears: earlierSchoolsOf(declaration, person).filter((id) => id !== schoolId),
    networkId: schoolId === null ? null : (networkOf.get(schoolId) ?? null),
    startedWith: held.flatMap(({ reviewerId }) => (reviewerId === null ? [] : [reviewerId])),
    standsWith: [],
  };
}

/** What the applicant says, what the district has, and the school on record where the declared one is another. */
function earlierSchoolsOf(declaration: Application["declaration"], person: Person | undefined): string[] {
  const atNow = person?.schoolId ? [person.schoolId] : [];
  return [...new Set([...(declaration?.earlierSchoolIds ?? []), ...atNow, ...(person?.pastSchoolIds ?? [])])];
}

/** The readers among those whom the applicant keeps away. */
function keptAway({ declaration }: Application, readers: readonly Person[]): string[] {
  const addresses = new Set(declaration?.keepAway ?? []);
  if (addresses.size === 0) return [];
  return readers.flatMap(({ id, email }) => (addresses.has(normalEmail(email)) ? [id] : []));
}

function reviewerToMatch(
  reviewer: Reviewer,
  person: Person,
  networkOf: Map<string, string>,
  now: Date,
): ReviewerToMatch {
  const withKind = (kind: string) =>
    reviewer.conflicts.filter((one) => one.kind === kind).map(({ personId }) => personId);
  return {
    id: reviewer.id,
    code: reviewer.code,
    personId: reviewer.id,
    subjects: reviewer.subjects,
    bands: reviewer.bands,
    schoolId: person.schoolId,
    schoolsLastFiveYears: person.pastSchoolIds,
    networkId: person.schoolId === null ? null : (networkOf.get(person.schoolId) ?? null),
    capacity: reviewer.capacity,
    state: reviewer.state,
    isOnLeave: reviewer.pausedUntil !== null && reviewer.pausedUntil > now,
    declaredConflicts: withKind("declared"),
    relatives: withKind("relative"),
    coachees: withKind("coach"),
    reviewedBefore: withKind("earlier-reviewer"),
  };
}

const SUBJECT_GROUPS: Readonly<Record<string, string>> = Object.fromEntries(
  SAMPLE_SUBJECTS.flatMap(({ group, names }) => names.map((name) => [name, group])),
);

/** The cohort's code decides the seed: written down before anybody is in it. */
function seedOf(code: string): number {
  return code.split("").reduce((seed, letter) => (seed * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
}

/** Coordinators with an application of their own in this cohort do not match it. */
export async function isApplicantHere(
  { applications }: Pick<Deps, "applications">,
  actor: Actor,
  cohortId: string,
): Promise<boolean> {
  return (await applications.count({ cohortId, applicantId: actor.personId })) > 0;
}

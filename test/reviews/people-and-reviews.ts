import type { Deps } from "../../server/deps.ts";
import type { Person } from "../../server/people/index.ts";
import type { Application } from "../../server/profiles/index.ts";
import { indicatorIds, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import type { AnswerDraft, Review } from "../../server/reviews/index.ts";

export const RUBRIC = SAMPLE_RUBRIC;

/** A person, valid by default. */
export function person(id: string, changes: Partial<Person> = {}): Omit<Person, "version"> {
  return {
    id,
    name: `Person ${id}`,
    email: `${id}@school.example`,
    passwordHash: null,
    roles: ["reviewer"],
    side: null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: new Date("2026-01-01T00:00:00Z"),
    ...changes,
  };
}

/** An application that stands in review, valid by default. */
export function application(id: string, changes: Partial<Application> = {}): Omit<Application, "version"> {
  return {
    id,
    cohortId: "c1",
    applicantId: `applicant-of-${id}`,
    code: `C01-M-${id}`,
    state: "in-review",
    heldFrom: null,
    declaration: {
      subject: "Mathematics",
      band: "middle",
      schoolId: "s1",
      isServiceProvider: false,
      declaredAt: new Date("2026-09-01T00:00:00Z"),
    },
    narrative: [{ indicatorId: "1.1", text: "At minute 12 Jordan explains the pattern to the group." }],
    board: [],
    isNobodyRecorded: true,
    submission: null,
    manifest: null,
    earlierManifests: [],
    returned: null,
    requests: [],
    conflictedIds: [],
    takenFromId: null,
    history: [],
    createdAt: new Date("2026-09-01T00:00:00Z"),
    ...changes,
  };
}

/** A review that was just offered, valid by default. */
export function review(id: string, changes: Partial<Review> = {}): Omit<Review, "version"> {
  return {
    id,
    cohortId: "c1",
    profileId: "p1",
    profileCode: "C01-M-p1",
    applicantId: "applicant-of-p1",
    place: 1,
    reviewerId: "reader-1",
    reviewerCode: "R-001",
    state: "offered",
    rubric: RUBRIC,
    offeredAt: new Date("2026-11-20T12:00:00Z"),
    respondBy: new Date("2026-11-25T04:59:59Z"),
    reviewBy: new Date("2026-12-15T04:59:59Z"),
    acceptedAt: null,
    startedAt: null,
    submittedAt: null,
    endedAt: null,
    reason: null,
    draft: [],
    sheets: [],
    fourthReadAsked: null,
    moreTimeAsked: null,
    snoozedUntil: null,
    ...changes,
  };
}

/** 14 answers that add up to `points` (14 to 42), each with a note. */
export function answersFor(points: number): AnswerDraft[] {
  const ids = indicatorIds(RUBRIC);
  let left = points - ids.length;
  return ids.map((indicatorId) => {
    const extra = Math.min(2, left);
    left -= extra;
    return { indicatorId, level: 1 + extra, code: null, note: `Seen in the evidence for ${indicatorId}.` };
  });
}

/** Puts one review of one application in place, with its people. */
export async function oneReview(deps: Deps, changes: Partial<Review> = {}): Promise<Review> {
  await deps.people.insert(person(changes.reviewerId ?? "reader-1"));
  await deps.applications.insert(application(changes.profileId ?? "p1"));
  return deps.reviews.insert(review(changes.id ?? "r1", changes));
}

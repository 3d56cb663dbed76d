import type { MatchingInput, ProfileToMatch, ReviewerToMatch } from "./candidates.rules.ts";
import { REASONS } from "./reasons.rules.ts";

/** Marks, for one Profile at a time, whom it cannot have and why. */
export type ConflictMarks = {
  /** Per reviewer the reasons against the Profile marked last; 0 for nobody's objection. */
  mask: Int32Array;
  /** Clears the marks of the last Profile and sets those of this one. */
  markFor(profile: ProfileToMatch): void;
  /** Adds a reason by hand (a school already taken, a review already held). */
  add(reviewer: number, reason: number): void;
};

type Objections = Map<string, { reviewer: number; reason: number }[]>;

/**
 * Looks conflicts up from the side with few entries: the people a Profile's person, schools and declarations lead to.
 * Two people share a school when the schools of their last five years, the present ones included, have one in common.
 */
export function conflictMarks({ profiles, reviewers, forbids, asked = [] }: MatchingInput): ConflictMarks {
  const byPerson = objectionsByPerson(reviewers);
  const bySchool = reviewersBySchool(reviewers);
  const indexOfPerson = new Map(reviewers.map(({ personId }, j) => [personId, j]));
  const forbidden = pairsByProfile(profiles, reviewers, forbids);
  const askedBefore = pairsByProfile(profiles, reviewers, asked);
  const mask = new Int32Array(reviewers.length);
  let touched: number[] = [];
  const add = (reviewer: number, reason: number): void => {
    if (mask[reviewer] === 0) touched.push(reviewer);
    mask[reviewer] = (mask[reviewer] as number) | reason;
  };
  const markFor = (profile: ProfileToMatch): void => {
    for (const reviewer of touched) mask[reviewer] = 0;
    touched = [];
    for (const { reviewer, reason } of byPerson.get(profile.personId) ?? []) add(reviewer, reason);
    for (const school of schoolsOf(profile))
      for (const reviewer of bySchool.get(school) ?? []) add(reviewer, REASONS.sameSchool);
    for (const personId of profile.declaredConflicts) {
      const reviewer = indexOfPerson.get(personId);
      if (reviewer !== undefined) add(reviewer, REASONS.declaredByApplicant);
    }
    for (const reviewer of forbidden.get(profile.id) ?? []) add(reviewer, REASONS.forbidden);
    for (const reviewer of askedBefore.get(profile.id) ?? []) add(reviewer, REASONS.askedBefore);
  };
  return { mask, markFor, add };
}

/** Every school of the last five years, the present one included. */
export function schoolsOf({ schoolId, schoolsLastFiveYears }: ProfileToMatch | ReviewerToMatch): string[] {
  return schoolId === null ? [...schoolsLastFiveYears] : [schoolId, ...schoolsLastFiveYears];
}

/** Person -> reviewers who may not judge them, whoever declared it. */
function objectionsByPerson(reviewers: readonly ReviewerToMatch[]): Objections {
  const objections: Objections = new Map();
  const object = (personId: string, reviewer: number, reason: number): void => {
    const list = objections.get(personId);
    if (list) list.push({ reviewer, reason });
    else objections.set(personId, [{ reviewer, reason }]);
  };
  reviewers.forEach(({ personId, declaredConflicts, relatives, coachees, reviewedBefore }, j) => {
    object(personId, j, REASONS.self);
    for (const person of declaredConflicts) object(person, j, REASONS.declaredByReviewer);
    for (const person of relatives) object(person, j, REASONS.relative);
    for (const person of coachees) object(person, j, REASONS.coach);
    for (const person of reviewedBefore) object(person, j, REASONS.earlierReviewer);
  });
  return objections;
}

function reviewersBySchool(reviewers: readonly ReviewerToMatch[]): Map<string, number[]> {
  const bySchool = new Map<string, number[]>();
  reviewers.forEach((reviewer, j) => {
    for (const school of schoolsOf(reviewer)) {
      const list = bySchool.get(school);
      if (list) list.push(j);
      else bySchool.set(school, [j]);
    }
  });
  return bySchool;
}

function pairsByProfile(
  profiles: readonly ProfileToMatch[],
  reviewers: readonly ReviewerToMatch[],
  pairs: NonNullable<MatchingInput["asked"]>,
): Map<string, number[]> {
  if (pairs.length === 0 || profiles.length === 0) return new Map();
  const indexOf = new Map(reviewers.map(({ id }, j) => [id, j]));
  const byProfile = new Map<string, number[]>();
  for (const { profileId, reviewerId } of pairs) {
    const reviewer = indexOf.get(reviewerId);
    if (reviewer !== undefined) byProfile.set(profileId, [...(byProfile.get(profileId) ?? []), reviewer]);
  }
  return byProfile;
}

import type { ProfileToMatch, ReviewerToMatch } from "./candidates.rules.ts";

/** Somebody whom matching cannot place until the missing details are filled in. */
export type IncompletePerson = { kind: "profile" | "reviewer"; id: string; code: string; missing: string[] };

/**
 * People to fix before matching. Without a school nobody can know of a conflict, so a missing school counts too. Reviewers
 * who are not active are left out: they are not matched anyway.
 */
export function incompletePeople(
  profiles: readonly ProfileToMatch[],
  reviewers: readonly ReviewerToMatch[],
): IncompletePerson[] {
  const people: IncompletePerson[] = [];
  for (const { id, code, ...profile } of profiles) {
    const missing = missingOfProfile(profile);
    if (missing.length > 0) people.push({ kind: "profile", id, code, missing });
  }
  for (const { id, code, ...reviewer } of reviewers) {
    const missing = reviewer.state === "active" ? missingOfReviewer(reviewer) : [];
    if (missing.length > 0) people.push({ kind: "reviewer", id, code, missing });
  }
  return people;
}

/** What a Profile lacks, in words; empty where it can be matched. */
export function missingOfProfile({ subject, band, schoolId }: Omit<ProfileToMatch, "id" | "code">): string[] {
  const missing = [];
  if (!subject) missing.push("subject");
  if (!band) missing.push("grade band");
  if (!schoolId) missing.push("school");
  return missing;
}

/** What a reviewer lacks, in words; empty where they can be matched. */
export function missingOfReviewer(reviewer: Omit<ReviewerToMatch, "id" | "code">): string[] {
  const missing = [];
  if (reviewer.subjects.length === 0) missing.push("subject");
  if (reviewer.bands.length === 0) missing.push("grade band");
  if (!reviewer.schoolId) missing.push("school");
  if (reviewer.capacity === null) missing.push("capacity");
  return missing;
}

import { BANDS, DEFAULT_SETTINGS, type MatchingInput, type ProfileToMatch } from "./candidates.rules.ts";
import type { ReviewerToMatch } from "./candidates.rules.ts";

const PROFILES = 240;
const REVIEWERS = 80;
const SUBJECTS = 6;
const SCHOOLS = 24;

/**
 * Made-up people for a thread to practise on before the first real run: the engine compiles what it has seen often. One
 * subject has too few readers, so that shortages and their remedies are practised too. No luck in it: always the same.
 */
export function practiceInput(): MatchingInput {
  return {
    profiles: Array.from({ length: PROFILES }, (_, p) => practiceProfile(p)),
    reviewers: Array.from({ length: REVIEWERS }, (_, j) => practiceReviewer(j)),
    locks: [],
    forbids: [],
    fallbacks: [],
    subjectGroups: {},
    settings: { ...DEFAULT_SETTINGS },
  };
}

function practiceProfile(p: number): ProfileToMatch {
  return {
    id: `profile-${p}`,
    code: `P-${p}`,
    personId: `applicant-${p}`,
    subject: `Subject ${(p * 7) % SUBJECTS}`,
    band: BANDS[(p * 11) % BANDS.length] ?? null,
    schoolId: `school-${(p * 5) % SCHOOLS}`,
    schoolsLastFiveYears: [],
    networkId: `network-${(p * 5) % 4}`,
    declaredConflicts: [],
    startedWith: [],
    standsWith: [],
  };
}

function practiceReviewer(j: number): ReviewerToMatch {
  // The last subject has fewer readers than any other.
  const isScarce = j % 8 === 7;
  const subject = isScarce ? SUBJECTS - 1 : j % (SUBJECTS - 1);
  return {
    id: `reviewer-${j}`,
    code: `R-${j}`,
    personId: `reader-${j}`,
    subjects: [`Subject ${subject}`],
    bands: BANDS.slice(0, 4).map((band, k) => ({ band, preference: ((j + k) % 3) as 0 | 1 | 2 })),
    schoolId: `school-${(j * 7) % SCHOOLS}`,
    schoolsLastFiveYears: [],
    networkId: `network-${(j * 7) % 4}`,
    capacity: isScarce ? 11 + (j % 3 === 0 ? 1 : 0) : 9 + (j % 5),
    state: "active",
    isOnLeave: false,
    declaredConflicts: [],
    relatives: [],
    coachees: [],
    reviewedBefore: [],
  };
}

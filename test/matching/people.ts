import {
  BANDS,
  DEFAULT_SETTINGS,
  FALLBACK_STEPS,
  type MatchingInput,
  type ProfileToMatch,
  type ReviewerToMatch,
} from "../../server/matching/candidates.rules.ts";
import { xoshiro } from "../../bench/matching/xoshiro.ts";

/** A Profile of music in a middle school that can be matched as it is. */
export const profile = (changes: Partial<ProfileToMatch> = {}): ProfileToMatch => ({
  id: "p1",
  code: "P-1",
  personId: "ann",
  subject: "Music",
  band: "middle",
  schoolId: "oak",
  schoolsLastFiveYears: [],
  networkId: "n1",
  declaredConflicts: [],
  startedWith: [],
  standsWith: [],
  ...changes,
});

/** An active reviewer of music in the middle band without conflicts, from a school of their own. */
export const reviewer = (id: string, changes: Partial<ReviewerToMatch> = {}): ReviewerToMatch => ({
  id,
  code: `R-${id}`,
  personId: `person-${id}`,
  subjects: ["Music"],
  bands: [{ band: "middle", preference: 0 }],
  schoolId: `school-${id}`,
  schoolsLastFiveYears: [],
  networkId: null,
  capacity: 5,
  state: "active",
  isOnLeave: false,
  declaredConflicts: [],
  relatives: [],
  coachees: [],
  reviewedBefore: [],
  ...changes,
});

/** One Profile and nobody to read it, with three subjects in two groups. */
export const matchingInput = (changes: Partial<MatchingInput>): MatchingInput => ({
  profiles: [profile()],
  reviewers: [],
  locks: [],
  forbids: [],
  fallbacks: [],
  subjectGroups: { Music: "arts", "Visual art": "arts", Science: "core" },
  settings: DEFAULT_SETTINGS,
  ...changes,
});

/** A random small school district that is often short of readers, with conflicts, started reviews and fallbacks. */
export function smallDistrict(seed: number): MatchingInput {
  const random = xoshiro(seed);
  const pick = <Each>(list: readonly Each[]): Each => list[random.below(list.length)] as Each;
  const subjects = ["Music", "Visual art", "Science"];
  const schools = ["oak", "elm", "fir", "ash"];
  const reviewers = Array.from({ length: 1 + random.below(7) }, (_, j) =>
    reviewer(`${j}`, {
      subjects: [pick(subjects)],
      bands: [{ band: pick(BANDS), preference: 0 }],
      schoolId: pick(schools),
      capacity: random.below(4),
      isOnLeave: random.below(8) === 0,
      coachees: random.below(4) === 0 ? [`person-p${random.below(6)}`] : [],
    }),
  );
  const profiles = Array.from({ length: 1 + random.below(6) }, (_, p) =>
    profile({
      id: `p${p}`,
      personId: `person-p${p}`,
      subject: pick(subjects),
      band: pick(BANDS),
      schoolId: random.below(3) === 0 ? pick(schools) : `elsewhere-${p}`,
      startedWith: random.below(5) === 0 ? [`${random.below(reviewers.length)}`] : [],
    }),
  );
  const fallbacks =
    random.below(4) === 0
      ? [{ subject: pick(subjects), band: pick(BANDS), step: pick(FALLBACK_STEPS), reason: "Nobody else" }]
      : [];
  return matchingInput({
    profiles,
    reviewers,
    fallbacks,
    settings: { ...DEFAULT_SETTINGS, isOnePerSchool: random.below(2) === 0, seed },
  });
}

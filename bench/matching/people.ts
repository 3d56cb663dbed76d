import {
  BANDS,
  DEFAULT_SETTINGS,
  type MatchingInput,
  type ProfileToMatch,
  type ReviewerToMatch,
} from "../../server/matching/candidates.rules.ts";
import { BAND_COUNT, type District, SCHOOLS_EACH, SUBJECTS_EACH } from "./district.ts";
import { eachCandidate, isDeclaredConflict } from "./generator.ts";

/** The same district as the app would load it: people with ids, subjects, schools and declared conflicts. */
export function peopleOf(district: District): MatchingInput {
  const declared = Array.from({ length: district.shape.profileCount }, (): string[] => []);
  eachCandidate(district, (p, j, luck) => {
    if (isDeclaredConflict(luck)) declared[p]?.push(`person-r${j}`);
  });
  return {
    profiles: declared.map((conflicts, p) => profileOf(district, p, conflicts)),
    reviewers: Array.from({ length: district.shape.reviewerCount }, (_, j) => reviewerOf(district, j)),
    locks: [],
    forbids: [],
    fallbacks: [],
    subjectGroups: {},
    settings: { ...DEFAULT_SETTINGS, seed: district.shape.seed },
  };
}

function profileOf(district: District, p: number, declaredConflicts: readonly string[]): ProfileToMatch {
  const schools = schoolsOf(district.profileSchools, p);
  return {
    id: `profile-${p}`,
    code: `P-${p}`,
    personId: `person-p${p}`,
    subject: `Subject ${district.profileSubject[p]}`,
    band: BANDS[district.profileBand[p] as number] ?? null,
    schoolId: `school-${schools[0]}`,
    schoolsLastFiveYears: schools.slice(1).map((school) => `school-${school}`),
    networkId: `network-${district.network[schools[0] as number]}`,
    declaredConflicts,
    startedWith: [],
    standsWith: [],
  };
}

function reviewerOf(district: District, j: number): ReviewerToMatch {
  const schools = schoolsOf(district.reviewerSchools, j);
  const subjects = district.reviewerSubjects.subarray(j * SUBJECTS_EACH, (j + 1) * SUBJECTS_EACH);
  const bands = district.reviewerBands.subarray(j * BAND_COUNT, (j + 1) * BAND_COUNT);
  return {
    id: `reviewer-${j}`,
    code: `R-${String(j + 1).padStart(3, "0")}`,
    personId: `person-r${j}`,
    subjects: Array.from(
      subjects.filter((subject) => subject >= 0),
      (subject) => `Subject ${subject}`,
    ),
    bands: BANDS.flatMap((band, b) => {
      const preference = bands[b];
      return preference === 0 || preference === 1 || preference === 2 ? [{ band, preference }] : [];
    }),
    schoolId: `school-${schools[0]}`,
    schoolsLastFiveYears: schools.slice(1).map((school) => `school-${school}`),
    networkId: `network-${district.network[schools[0] as number]}`,
    capacity: district.reviewerCapacity[j] ?? 0,
    state: "active",
    isOnLeave: false,
    declaredConflicts: [],
    relatives: [],
    coachees: [],
    reviewedBefore: [],
  };
}

function schoolsOf(all: Int32Array, person: number): number[] {
  return [...all.subarray(person * SCHOOLS_EACH, (person + 1) * SCHOOLS_EACH)].filter((school) => school >= 0);
}

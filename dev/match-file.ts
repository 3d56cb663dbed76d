import { z } from "zod";
import {
  BANDS,
  DEFAULT_SETTINGS,
  FALLBACK_STEPS,
  type MatchingInput,
  type ProfileToMatch,
  type ReviewerToMatch,
} from "../server/matching/candidates.rules.ts";

const Id = z.string().min(1).max(100);
const Count = z.int().min(0).max(10_000);
const Reason = z.string().min(1).max(500);

/** Kinds of conflict; the first is the one that the applicant declared. */
export const CONFLICT_KINDS = [
  "declared-by-applicant",
  "declared-by-reviewer",
  "relative",
  "coach",
  "earlier-reviewer",
] as const;
type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** The documented file of `npm run match`, see docs/matching.md. Unknown fields are refused: they are usually misspelt. */
export const MatchFile = z.strictObject({
  settings: z
    .strictObject({
      reviewsEach: z.int().min(1).max(3).default(DEFAULT_SETTINGS.reviewsEach),
      isOnePerSchool: z.boolean().default(DEFAULT_SETTINGS.isOnePerSchool),
      loadWeight: z.int().min(0).max(10_000).default(DEFAULT_SETTINGS.loadWeight),
      seed: z.int().min(0).max(2_147_483_647).default(DEFAULT_SETTINGS.seed),
    })
    .prefault({}),
  schools: z.array(z.strictObject({ id: Id, network: Id.nullable().default(null) })),
  profiles: z
    .array(
      z.strictObject({
        id: Id,
        subject: Id.nullable(),
        band: z.enum(BANDS).nullable(),
        school: Id.nullable(),
        schoolsLastFiveYears: z.array(Id).default([]),
        startedWith: z.array(Id).default([]),
        standsWith: z.array(Id).default([]),
      }),
    )
    .max(20_000),
  reviewers: z
    .array(
      z.strictObject({
        id: Id,
        subjects: z.array(Id),
        bands: z.array(
          z.strictObject({ band: z.enum(BANDS), preference: z.union([z.literal(0), z.literal(1), z.literal(2)]) }),
        ),
        school: Id.nullable(),
        schoolsLastFiveYears: z.array(Id).default([]),
        capacity: Count.nullable(),
        isOnLeave: z.boolean().default(false),
      }),
    )
    .max(20_000),
  conflicts: z.array(z.strictObject({ profile: Id, reviewer: Id, kind: z.enum(CONFLICT_KINDS) })).default([]),
  locks: z.array(z.strictObject({ profile: Id, reviewer: Id, reason: Reason })).default([]),
  forbids: z.array(z.strictObject({ profile: Id, reviewer: Id, reason: Reason })).default([]),
  fallbacks: z
    .array(z.strictObject({ subject: Id, band: z.enum(BANDS), step: z.enum(FALLBACK_STEPS), reason: Reason }))
    .default([]),
  subjectGroups: z.record(Id, Id).default({}),
});
export type MatchFile = z.infer<typeof MatchFile>;

/** Reads the text of a file. Returns what is wrong with it, line by line, instead of the input when it cannot be used. */
export function readMatchFile(text: string): { input: MatchingInput } | { problems: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { problems: [`This is not JSON: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const parsed = MatchFile.safeParse(json);
  if (!parsed.success)
    return { problems: parsed.error.issues.map(({ path, message }) => `${pathInWords(path)}: ${message}`) };
  const problems = danglingIn(parsed.data);
  return problems.length > 0 ? { problems } : { input: inputOf(parsed.data) };
}

/** `profiles[3].band`. */
function pathInWords(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** Ids that appear twice, or that are used and not there. */
function danglingIn(file: MatchFile): string[] {
  const { schools, profiles, reviewers, conflicts, locks, forbids } = file;
  const known = { school: idsOf(schools), profile: idsOf(profiles), reviewer: idsOf(reviewers) };
  const problems = [
    ...repeated("schools", schools),
    ...repeated("profiles", profiles),
    ...repeated("reviewers", reviewers),
  ];
  const need = (where: string, kind: keyof typeof known, id: string | null) => {
    if (id !== null && !known[kind].has(id)) problems.push(`${where}: there is no ${kind} "${id}"`);
  };
  for (const [name, people] of [["profiles", profiles] as const, ["reviewers", reviewers] as const])
    people.forEach((person, k) => {
      for (const id of [person.school, ...person.schoolsLastFiveYears]) need(`${name}[${k}]`, "school", id);
    });
  profiles.forEach(({ startedWith, standsWith }, k) => {
    for (const id of [...startedWith, ...standsWith]) need(`profiles[${k}]`, "reviewer", id);
  });
  for (const [name, pairs] of Object.entries({ conflicts, locks, forbids }))
    pairs.forEach(({ profile, reviewer }, k) => {
      need(`${name}[${k}]`, "profile", profile);
      need(`${name}[${k}]`, "reviewer", reviewer);
    });
  return problems;
}

function idsOf(list: readonly { id: string }[]): Set<string> {
  return new Set(list.map(({ id }) => id));
}

function repeated(name: string, list: readonly { id: string }[]): string[] {
  const seen = new Set<string>();
  return list.flatMap(({ id }, k) => {
    if (seen.has(id)) return [`${name}[${k}]: the id "${id}" is there already`];
    seen.add(id);
    return [];
  });
}

function inputOf(file: MatchFile): MatchingInput {
  const network = new Map(file.schools.map((school) => [school.id, school.network]));
  const networkOf = (school: string | null) => (school === null ? null : (network.get(school) ?? null));
  const conflicts = groupConflicts(file);
  const of = (id: string, kind: ConflictKind) => conflicts.get(`${kind} ${id}`) ?? [];
  const profiles = file.profiles.map(
    ({ id, subject, band, school, ...rest }): ProfileToMatch => ({
      ...rest,
      id,
      code: id,
      personId: personOfProfile(id),
      subject,
      band,
      schoolId: school,
      networkId: networkOf(school),
      declaredConflicts: of(id, "declared-by-applicant"),
    }),
  );
  const reviewers = file.reviewers.map(
    ({ id, school, ...rest }): ReviewerToMatch => ({
      ...rest,
      id,
      code: id,
      personId: personOfReviewer(id),
      schoolId: school,
      networkId: networkOf(school),
      state: "active",
      declaredConflicts: of(id, "declared-by-reviewer"),
      relatives: of(id, "relative"),
      coachees: of(id, "coach"),
      reviewedBefore: of(id, "earlier-reviewer"),
    }),
  );
  const decision = ({ profile, reviewer, reason }: MatchFile["locks"][number]) => ({
    profileId: profile,
    reviewerId: reviewer,
    reason,
  });
  const { fallbacks, subjectGroups, settings } = file;
  return {
    profiles,
    reviewers,
    locks: file.locks.map(decision),
    forbids: file.forbids.map(decision),
    fallbacks,
    subjectGroups,
    settings,
  };
}

/** "kind id" of the one who has the conflict in their list -> the people it is with. */
function groupConflicts({ conflicts }: MatchFile): Map<string, string[]> {
  const grouped = new Map<string, string[]>();
  for (const { profile, reviewer, kind } of conflicts) {
    const isApplicants = kind === "declared-by-applicant";
    const key = `${kind} ${isApplicants ? profile : reviewer}`;
    const person = isApplicants ? personOfReviewer(reviewer) : personOfProfile(profile);
    const list = grouped.get(key);
    if (list) list.push(person);
    else grouped.set(key, [person]);
  }
  return grouped;
}

function personOfProfile(id: string): string {
  return `person of profile ${id}`;
}

function personOfReviewer(id: string): string {
  return `person of reviewer ${id}`;
}

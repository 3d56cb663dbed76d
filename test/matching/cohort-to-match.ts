import type { Deps } from "../../server/deps.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import type { Reviewer } from "../../server/people/index.ts";
import { DEFAULT_SETTINGS, SAMPLE_RUBRIC } from "../../server/programs/index.ts";
import { application, person } from "../reviews/people-and-reviews.ts";

export const coordinator: Actor = {
  personId: "jgp-1",
  role: "jgp",
  holds: ["jgp"],
  side: "union",
  isKeyHolder: false,
  schoolId: null,
};

export function reviewer(number: number, changes: Partial<Reviewer> = {}): Omit<Reviewer, "version"> {
  return {
    id: `reader-${number}`,
    code: `R-${String(number).padStart(3, "0")}`,
    state: "active",
    subjects: ["Mathematics"],
    bands: [{ band: "middle", preference: 0 }],
    capacity: 5,
    hours: null,
    conflicts: [],
    pausedUntil: null,
    pauseReason: null,
    updatedAt: new Date("2026-09-01T00:00:00Z"),
    ...changes,
  };
}

/** A cohort that stands before its matching: `profiles` accepted, `readers` active, each at a school of their own. */
export async function cohortToMatch(
  deps: Deps,
  { profiles, readers }: { profiles: number; readers: number },
): Promise<void> {
  const rubric = await deps.rubrics.keep(SAMPLE_RUBRIC, deps.clock.now());
  await deps.programs.insert({
    id: "program-1",
    number: 1,
    state: "approved",
    settings: DEFAULT_SETTINGS,
    rubric,
    approvals: [],
    note: "",
    comment: null,
  });
  await deps.cohorts.insert({
    id: "c1",
    code: "C01",
    name: "the first cohort",
    state: "matching",
    calendar: {
      zone: "America/New_York",
      sessionsOn: ["2026-09-01"],
      registrationFromOn: "2026-09-02",
      draftingFromOn: "2026-09-03",
      submissionDueOn: "2026-11-13",
      intakeDueOn: "2026-11-20",
      reviewsFromOn: "2026-11-23",
      reviewsDueOn: "2026-12-14",
      fourthReadsDueOn: "2026-12-24",
      interviewsDueOn: "2027-01-10",
      recommendationDueOn: "2027-01-15",
      approvalDueOn: "2027-01-20",
      releaseOn: "2027-01-27",
      closesOn: "2027-03-01",
    },
    programVersionId: "program-1",
    sessions: [],
    extensions: [],
    history: [],
    createdAt: new Date("2026-08-01T00:00:00Z"),
  });
  await deps.people.insert(person("jgp-1", { roles: ["jgp"], side: "union" }));
  for (let i = 1; i <= readers; i += 1) {
    await deps.people.insert(person(`reader-${i}`, { schoolId: `school-of-reader-${i}` }));
    await deps.reviewers.insert(reviewer(i));
  }
  for (let i = 1; i <= profiles; i += 1) {
    await deps.people.insert(person(`applicant-of-p${i}`, { roles: ["applicant"], schoolId: `school-of-p${i}` }));
    const declaration = {
      subject: "Mathematics",
      band: "middle" as const,
      schoolId: `school-of-p${i}`,
      isServiceProvider: false,
      declaredAt: new Date("2026-09-01T00:00:00Z"),
    };
    await deps.applications.insert(application(`p${i}`, { code: `C01-M-00${i}`, state: "accepted", declaration }));
  }
}

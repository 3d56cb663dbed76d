import type { ProgramVersion } from "../programs/index.ts";
import { type Cohort, daysToRelease, faultsOfCalendar, submissionDeadlineAt } from "./cohort.rules.ts";

/** One line of the check before a cohort opens. `mustFix` lines stop it; the others advise. */
export type ReadinessLine = { id: string; isReady: boolean; mustFix: boolean; text: string; advice: string | null };

export type ReadinessFacts = {
  program: Pick<ProgramVersion, "state" | "number"> | null;
  activeReviewerCount: number;
  /** Reviews that the active pool said it can do. */
  reviewCapacity: number;
  now: Date;
};

/** Days from deadline to release that the program aims at: 8 to 10 weeks. */
export const TARGET_DAYS = { from: 56, until: 70 } as const;

/** Everything looked at before a cohort opens, in the order of the wizard. */
export function readinessOf(
  cohort: Pick<Cohort, "calendar" | "sessions">,
  { program, activeReviewerCount, reviewCapacity, now }: ReadinessFacts,
): ReadinessLine[] {
  const faults = faultsOfCalendar(cohort.calendar);
  const days = daysToRelease(cohort.calendar);
  const isOnTarget = days >= TARGET_DAYS.from && days <= TARGET_DAYS.until;
  const line = (id: string, isReady: boolean, mustFix: boolean, text: string, advice: string): ReadinessLine => ({
    id,
    isReady,
    mustFix,
    text,
    advice: isReady ? null : advice,
  });
  return [
    line(
      "program",
      program?.state === "approved",
      true,
      program ? `Rules: version ${program.number}, ${program.state}` : "Rules: none chosen",
      "Choose a version that the JOC has approved.",
    ),
    line(
      "calendar",
      faults.length === 0,
      true,
      "Calendar: every step comes after the one before",
      "Put the marked days in order.",
    ),
    line(
      "deadline",
      submissionDeadlineAt(cohort.calendar) > now,
      true,
      "Deadline: still ahead",
      "Choose a submission day that is still ahead.",
    ),
    line(
      "sessions",
      cohort.sessions.length > 0,
      true,
      `Information sessions: ${cohort.sessions.length}`,
      "Add at least one: attending a session is what opens an application.",
    ),
    line(
      "pace",
      isOnTarget,
      false,
      `From deadline to release: ${days} days`,
      "The aim is 8 to 10 weeks. It may still be opened like this.",
    ),
    line(
      "readers",
      activeReviewerCount >= 3,
      false,
      `Active reviewers: ${activeReviewerCount}, for ${reviewCapacity} reviews`,
      "Each Profile needs three. The pool can still grow before matching.",
    ),
  ];
}

export function isReady(lines: readonly ReadinessLine[]): boolean {
  return lines.every((line) => line.isReady || !line.mustFix);
}

import { type DomainEvent, event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { ProgramSettings, Rubric } from "../programs/index.ts";
import type { Review } from "../reviews/index.ts";
import { caseFileOf, type CaseRecord, newCase, overSheets, rubricOf } from "./case.rules.ts";
import { resolutionFor } from "./fourth-read.rules.ts";
import { nextOutcome } from "./outcome-version.rules.ts";
import { type Verdict, verdictOf } from "./verdict.rules.ts";

/** The event that tells the rest of the house where a case stands now. */
const EVENT_OF: Record<Verdict["stage"], string> = {
  waiting: "case.waiting",
  stopped: "case.stopped",
  "held-not-scorable": "case.held-not-scorable",
  "returned-for-fix": "case.returned-for-fix",
  void: "case.void",
  held: "case.held",
  "fourth-read": "case.fourth-read-needed",
  banded: "case.banded",
};

/**
 * Computes a case's result from all that is on record. Run again, or in any order, it comes to the same and writes it
 * once: a version is added only where the verdict changed.
 * @throws Problem `changed-meanwhile` when another run wrote first (the job tries again)
 */
export async function computeOutcome(
  { cases, reviews, clock, newId, faults }: Pick<Deps, "cases" | "reviews" | "clock" | "newId" | "faults">,
  profileId: string,
  settings: ProgramSettings,
): Promise<CaseRecord | null> {
  // Read the record first: its version is what the save is checked against, so a sheet that comes in between is seen.
  const before = await cases.findOne({ id: profileId });
  const ofCase = await reviews.ofProfile(profileId);
  const rubric = rubricOf(ofCase);
  const [first] = ofCase;
  if (!rubric || !first) return before;
  if (before?.sealedAt) return before;

  const now = clock.now();
  const from = before ?? newCase(profileId, first.cohortId, first.applicantId);
  const { record, verdict, outcome } = computed(from, ofCase, rubric, settings, now);
  if (outcome === null)
    return before === null || isAboutSame(before, record) ? before : cases.save({ ...record, version: before.version });
  const changed = {
    ...record,
    stage: verdict.stage,
    outcomes: [...record.outcomes, outcome],
    fourthRead:
      verdict.stage === "fourth-read" && record.fourthRead === null
        ? { resolution: resolutionFor(verdict.fired), askedAt: now, isGivenUp: false }
        : record.fourthRead,
  };
  const events = [told(changed, verdict, newId(), now, outcome.version)];
  faults.reach("compute-outcome.before-save");
  return before ? cases.save({ ...changed, version: before.version }, events) : insertOnce(cases, changed, events);
}

/** What a record comes to over these sheets; the outcome is null where it has it already. */
function computed(
  from: Omit<CaseRecord, "version">,
  ofCase: readonly Review[],
  rubric: Rubric,
  settings: ProgramSettings,
  now: Date,
) {
  const record = overSheets(from, ofCase, now);
  const verdict = verdictOf(caseFileOf(record, ofCase), rubric, settings);
  return { record, verdict, outcome: nextOutcome(record.outcomes.at(-1) ?? null, verdict, rubric, now) };
}

function isAboutSame(one: Pick<CaseRecord, "about">, other: Pick<CaseRecord, "about">): boolean {
  return one.about.join() === other.about.join();
}

/** Whether the last result on record is what the sheets and rulings come to now; false between a change and its job. */
export function isCurrent(
  record: CaseRecord,
  ofCase: readonly Review[],
  settings: ProgramSettings,
  now: Date,
): boolean {
  const rubric = rubricOf(ofCase);
  if (!rubric) return true;
  const next = computed(record, ofCase, rubric, settings, now);
  return next.outcome === null && isAboutSame(record, next.record);
}

function told(
  record: Omit<CaseRecord, "version">,
  verdict: Verdict,
  id: string,
  at: Date,
  outcomeVersion: number,
): DomainEvent {
  return event(id, EVENT_OF[verdict.stage], at, { profileId: record.id, cohortId: record.cohortId, outcomeVersion });
}

async function insertOnce(
  cases: Deps["cases"],
  record: Omit<CaseRecord, "version">,
  events: DomainEvent[],
): Promise<CaseRecord> {
  try {
    return await cases.insert(record, events);
  } catch (error) {
    if (error instanceof Problem) throw new Problem("changed-meanwhile", "Another sheet came in at the same moment.");
    throw error;
  }
}

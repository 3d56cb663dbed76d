import type { PersonId } from "../kernel/actor.ts";
import type { LetterFacts } from "./letter.rules.ts";
import type { RowBasis } from "./list.rules.ts";

/** The decision on one Profile as its letter tells it. Its id is the application's. Nobody outside sees it before release. */
export type Decision = {
  id: string;
  version: number;
  cohortId: string;
  cohortName: string;
  applicantId: PersonId;
  code: string;
  schoolId: string | null;
  isPromoted: boolean;
  basis: RowBasis;
  /** The exact share, as it stands in the outcome that was decided on. */
  points: number;
  of: number;
  outcomeVersion: number;
  facts: LetterFacts;
  call: { name: string; phone: string };
  releasedAt: Date | null;
};

/** Unique for the letter of one application: however often it is prepared, one leaves the house. */
export function letterKey(applicationId: string): string {
  return `decision-letter-${applicationId}`;
}

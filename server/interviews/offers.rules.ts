import type { ApplicationState } from "../profiles/index.ts";

export type CohortCase = { applicationId: string; code: string; state: ApplicationState; band: string | null };

/** States in which a case is out of the way of the others: nothing more is expected of its reviews. */
const OUT: readonly ApplicationState[] = ["registered", "session-attended", "draft", "withdrawn", "void"];

/** Cases that are not banded yet; while there is one, nobody is offered an interview. A draft was never handed in. */
export function notYetBanded(cases: readonly CohortCase[]): CohortCase[] {
  return cases.filter(({ state }) => state !== "banded" && !OUT.includes(state));
}

/**
 * Everyone to be offered an interview, all together, by code: empty until every case of the cohort is banded. An offer
 * carries a case's code and the slots, never a score.
 */
export function interviewOffers(cases: readonly CohortCase[]): CohortCase[] {
  if (notYetBanded(cases).length > 0) return [];
  return cases
    .filter(({ state, band }) => state === "banded" && band === "interview")
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

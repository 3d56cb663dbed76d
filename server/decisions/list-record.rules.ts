import type { AnyActor, PersonId, Role, Side } from "../kernel/actor.ts";
import { type DomainEvent, event } from "../kernel/event.ts";
import { next } from "../kernel/workflow.ts";
import type { Application, ApplicationState } from "../profiles/index.ts";
import {
  LIST_WORKFLOW,
  type ListSignature,
  type ListState,
  type Recommendation,
  type Row,
  rowHash,
  totalHash,
} from "./list.rules.ts";
import {
  type Ballot,
  decisionOf,
  type Recusal,
  type RowDecision,
  type RowTally,
  type Seat,
  tallyRow,
} from "./vote.rules.ts";

/** What the JGP adds to a row that came back: words, and after an interview perhaps another recommendation. */
export type RowAnswer = {
  applicationId: string;
  text: string;
  recommendation: Recommendation | null;
  byId: PersonId;
  at: Date;
};

/** A row that the committee sent back, as it stood then, with every reason. */
export type ReturnedRow = { applicationId: string; rowHash: string; reasons: readonly string[]; at: Date };

/** Someone who left after the list was signed: passed over in votes, counts and letters; what was signed still stands. */
export type LeftRow = { applicationId: string; at: Date };

export type ReleasePlan = {
  releaseAt: Date;
  /** The day the new pay begins, `2026-07-01`. */
  effectiveOn: string;
  call: { name: string; phone: string };
  setById: PersonId;
};

/** The recommendation list of one cohort; its id is the cohort's. */
export type RecommendationList = {
  id: string;
  version: number;
  cohortId: string;
  state: ListState;
  rows: readonly Row[];
  left: readonly LeftRow[];
  answers: readonly RowAnswer[];
  returned: readonly ReturnedRow[];
  signatures: readonly ListSignature[];
  seats: readonly Seat[];
  ballots: readonly (Ballot & { applicationId: string })[];
  recusals: readonly (Recusal & { applicationId: string })[];
  /** Members who say that the vote may end; one a side ends it. */
  closings: readonly { byId: PersonId; side: Side }[];
  plan: ReleasePlan | null;
  releasedAt: Date | null;
  history: readonly { state: ListState; at: Date; byRole: Role | "system"; byId: PersonId }[];
};

export const EMPTY_LIST = {
  state: "building",
  rows: [],
  left: [],
  answers: [],
  returned: [],
  signatures: [],
  seats: [],
  ballots: [],
  recusals: [],
  closings: [],
  plan: null,
  releasedAt: null,
  history: [],
} as const satisfies Partial<RecommendationList>;

/** Rows that are decided on: those who left are passed over. */
export function activeRows({ rows, left }: Pick<RecommendationList, "rows" | "left">): Row[] {
  const gone = new Set(left.map(({ applicationId }) => applicationId));
  return rows.filter(({ applicationId }) => !gone.has(applicationId));
}

/** Cases that one person may not see on the list: their own, and those of people they have a conflict with. */
export function conflictsOf(
  applications: readonly Pick<Application, "id" | "applicantId" | "conflictedIds">[],
  personId: PersonId,
): string[] {
  return applications
    .filter(({ applicantId, conflictedIds }) => applicantId === personId || conflictedIds.includes(personId))
    .map(({ id }) => id);
}

/** One step of the list, noted. @throws Problem `wrong-state`, `not-allowed` */
export function stepList(
  list: RecommendationList,
  action: keyof typeof LIST_WORKFLOW,
  actor: Pick<AnyActor, "role" | "personId">,
  at: Date,
): RecommendationList {
  const state = next(LIST_WORKFLOW, action, list.state, actor);
  const line = { state, at, byRole: actor.role, byId: actor.personId };
  return { ...list, state, history: [...list.history, line] };
}

/** New rows in place of the old: back to building where anything differs; signatures and ballots of equal rows stay. */
export function withRows(
  list: RecommendationList,
  rows: readonly Row[],
  actor: Pick<AnyActor, "role" | "personId">,
  at: Date,
): RecommendationList {
  if (totalHash(rows) === totalHash(list.rows)) return list;
  return { ...stepList(list, "change-row", actor, at), rows, left: [], closings: [], plan: null };
}

export type RowContext = { hash: string; seats: readonly Seat[]; recusals: readonly Recusal[] };

/** Who votes on a row: the seats, without those who have a conflict or recused themselves. */
export function rowContext(
  list: RecommendationList,
  row: Row,
  application: Pick<Application, "id" | "applicantId" | "conflictedIds"> | undefined,
): RowContext {
  const said = list.recusals.filter(({ applicationId }) => applicationId === row.applicationId);
  const bound = list.seats
    .filter(({ personId }) => application && conflictsOf([application], personId).length > 0)
    .filter(({ personId }) => !said.some((one) => one.personId === personId))
    .map(({ personId }): Recusal => ({ personId, designeeId: null }));
  return { hash: rowHash(row), seats: list.seats, recusals: [...said, ...bound] };
}

export type RowStanding = { row: Row; tally: RowTally; decision: RowDecision };

/** How every active row stands in the vote. */
export function standingsOf(
  list: RecommendationList,
  applications: readonly Pick<Application, "id" | "applicantId" | "conflictedIds">[],
  quorumPerSide: number,
): RowStanding[] {
  const byId = new Map(applications.map((one) => [one.id, one]));
  return activeRows(list).map((row) => {
    const ballots = list.ballots.filter(({ applicationId }) => applicationId === row.applicationId);
    const tally = tallyRow(ballots, rowContext(list, row, byId.get(row.applicationId)), quorumPerSide);
    return { row, tally, decision: decisionOf(row.recommendation, tally.result) };
  });
}

/** The vote is over when all have voted on all, or a member of each side says so and no row waits. */
export function isVoteOver(list: RecommendationList, standings: readonly RowStanding[]): boolean {
  if (standings.some(({ decision }) => decision === "waiting")) return false;
  const isClosed = new Set(list.closings.map(({ side }) => side)).size === 2;
  return isClosed || standings.every(({ tally }) => tally.isComplete);
}

/** Rows that came back and stand as they stood: to be answered before anybody signs again. */
export function unansweredReturns(list: RecommendationList): ReturnedRow[] {
  return list.returned.filter(({ applicationId, rowHash: hash }) =>
    activeRows(list).some((row) => row.applicationId === applicationId && rowHash(row) === hash),
  );
}

/** `list.<what>` with the cohort's id. */
export function listEvent(list: RecommendationList, what: string, eventId: string, at: Date): DomainEvent {
  return event(eventId, `list.${what}`, at, { cohortId: list.cohortId, step: list.history.length });
}

/** Applications that a list and a release pass over. */
export const NOT_LISTED: readonly ApplicationState[] = [
  "registered",
  "session-attended",
  "draft",
  "withdrawn",
  "void",
  "released",
  "closed",
];

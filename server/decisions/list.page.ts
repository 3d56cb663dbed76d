import type { Actor, PersonId } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import { percentText } from "../kernel/percent.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Person } from "../people/index.ts";
import type { Option, TableModel, Tile, Tone } from "../platform/part-models.ts";
import { dateTimeText, pluralText } from "../platform/wording.ts";
import type { Application } from "../profiles/index.ts";
import {
  countsFor,
  type ListState,
  type Recommendation,
  type Row,
  rowHash,
  rowsFor,
  totalHash,
  unsignedOf,
} from "./list.rules.ts";
import {
  activeRows,
  conflictsOf,
  type RecommendationList,
  rowContext,
  type RowStanding,
  unansweredReturns,
} from "./list-record.rules.ts";

export const RECOMMENDATION_WORDS: Record<Recommendation, { text: string; tone: Tone }> = {
  promote: { text: "Promote", tone: "good" },
  "not-promoted": { text: "Not promoted", tone: "bad" },
  "panel-divided": { text: "Panel divided", tone: "attention" },
};
const STATE_WORDS: Record<ListState, { text: string; tone: Tone }> = {
  building: { text: "Being signed", tone: "waiting" },
  signed: { text: "Signed", tone: "good" },
  voting: { text: "Before the committee", tone: "waiting" },
  approved: { text: "Approved", tone: "good" },
  released: { text: "Released", tone: "good" },
};
const BASIS_WORDS = {
  scores: "scores",
  interview: "interview",
  "interview-declined": "no interview",
  "interview-missed": "missed interview",
} as const;

type Named = ReadonlyMap<string, Person>;
export type ListInput = {
  list: RecommendationList;
  cohort: Cohort;
  applications: readonly Application[];
  people: Named;
  committee: readonly Person[];
  perSide: number;
  seatsPerSide: number;
  actor: Actor;
  zone: string;
  errors: readonly FieldError[];
};

const scoreText = (row: Row) => `${row.points} of ${row.of}, ${percentText(row)} %`;

/** The JGP's list: what it says, who signed, what is missing. Rows that the reader may not see are not there at all. */
export function listPage(input: ListInput) {
  const { list, cohort, applications, people, actor, perSide, zone } = input;
  const conflicts = conflictsOf(applications, actor.personId);
  const rows = rowsFor(activeRows(list), conflicts);
  const names = new Map(applications.map(({ id, applicantId }) => [id, people.get(applicantId)?.name ?? ""]));
  const total = totalHash(list.rows);
  const unsigned = unsignedOf(list.rows, list.signatures, perSide);
  const hasSigned = list.signatures.some((one) => one.byId === actor.personId && one.total === total);
  return {
    title: "Recommendation list",
    state: STATE_WORDS[list.state],
    cohort: { id: cohort.id, name: cohort.name },
    total,
    totalShort: total.slice(0, 12),
    tiles: tilesOf(rows),
    table: tableOf(rows, (row) => ({ note: names.get(row.applicationId) ?? "", href: `/cases/${row.applicationId}` })),
    signatures: SIDES.map((side) => ({
      side,
      names: list.signatures
        .filter((one) => one.side === side && one.total === total)
        .map(({ byId, at }) => `${people.get(byId)?.name ?? ""}, ${dateTimeText(at, zone)}`),
      isMissing: unsigned.sides.includes(side),
    })),
    canSign: list.state === "building" && actor.side !== null && !hasSigned && unansweredReturns(list).length === 0,
    hasSigned: list.state === "building" && hasSigned,
    returned: unansweredReturns(list)
      .filter(({ applicationId }) => !conflicts.includes(applicationId))
      .map((one) => returnedOf(one.applicationId, one.reasons, list)),
    canSend: list.state === "signed",
    seats: list.seats.length > 0 ? null : seatOptions(input),
    isVoting: list.state === "voting",
    canRelease: list.state === "approved" || list.state === "released",
    errors: [...input.errors],
  };
}

function returnedOf(applicationId: string, reasons: readonly string[], list: RecommendationList) {
  const row = list.rows.find((one) => one.applicationId === applicationId);
  return {
    applicationId,
    code: row?.code ?? "",
    reasons: [...reasons],
    mayChange: row?.basis === "interview",
    options: [
      { value: "", text: "Leave it as it is" },
      { value: "promote", text: "Promote" },
      { value: "not-promoted", text: "Not promoted" },
    ] as Option[],
  };
}

function seatOptions({ committee, seatsPerSide }: ListInput) {
  return SIDES.map((side) => {
    const members = committee.filter((one) => one.side === side);
    return {
      side,
      options: members.map(({ id, name }): Option => ({ value: id, text: name })),
      values: members.slice(0, seatsPerSide).map(({ id }) => id),
    };
  });
}

function tilesOf(rows: readonly Row[]): Tile[] {
  const counts = countsFor(rows, []);
  return [
    { figure: String(counts.promote), label: "promote" },
    { figure: String(counts["not-promoted"]), label: "not promoted" },
    { figure: String(counts["panel-divided"]), label: "panel divided" },
  ];
}

type Beside = { note?: string; href?: string };
function tableOf(rows: readonly Row[], beside: (row: Row) => Beside): TableModel {
  return {
    caption: "Rows",
    columns: [{ text: "Case" }, { text: "Recommendation" }, { text: "By" }, { text: "Points" }, { text: "Notes" }],
    rows: rows.map((row) => ({
      cells: [
        { text: row.code, ...beside(row) },
        RECOMMENDATION_WORDS[row.recommendation],
        { text: BASIS_WORDS[row.basis] },
        { text: scoreText(row) },
        { text: row.reasons.join(" ") },
      ],
    })),
    emptyText: "No rows",
  };
}

export type VoteInput = {
  list: RecommendationList;
  cohort: Cohort;
  applications: readonly Application[];
  people: Named;
  standings: readonly RowStanding[];
  committee: readonly Person[];
  actor: Actor;
  errors: readonly FieldError[];
  form: Readonly<Record<string, string>>;
};

const CHOICES: Option[] = [
  { value: "yes", text: "Yes" },
  { value: "no", text: "No" },
  { value: "abstain", text: "Abstain" },
];

/** The committee's list, by code until the vote is over. A row is voted on as it is shown. */
export function votePage(input: VoteInput) {
  const { list, cohort, applications, people, standings, actor, form } = input;
  const hidden = conflictsOf(applications, actor.personId);
  const seen = standings.filter(({ row }) => !hidden.includes(row.applicationId));
  const seat = list.seats.find(({ personId }) => personId === actor.personId);
  const isOpen = list.state === "voting";
  const isVoted = list.state === "approved" || list.state === "released";
  const rows = seen.map(({ row, tally, decision }) => {
    const application = applications.find(({ id }) => id === row.applicationId);
    const context = rowContext(list, row, application);
    const seatOf = seat?.personId ?? designatedBy(list, row.applicationId, actor.personId);
    const own = list.ballots.find(
      (one) => one.applicationId === row.applicationId && one.seatOf === seatOf && one.rowHash === rowHash(row),
    );
    const isOut = context.recusals.some(({ personId }) => personId === actor.personId);
    const choiceKey = `choice-${row.applicationId}`;
    const reasonKey = `reason-${row.applicationId}`;
    return {
      id: row.applicationId,
      code: row.code,
      name: isVoted ? (people.get(application?.applicantId ?? "")?.name ?? "") : "",
      says: RECOMMENDATION_WORDS[row.recommendation],
      isDivided: row.recommendation === "panel-divided",
      basis: BASIS_WORDS[row.basis],
      scores: scoreText(row),
      reasons: row.reasons,
      hash: rowHash(row),
      // How others voted is read once one's own vote is in.
      tallyText: isOpen && own === undefined && !isOut ? "" : tallyText(tally),
      stands: decision === "waiting" ? "waits" : decision === "returned" ? "goes back" : "carried",
      isOut,
      canVote: isOpen && !isOut && seatOf !== null,
      choice: form[choiceKey] ?? own?.choice ?? "",
      reason: form[reasonKey] ?? own?.reason ?? "",
      reasonError: input.errors.find(({ field }) => field === reasonKey)?.message ?? "",
      hasVoted: own !== undefined,
      vacancies: seat ? vacanciesOf(input, context.recusals, seat.side, row.applicationId) : [],
      choices: CHOICES,
    };
  });
  const open = rows.filter(({ canVote, hasVoted }) => canVote && !hasVoted).length;
  return {
    title: "Vote on the list",
    state: STATE_WORDS[list.state],
    cohort: { id: cohort.id, name: cohort.name },
    lead: isOpen
      ? "Row by row: on each side the quorum and more yes than no. A no goes back with its reason."
      : "The list is not before the committee now.",
    openText: isOpen && rows.some(({ canVote }) => canVote) ? `${pluralText(open, "row")} without your vote` : "",
    rows,
    canVote: rows.some(({ canVote }) => canVote),
    canClose: isOpen && seat !== undefined && !list.closings.some(({ byId }) => byId === actor.personId),
    hasSeat: seat !== undefined,
    errors: [...input.errors],
  };
}

function tallyText(tally: RowStanding["tally"]): string {
  return SIDES.map(
    (side) => `${side} ${tally[side].yes} yes, ${tally[side].no} no, ${tally[side].abstain} abstain`,
  ).join("; ");
}

function designatedBy(list: RecommendationList, applicationId: string, personId: PersonId): PersonId | null {
  const recusal = list.recusals.find((one) => one.applicationId === applicationId && one.designeeId === personId);
  return recusal?.personId ?? null;
}

/** Seats of one's own side that nobody fills on this row, with who could. */
function vacanciesOf(
  { list, committee, people, applications }: VoteInput,
  recusals: readonly { personId: PersonId; designeeId: PersonId | null }[],
  side: string,
  applicationId: string,
) {
  const application = applications.filter(({ id }) => id === applicationId);
  const free = committee.filter(
    ({ id, side: own }) =>
      own === side && !list.seats.some(({ personId }) => personId === id) && conflictsOf(application, id).length === 0,
  );
  return recusals
    .filter(({ personId }) => list.seats.some((seat) => seat.personId === personId && seat.side === side))
    .map(({ personId, designeeId }) => ({
      seatOf: personId,
      name: people.get(personId)?.name ?? "",
      designee: designeeId === null ? "" : (people.get(designeeId)?.name ?? ""),
      options: free.map(({ id, name }): Option => ({ value: id, text: name })),
    }));
}

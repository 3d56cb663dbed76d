import type { Actor } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import { percentText } from "../kernel/percent.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Person } from "../people/index.ts";
import type { Option, TableModel, Tile, Tone } from "../platform/part-models.ts";
import { dateTimeText } from "../platform/wording.ts";
import type { Application } from "../profiles/index.ts";
import {
  countsFor,
  type ListState,
  type Recommendation,
  type Row,
  rowsFor,
  totalHash,
  unsignedOf,
} from "./list.rules.ts";
import { activeRows, conflictsOf, type RecommendationList, unansweredReturns } from "./list-record.rules.ts";

export const RECOMMENDATION_WORDS: Record<Recommendation, { text: string; tone: Tone }> = {
  promote: { text: "Promote", tone: "good" },
  "not-promoted": { text: "Not promoted", tone: "bad" },
  "panel-divided": { text: "Panel divided", tone: "attention" },
};
export const STATE_WORDS: Record<ListState, { text: string; tone: Tone }> = {
  building: { text: "Being signed", tone: "waiting" },
  signed: { text: "Signed", tone: "good" },
  voting: { text: "Before the committee", tone: "waiting" },
  approved: { text: "Approved", tone: "good" },
  released: { text: "Released", tone: "good" },
};
export const BASIS_WORDS = {
  scores: "scores",
  interview: "interview",
  "interview-declined": "no interview",
  "interview-missed": "missed interview",
} as const;

export type Named = ReadonlyMap<string, Person>;
export type ListInput = {
  list: RecommendationList;
  cohort: Cohort;
  applications: readonly Application[];
  people: Named;
  committee: readonly Person[];
  perSide: number;
  seatsPerSide: number;
  /** Who was ticked in a form that was refused; null for the first of each side. */
  seatIds: readonly string[] | null;
  actor: Actor;
  zone: string;
  errors: readonly FieldError[];
};

export const scoreText = (row: Row) => `${row.points} of ${row.of}, ${percentText(row)} %`;

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
    leftText: leftText(list, conflicts),
    isVoting: list.state === "voting",
    canRelease: list.state === "approved" || list.state === "released",
    errors: [...input.errors],
  };
}

/** Who left after the list was signed, by code, for those who may see the row; empty where nobody did. */
export function leftText({ rows, left }: RecommendationList, hidden: readonly string[]): string {
  const gone = new Set(left.map(({ applicationId }) => applicationId).filter((id) => !hidden.includes(id)));
  const codes = rows.filter(({ applicationId }) => gone.has(applicationId)).map(({ code }) => code);
  if (codes.length === 0) return "";
  const [verb, they] = codes.length === 1 ? ["has", "It is"] : ["have", "They are"];
  return `${codes.join(", ")} ${verb} left the cohort since the list was signed. ${they} passed over in votes, counts and letters; what was signed stands for the others.`;
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

function seatOptions({ committee, seatsPerSide, seatIds }: ListInput) {
  return SIDES.map((side) => {
    const members = committee.filter((one) => one.side === side);
    return {
      side,
      options: members.map(({ id, name }): Option => ({ value: id, text: name })),
      values: seatIds ?? members.slice(0, seatsPerSide).map(({ id }) => id),
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

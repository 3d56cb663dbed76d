import type { PersonId, Side } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import { hashOf } from "../kernel/canonical.ts";
import { Problem } from "../kernel/problem.ts";
import type { Workflow } from "../kernel/workflow.ts";

export const LIST_STATES = ["building", "signed", "voting", "approved", "released"] as const;
export type ListState = (typeof LIST_STATES)[number];

/** The recommendation list of a cohort. A changed or returned row takes the whole list back to building. */
export const LIST_WORKFLOW = {
  "sign-off": { from: ["building"], to: "signed", by: ["system"] },
  "change-row": { from: ["building", "signed", "voting", "approved"], to: "building", by: ["jgp", "system"] },
  send: { from: ["signed"], to: "voting", by: ["jgp"] },
  return: { from: ["voting"], to: "building", by: ["joc", "system"] },
  approve: { from: ["voting"], to: "approved", by: ["joc", "system"] },
  release: { from: ["approved"], to: "released", by: ["system"] },
} as const satisfies Workflow<ListState>;

/** `panel-divided`: the JOC decides this case by itself. */
export type Recommendation = "promote" | "not-promoted" | "panel-divided";
export type RowBasis = "scores" | "interview" | "interview-declined" | "interview-missed";

/** One case on the list. The salt keeps a short row from being guessed from its hash by someone who may not see it. */
export type Row = {
  applicationId: string;
  code: string;
  recommendation: Recommendation;
  basis: RowBasis;
  points: number;
  of: number;
  reasons: readonly string[];
  outcomeVersion: number;
  salt: string;
};

/** SHA-256 over the row's canonical JSON. */
export function rowHash(row: Row): string {
  return hashOf(row);
}

/** What is signed: the hash of the row hashes, by application. The order of the rows does not matter. */
export function totalHash(rows: readonly Row[]): string {
  const byId = rows.toSorted((a, b) => (a.applicationId < b.applicationId ? -1 : 1));
  return hashOf(byId.map((row) => [row.applicationId, rowHash(row)]));
}

/** Rows that somebody may see: all but those of people with whom they have a conflict, or themselves. */
export function rowsFor(rows: readonly Row[], conflictedIds: readonly string[]): Row[] {
  return rows.filter(({ applicationId }) => !conflictedIds.includes(applicationId));
}

/** What one may count: conflicted rows are left out of the counts too. */
export function countsFor(rows: readonly Row[], conflictedIds: readonly string[]): Record<Recommendation, number> {
  const seen = rowsFor(rows, conflictedIds);
  const count = (one: Recommendation) => seen.filter(({ recommendation }) => recommendation === one).length;
  return { promote: count("promote"), "not-promoted": count("not-promoted"), "panel-divided": count("panel-divided") };
}

/** A signature: the total, and the hash of every row that its signer saw (by application). */
export type ListSignature = {
  byId: PersonId;
  side: Side;
  at: Date;
  total: string;
  rows: Readonly<Record<string, string>>;
};

/**
 * Signs the list as it was shown. `shownTotal` is the total on the signer's page; conflicted rows are signed unseen.
 * @throws Problem `changed-meanwhile` when the list changed since the page was drawn
 */
export function signList(
  rows: readonly Row[],
  signer: { personId: PersonId; side: Side; conflictedIds: readonly string[] },
  shownTotal: string,
  at: Date,
): ListSignature {
  const total = totalHash(rows);
  if (total !== shownTotal)
    throw new Problem("changed-meanwhile", "The list has changed. Please look at the changed rows and sign again.");
  const seen = rowsFor(rows, signer.conflictedIds).map((row) => [row.applicationId, rowHash(row)]);
  return { byId: signer.personId, side: signer.side, at, total, rows: Object.fromEntries(seen) };
}

const signers = (signatures: readonly ListSignature[], side: Side, isValid: (one: ListSignature) => boolean) =>
  new Set(signatures.filter((one) => one.side === side && isValid(one)).map(({ byId }) => byId)).size;

/** A row is signed when, on each side, enough members who saw it signed it as it is now. */
export function isRowSigned(row: Row, signatures: readonly ListSignature[], perSide: number): boolean {
  const hash = rowHash(row);
  return SIDES.every((side) => signers(signatures, side, (one) => one.rows[row.applicationId] === hash) >= perSide);
}

/** The list is signed when both halves signed its total as it is now, and every row was seen and signed by both. */
export function isListSigned(rows: readonly Row[], signatures: readonly ListSignature[], perSide: number): boolean {
  const total = totalHash(rows);
  const isTotalSigned = SIDES.every((side) => signers(signatures, side, (one) => one.total === total) >= perSide);
  return isTotalSigned && rows.every((row) => isRowSigned(row, signatures, perSide));
}

/** What still needs a signature: rows by application, and the sides whose total is missing. */
export function unsignedOf(
  rows: readonly Row[],
  signatures: readonly ListSignature[],
  perSide: number,
): { rowIds: string[]; sides: Side[] } {
  const total = totalHash(rows);
  return {
    rowIds: rows.filter((row) => !isRowSigned(row, signatures, perSide)).map(({ applicationId }) => applicationId),
    sides: SIDES.filter((side) => signers(signatures, side, (one) => one.total === total) < perSide),
  };
}

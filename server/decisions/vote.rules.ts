import type { PersonId, Side } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Recommendation } from "./list.rules.ts";

export const CHOICES = ["yes", "no", "abstain"] as const;
export type Choice = (typeof CHOICES)[number];

/** A seat of the Joint Oversight Committee. */
export type Seat = { personId: PersonId; side: Side };

/** One vote on one row as it was shown. `seatOf` is whose seat it counts for: one's own, or the one a designee steps in for. */
export type Ballot = { byId: PersonId; seatOf: PersonId; choice: Choice; reason: string; rowHash: string; at: Date };

/** Who is out of a row, and who steps in, if anybody. */
export type Recusal = { personId: PersonId; designeeId: PersonId | null };

const field = (name: string, message: string) => new Problem("invalid-input", message, [{ field: name, message }]);

function checkVoter(ballot: Ballot, seats: readonly Seat[], recusals: readonly Recusal[]): void {
  const recusal = recusals.find(({ personId }) => personId === ballot.seatOf);
  const isOut = recusals.some(({ personId }) => personId === ballot.byId);
  if (!seats.some(({ personId }) => personId === ballot.seatOf))
    throw new Problem("not-allowed", "Only members of the committee vote.");
  if (isOut) throw new Problem("not-allowed", "You are recused from this row.");
  const mayStepIn = recusal?.designeeId === ballot.byId && !seats.some(({ personId }) => personId === ballot.byId);
  if (recusal === undefined ? ballot.byId !== ballot.seatOf : !mayStepIn)
    throw new Problem("not-allowed", "Only the member or their designee votes for this seat.");
}

/**
 * The ballots of a row with one more; a member's later ballot replaces their earlier one.
 * @throws Problem `not-allowed` for one who has no vote on this row, `changed-meanwhile` when the row changed,
 * `invalid-input` for a no without a reason
 */
export function castBallot(
  ballots: readonly Ballot[],
  ballot: Ballot,
  row: { hash: string; seats: readonly Seat[]; recusals: readonly Recusal[] },
): Ballot[] {
  checkVoter(ballot, row.seats, row.recusals);
  if (ballot.rowHash !== row.hash)
    throw new Problem("changed-meanwhile", "This row has changed. Please look at it again before you vote.");
  if (ballot.choice === "no" && ballot.reason.trim() === "") throw field("reason", "A no goes back with a reason.");
  return [...ballots.filter(({ seatOf }) => seatOf !== ballot.seatOf), ballot];
}

/** One side's count. Abstentions count as present only; a tie is no. */
export type SideTally = { yes: number; no: number; abstain: number; hasQuorum: boolean; isMajority: boolean };
export type RowResult = "approved" | "no" | "waiting";
export type RowTally = Record<Side, SideTally> & { result: RowResult; isComplete: boolean };

function tallySide(ballots: readonly Ballot[], seats: readonly Seat[], side: Side, quorum: number): SideTally {
  const own = ballots.filter(({ seatOf }) => seats.some((seat) => seat.personId === seatOf && seat.side === side));
  const count = (choice: Choice) => own.filter((one) => one.choice === choice).length;
  const [yes, no, abstain] = [count("yes"), count("no"), count("abstain")];
  return { yes, no, abstain, hasQuorum: own.length >= quorum, isMajority: yes > no };
}

/**
 * How a row stands: on each side the quorum present and more yes than no. Without a quorum on a side it waits.
 * Ballots on an earlier text of the row, and those of people recused since, do not count. `isComplete`: every seat that
 * can vote has voted.
 */
export function tallyRow(
  ballots: readonly Ballot[],
  row: { hash: string; seats: readonly Seat[]; recusals: readonly Recusal[] },
  quorumPerSide: number,
): RowTally {
  const isOut = (personId: PersonId) => row.recusals.some((one) => one.personId === personId);
  const valid = ballots.filter(({ rowHash, byId }) => rowHash === row.hash && !isOut(byId));
  const [district, union] = (["district", "union"] as const).map((side) =>
    tallySide(valid, row.seats, side, quorumPerSide),
  ) as [SideTally, SideTally];
  const hasQuorum = district.hasQuorum && union.hasQuorum;
  const voters = row.seats.filter(
    ({ personId }) => !isOut(personId) || row.recusals.some((r) => r.personId === personId && r.designeeId !== null),
  );
  return {
    district,
    union,
    result: !hasQuorum ? "waiting" : district.isMajority && union.isMajority ? "approved" : "no",
    isComplete: voters.every(({ personId }) => valid.some(({ seatOf }) => seatOf === personId)),
  };
}

/** What a vote makes of a row: a result, or it goes back to the JGP with the reasons. On a divided panel the vote itself decides. */
export type RowDecision = "promote" | "not-promoted" | "returned" | "waiting";
export function decisionOf(recommendation: Recommendation, result: RowResult): RowDecision {
  if (result === "waiting") return "waiting";
  if (recommendation === "panel-divided") return result === "approved" ? "promote" : "not-promoted";
  return result === "approved" ? recommendation : "returned";
}

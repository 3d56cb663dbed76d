import type { Actor, PersonId } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { SIDES } from "../kernel/actor.ts";
import { type FieldError, notFound, Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { moveCohort } from "../cohorts/index.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import type { Application } from "../profiles/index.ts";
import { editList, type ListChange } from "./edit-list.ts";
import {
  activeRows,
  conflictsOf,
  isVoteOver,
  listEvent,
  type RecommendationList,
  rowContext,
  type RowStanding,
  standingsOf,
  stepList,
} from "./list-record.rules.ts";
import { rowHash } from "./list.rules.ts";
import type { ClientSession } from "mongoose";
import { type Ballot, castBallot, type Choice, type Seat } from "./vote.rules.ts";

export type VoteNeeds = Pick<
  Deps,
  "lists" | "applications" | "cohorts" | "programs" | "rubrics" | "people" | "inTransaction" | "clock" | "newId"
>;

/**
 * Hands the signed list to the committee. `seatIds` are the members who sit; others of the committee may step in for
 * somebody who is recused. A list that was sent before keeps its seats.
 * @throws Problem `wrong-state` unless signed, `invalid-input` for seats that are too few or too many
 */
export async function sendList(
  deps: VoteNeeds,
  actor: Actor,
  cohortId: string,
  seatIds: readonly PersonId[],
): Promise<RecommendationList> {
  return editList(deps, cohortId, async (list) => {
    const seats = await seatsFor(deps, list, seatIds);
    const at = deps.clock.now();
    const sent = { ...stepList(list, "send", actor, at), seats, closings: [] };
    return {
      list: sent,
      events: [listEvent(sent, "sent", deps.newId(), at)],
      also: (session) => moveCohort(deps, actor, cohortId, "send-list", session),
    };
  });
}

/**
 * Who would sit: the seats that the list has already, else the members of the committee among `seatIds`.
 * @throws Problem `invalid-input` for seats that are too few or too many
 */
export async function seatsFor(
  deps: VoteNeeds,
  list: RecommendationList,
  seatIds: readonly PersonId[],
): Promise<readonly Seat[]> {
  const { settings } = await rulesOfCohort(deps, list.id);
  const people = await deps.people.byIds([...new Set(seatIds)]);
  const chosen = people.flatMap(({ id, side, roles }): Seat[] =>
    side !== null && roles.includes("joc") ? [{ personId: id, side }] : [],
  );
  const seats = list.seats.length > 0 ? list.seats : chosen;
  refuseIfAny(faultsOfSeats(seats, settings.jocQuorumPerSide, settings.jocSeatsPerSide));
  return seats;
}

function faultsOfSeats(seats: readonly Seat[], least: number, most: number): FieldError[] {
  return SIDES.flatMap((side) => {
    const count = seats.filter((seat) => seat.side === side).length;
    if (count >= least && count <= most) return [];
    return [
      {
        field: `seats-${side}`,
        message: `Choose ${least} to ${most} members of the ${side}’s side; ${count} are chosen.`,
      },
    ];
  });
}

export type BallotOrder = { applicationId: string; choice: Choice; reason: string; rowHash: string };

/** Whose seat somebody votes for on a row: their own, or the one they step in for. */
function seatFor(list: RecommendationList, applicationId: string, personId: PersonId): PersonId {
  if (list.seats.some((seat) => seat.personId === personId)) return personId;
  const recusal = list.recusals.find((one) => one.applicationId === applicationId && one.designeeId === personId);
  return recusal?.personId ?? personId;
}

/**
 * One member's votes on rows as their page showed them. With the last vote the list is approved, or goes back with the
 * reasons of every no.
 * @throws Problem `not-found` for a row that is hidden from them, `changed-meanwhile` for one that changed,
 * `not-allowed`, `invalid-input` for a no without a reason, `wrong-state` outside a vote
 */
export async function castVotes(
  deps: VoteNeeds,
  actor: Actor,
  cohortId: string,
  orders: readonly BallotOrder[],
): Promise<RecommendationList> {
  return inVote(deps, cohortId, (list, applications) => {
    const at = deps.clock.now();
    const hidden = conflictsOf(applications, actor.personId);
    return orders.reduce((after, { applicationId, choice, reason, rowHash: hash }) => {
      const row = activeRows(after).find((one) => one.applicationId === applicationId);
      if (!row || hidden.includes(applicationId)) throw rowGone(list, applicationId, hidden);
      const context = rowContext(
        after,
        row,
        applications.find(({ id }) => id === applicationId),
      );
      const seatOf = seatFor(after, applicationId, actor.personId);
      const ballot: Ballot = { byId: actor.personId, seatOf, choice, reason: reason.trim(), rowHash: hash, at };
      const ofRow = after.ballots.filter((one) => one.applicationId === applicationId);
      const others = after.ballots.filter((one) => one.applicationId !== applicationId);
      const cast = castNamed(ofRow, ballot, context, applicationId);
      return { ...after, ballots: [...others, ...cast.map((one) => ({ ...one, applicationId }))] };
    }, list);
  });
}

/** A row that somebody could see and that left meanwhile has changed; one that they may not see does not exist. */
function rowGone(list: RecommendationList, applicationId: string, hidden: readonly string[]): Problem {
  const wasThere = list.rows.some((row) => row.applicationId === applicationId) && !hidden.includes(applicationId);
  return wasThere ? new Problem("changed-meanwhile", "A row has left the list. Please look at it again.") : notFound();
}

function castNamed(
  ballots: readonly Ballot[],
  ballot: Ballot,
  context: ReturnType<typeof rowContext>,
  applicationId: string,
): Ballot[] {
  try {
    return castBallot(ballots, ballot, context);
  } catch (error) {
    if (!(error instanceof Problem) || error.name !== "invalid-input") throw error;
    throw new Problem("invalid-input", error.detail, [{ field: `reason-${applicationId}`, message: error.detail }]);
  }
}

/** @throws Problem `wrong-state` outside a vote, `not-allowed` without a seat, `not-found` for a hidden row */
export async function recuse(
  deps: VoteNeeds,
  actor: Actor,
  cohortId: string,
  applicationId: string,
): Promise<RecommendationList> {
  return inVote(deps, cohortId, (list, applications) => {
    seatOfActor(list, actor);
    if (conflictsOf(applications, actor.personId).includes(applicationId)) throw notFound();
    if (!activeRows(list).some((row) => row.applicationId === applicationId)) throw notFound();
    const isOut = list.recusals.some((one) => one.applicationId === applicationId && one.personId === actor.personId);
    if (isOut) return list;
    const recusal = { applicationId, personId: actor.personId, designeeId: null };
    return { ...list, recusals: [...list.recusals, recusal] };
  });
}

/**
 * A member of the same side names who steps in for a seat that is recused from a row.
 * @throws Problem `not-allowed`, `invalid-input` for one who sits, has a conflict or is of the other side
 */
export async function nameDesignee(
  deps: VoteNeeds,
  actor: Actor,
  cohortId: string,
  { applicationId, seatOf, designeeId }: { applicationId: string; seatOf: PersonId; designeeId: PersonId },
): Promise<RecommendationList> {
  const [designee] = await deps.people.byIds([designeeId]);
  return inVote(deps, cohortId, (list, applications) => {
    const own = seatOfActor(list, actor);
    const application = applications.find(({ id }) => id === applicationId);
    const row = activeRows(list).find((one) => one.applicationId === applicationId);
    if (!row || !application || conflictsOf([application], actor.personId).length > 0) throw notFound();
    const seat = list.seats.find(({ personId }) => personId === seatOf);
    const { recusals } = rowContext(list, row, application);
    if (!seat || seat.side !== own.side || !recusals.some(({ personId }) => personId === seatOf))
      throw new Problem("not-allowed", "A member of the same side names who steps in for a recused seat.");
    const mayStepIn =
      designee?.roles.includes("joc") === true &&
      designee.side === seat.side &&
      !list.seats.some(({ personId }) => personId === designeeId) &&
      conflictsOf([application], designeeId).length === 0;
    const message = "Choose a member of the same side who has no seat and no conflict.";
    refuseIfAny(mayStepIn ? [] : [{ field: "designeeId", message }]);
    const others = list.recusals.filter((one) => one.applicationId !== applicationId || one.personId !== seatOf);
    return { ...list, recusals: [...others, { applicationId, personId: seatOf, designeeId }] };
  });
}

/** One member says that the vote may end; with one of each side, and no row waiting, it does. */
export async function closeVote(deps: VoteNeeds, actor: Actor, cohortId: string): Promise<RecommendationList> {
  return inVote(deps, cohortId, (list) => {
    const { side } = seatOfActor(list, actor);
    const others = list.closings.filter(({ byId }) => byId !== actor.personId);
    return { ...list, closings: [...others, { byId: actor.personId, side }] };
  });
}

function seatOfActor(list: RecommendationList, actor: Actor): Seat {
  const seat = list.seats.find(({ personId }) => personId === actor.personId);
  if (!seat || actor.role !== "joc")
    throw new Problem("not-allowed", "Only members of the committee with a seat do that.");
  return seat;
}

/** Any step of a vote, and its end where this step was the last. */
async function inVote(
  deps: VoteNeeds,
  cohortId: string,
  step: (list: RecommendationList, applications: readonly Application[]) => RecommendationList,
): Promise<RecommendationList> {
  const { settings } = await rulesOfCohort(deps, cohortId);
  return editList(deps, cohortId, async (list) => {
    if (list.state !== "voting") throw new Problem("wrong-state", "The list is not before the committee now.");
    const applications = await deps.applications.ofCohort(cohortId);
    const after = step(list, applications);
    const standings = standingsOf(after, applications, settings.jocQuorumPerSide);
    const at = deps.clock.now();
    if (!isVoteOver(after, standings)) return { list: after, events: [listEvent(after, "voted", deps.newId(), at)] };
    return endVote(deps, after, standings, at);
  });
}

function endVote(deps: VoteNeeds, list: RecommendationList, standings: readonly RowStanding[], at: Date): ListChange {
  const back = standings.filter(({ decision }) => decision === "returned");
  const action = back.length > 0 ? "return" : "approve";
  const ended = stepList(list, action, SYSTEM, at);
  const cohortAction = back.length > 0 ? "return-list" : "approve";
  const returned = back.map(({ row }) => ({
    applicationId: row.applicationId,
    rowHash: rowHash(row),
    reasons: list.ballots
      .filter((one) => one.applicationId === row.applicationId && one.choice === "no" && one.rowHash === rowHash(row))
      .map(({ reason }) => reason),
    at,
  }));
  const rows = back.length > 0 ? activeRows(list) : list.rows;
  const left = back.length > 0 ? [] : list.left;
  return {
    list: { ...ended, rows, left, returned: [...list.returned, ...returned], closings: [] },
    events: [listEvent(ended, back.length > 0 ? "returned" : "approved", deps.newId(), at)],
    also: (session: ClientSession) => moveCohort(deps, SYSTEM, list.cohortId, cohortAction, session),
  };
}

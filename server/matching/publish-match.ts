import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { stepCohort, COHORT_EVENTS } from "../cohorts/index.ts";
import { moveApplication } from "../profiles/index.ts";
import { endSeats } from "./change-seat.ts";
import { joinMatching } from "./join-matching.ts";
import { noLongerAllowed } from "./match-answer.rules.ts";
import { type MatchRun, RUN_WORKFLOW } from "./match-run.rules.ts";
import { MATCHED_STATES, matchingInput } from "./matching-input.ts";
import { offerDates } from "./offer.rules.ts";
import { boardFor } from "./propose-match.ts";
import { openSeat, seatId } from "./seat.rules.ts";

type Needs = Pick<
  Deps,
  | "applications"
  | "people"
  | "schools"
  | "reviewers"
  | "seats"
  | "cohorts"
  | "programs"
  | "matchBoards"
  | "matchRuns"
  | "clock"
  | "newId"
  | "inTransaction"
  | "faults"
  | "config"
>;

/**
 * Publishes a run once: board, run and cohort change in one transaction, and the board's version is the guard. What
 * follows (offers, messages) is carried by the event. Everything is looked at again first: somebody may have paused,
 * moved school or declared a conflict since the proposal.
 * @throws Problem `wrong-state`, `changed-meanwhile`, `invalid-input` with one entry a pair that no longer holds
 */
export async function publishMatch(deps: Needs, actor: Actor, cohortId: string, runId: string): Promise<MatchRun> {
  const { cohort, board } = await boardFor(deps, actor, cohortId);
  if (board.state === "published") throw new Problem("wrong-state", "This cohort's matching is published already.");
  const run = await deps.matchRuns.get({ id: runId, cohortId });
  if (run.answer === null) throw new Problem("wrong-state", "This run has no answer yet.");
  const broken = noLongerAllowed(run.answer, await matchingInput(deps, cohortId, board));
  if (broken.length > 0) {
    const codeOf = new Map(run.input.reviewers.map(({ id, code }) => [id, code]));
    const profileOf = new Map(run.input.profiles.map(({ id, code }) => [id, code]));
    throw new Problem(
      "invalid-input",
      "Some pairs of this proposal no longer hold. Please run the matching again and look at it.",
      broken.map(({ profileId, reviewerId, why }) => ({
        field: profileId,
        message: `${profileOf.get(profileId) ?? "A Profile"} and ${codeOf.get(reviewerId) ?? "a reader"}: ${why}.`,
      })),
    );
  }
  const now = deps.clock.now();
  return deps.inTransaction(async (session) => {
    await deps.matchBoards.save(
      { ...board, state: "published", runId, publishedAt: now, turn: board.turn + 1 },
      [],
      session,
    );
    await deps.cohorts.save(
      stepCohort(cohort, "publish-matching", actor, now),
      [event(deps.newId(), COHORT_EVENTS["publish-matching"], now, { cohortId })],
      session,
    );
    return deps.matchRuns.save(
      { ...run, state: next(RUN_WORKFLOW, "publish", run.state, actor) },
      [event(deps.newId(), "match.published", now, { runId, cohortId, byId: actor.personId })],
      session,
    );
  });
}

/**
 * Lays the seats of a published run, each under its own id and with its own offer: killed in the middle and run again, it
 * adds what is missing and repeats nothing. Profiles short of readers get open seats, which fill by themselves once all
 * are laid (the board's `laidAt`); so do Profiles that were accepted too late for the run. Who withdrew gets none.
 */
export async function laySeats(deps: Needs, runId: string): Promise<void> {
  const run = await deps.matchRuns.get({ id: runId });
  if (run.answer === null) return;
  const cohort = await deps.cohorts.get({ id: run.cohortId });
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  const now = deps.clock.now();
  const dates = offerDates(now, cohort.calendar.zone, settings.responseDays, settings.reviewDays);
  for (const { profileId, readers } of run.answer.profiles) {
    if (!(await isMatched(deps, profileId))) continue;
    for (let place = 1; place <= settings.readersPerProfile; place += 1) {
      const reviewerId = readers[place - 1]?.reviewerId ?? null;
      await laySeat(deps, { cohortId: run.cohortId, profileId, place, reviewerId, now, dates });
      deps.faults.reach(`lay-seats.after-${place}`);
    }
    await beginReview(deps, profileId);
  }
  await markLaid(deps, run.cohortId);
  await joinMatching(deps, run.cohortId);
}

async function isMatched({ applications }: Pick<Deps, "applications">, profileId: string): Promise<boolean> {
  const { state } = await applications.get({ id: profileId });
  return (MATCHED_STATES as readonly string[]).includes(state);
}

/** From now on open seats are filled. Somebody else's decision in the same moment only means another try. */
async function markLaid({ matchBoards, clock }: Pick<Deps, "matchBoards" | "clock">, cohortId: string): Promise<void> {
  for (let tries = 5; ; tries -= 1) {
    const board = await matchBoards.of(cohortId);
    if (board.laidAt !== null) return;
    try {
      await matchBoards.save({ ...board, laidAt: clock.now(), turn: board.turn + 1 });
      return;
    } catch (error) {
      if (!(error instanceof Problem) || tries === 1) throw error;
    }
  }
}

type SeatOrder = {
  cohortId: string;
  profileId: string;
  place: number;
  reviewerId: string | null;
  now: Date;
  dates: { respondByAt: Date; reviewDueAt: Date };
};

/** One seat, once. With a reader it is offered, without it stays open. */
export async function laySeat(
  { seats, newId }: Pick<Deps, "seats" | "newId">,
  { cohortId, profileId, place, reviewerId, now, dates }: SeatOrder,
): Promise<void> {
  const id = seatId(profileId, place);
  if (await seats.findOne({ id })) return;
  const empty = openSeat(cohortId, profileId, place);
  const offerId = newId();
  const payload = { seatId: id, cohortId, profileId, reviewerId, offerId, isFirst: true };
  const offered = {
    ...empty,
    state: "offered" as const,
    reviewerId,
    offerId,
    offeredAt: now,
    respondBy: dates.respondByAt,
    reviewBy: dates.reviewDueAt,
  };
  await (reviewerId === null
    ? seats.insert(empty)
    : seats.insert(offered, [event(newId(), "seat.offered", now, payload)])
  ).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error; // laid by another run of this job meanwhile
  });
}

/** Somebody may have withdrawn while their seats were laid: then these end at once. */
async function beginReview(deps: Needs, profileId: string): Promise<void> {
  const { state } = await deps.applications.get({ id: profileId });
  if (state === "accepted") await moveApplication(deps, SYSTEM, profileId, "begin-review");
  if (state === "withdrawn" || state === "void") await endSeats(deps, profileId);
}

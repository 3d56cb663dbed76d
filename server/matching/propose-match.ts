import type { Actor } from "../kernel/actor.ts";
import { type Canonical, hashOf } from "../kernel/canonical.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { computeMatch, type Told } from "./compute-match.ts";
import { type MatchRun, RUN_WORKFLOW } from "./match-run.rules.ts";
import { isApplicantHere, matchingInput } from "./matching-input.ts";

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
>;

/** Coordinators work on a cohort unless they apply in it: then it does not exist for them here. */
export async function boardFor(deps: Needs, actor: Actor, cohortId: string) {
  const cohort = await deps.cohorts.get({ id: cohortId });
  if (await isApplicantHere(deps, actor, cohortId)) throw notFound();
  return { cohort, board: await deps.matchBoards.of(cohortId) };
}

/**
 * Asks for a run on everything as it stands now. The worker takes it from there.
 * @throws Problem `not-found`, `wrong-state` outside matching
 */
export async function proposeMatch(deps: Needs, actor: Actor, cohortId: string): Promise<MatchRun> {
  const { cohort, board } = await boardFor(deps, actor, cohortId);
  if (cohort.state !== "matching")
    throw new Problem("wrong-state", "Matching opens when intake is over and closes when it is published.");
  const input = await matchingInput(deps, cohortId, board);
  if (input.profiles.length === 0)
    throw new Problem("wrong-state", "No Profile is accepted yet, so there is nothing to match.");
  const now = deps.clock.now();
  const [last] = await deps.matchRuns.ofCohort(cohortId);
  const id = deps.newId();
  return deps.matchRuns.insert(
    {
      id,
      cohortId,
      number: (last?.number ?? 0) + 1,
      state: "queued",
      askedById: actor.personId,
      askedAt: now,
      finishedAt: null,
      progressPct: 0,
      progressText: "Waiting for its turn",
      failure: null,
      input,
      inputHash: hashOf(input as unknown as Canonical),
      answer: null,
    },
    [event(deps.newId(), "match.asked-for", now, { runId: id, cohortId })],
  );
}

/** Computes a run that waits; safe to run twice. A failure is said plainly on the run, never left “running”. */
export async function runMatch(
  { matchRuns, matchBoards, clock, newId }: Needs,
  runId: string,
  compute: typeof computeMatch = computeMatch,
): Promise<void> {
  let run = await matchRuns.get({ id: runId });
  if (run.state !== "queued" && run.state !== "running") return;
  run = await matchRuns.save({
    ...run,
    state: next(RUN_WORKFLOW, "begin", run.state, SYSTEM),
    progressText: "Running",
  });
  const told: Told = () => true;
  try {
    const answer = await compute(run.input, told);
    const current = await matchRuns.get({ id: runId });
    if (current.state === "cancelled") return;
    const now = clock.now();
    await matchRuns.save(
      {
        ...current,
        state: next(RUN_WORKFLOW, "propose", current.state, SYSTEM),
        answer,
        finishedAt: now,
        progressPct: 100,
        progressText: "Done",
      },
      [event(newId(), "match.proposed", now, { runId, cohortId: run.cohortId })],
    );
    const board = await matchBoards.of(run.cohortId);
    if (board.state === "open") await matchBoards.save({ ...board, runId });
  } catch (error) {
    if (error instanceof Problem && error.name === "changed-meanwhile") throw error;
    const current = await matchRuns.get({ id: runId });
    if (current.state !== "running") return;
    await matchRuns.save({
      ...current,
      state: next(RUN_WORKFLOW, "fail", current.state, SYSTEM),
      finishedAt: clock.now(),
      failure: "The run did not come to an end. Nothing was changed; you can ask for another one.",
    });
    throw error;
  }
}

/** @throws Problem `not-found`, `wrong-state` when it is over */
export async function cancelRun(deps: Needs, actor: Actor, runId: string): Promise<MatchRun> {
  const run = await deps.matchRuns.get({ id: runId });
  await boardFor(deps, actor, run.cohortId);
  return deps.matchRuns.save({
    ...run,
    state: next(RUN_WORKFLOW, "cancel", run.state, actor),
    finishedAt: deps.clock.now(),
  });
}

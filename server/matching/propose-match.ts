import type { Actor } from "../kernel/actor.ts";
import { type Canonical, hashOf } from "../kernel/canonical.ts";
import { event } from "../kernel/event.ts";
import { notFound, isRace, Problem } from "../kernel/problem.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import type { MatchAnswer } from "./match-answer.rules.ts";
import { type MatchRun, RUN_WORKFLOW } from "./match-run.rules.ts";
import { isApplicantHere, matchingInput } from "./matching-input.ts";
import { withVideo } from "./video-minutes.ts";
import { withWhatStands } from "./what-stands.rules.ts";

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
 * Asks for a run on everything as it stands now, which keeps what the proposal on the table gave where that costs nothing.
 * The worker takes it from there.
 * @throws Problem `not-found`, `wrong-state` outside matching
 */
export async function proposeMatch(
  deps: Needs & Pick<Deps, "mediaItems">,
  actor: Actor,
  cohortId: string,
): Promise<MatchRun> {
  const { cohort, board } = await boardFor(deps, actor, cohortId);
  if (cohort.state !== "matching")
    throw new Problem("wrong-state", "Matching opens when intake is over and closes when it is published.");
  const onTable = board.runId === null ? null : await deps.matchRuns.findOne({ id: board.runId });
  const today = await withVideo(deps, await matchingInput(deps, cohortId, board));
  const input = withWhatStands(today, onTable?.answer ? { input: onTable.input, answer: onTable.answer } : null);
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

/**
 * Computes a run that waits, in the thread; safe to run twice. A failure is said plainly on the run, never left
 * “running”; a cancelled run ends within a second and changes nothing.
 */
export async function runMatch(
  deps: Pick<Deps, "matchRuns" | "matchBoards" | "matchThread" | "clock" | "newId" | "inTransaction">,
  runId: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const queued = await deps.matchRuns.get({ id: runId });
  if (queued.state !== "queued" && queued.state !== "running") return;
  const state = next(RUN_WORKFLOW, "begin", queued.state, SYSTEM);
  const run = await deps.matchRuns.save({ ...queued, state, progressText: "Running" });
  const following = followRun(deps, runId, signal);
  try {
    const answer = await deps.matchThread.run<MatchAnswer>(run.input, following);
    following.stop();
    await unlessCrossed(() => keepAnswer(deps, runId, answer), 10);
  } catch (error) {
    if (signal.aborted || (error instanceof Problem && error.name === "changed-meanwhile")) throw error;
    if (!following.signal.aborted) await unlessCrossed(() => keepFailure(deps, runId));
  } finally {
    following.stop();
  }
}

/** Writes progress down now and then, and aborts the computation when a coordinator cancelled the run. */
function followRun({ matchRuns }: Pick<Deps, "matchRuns">, runId: string, outer: AbortSignal) {
  const cancelled = new AbortController();
  let latest: { percent: number; text: string } | null = null;
  const timer = setInterval(() => {
    const look = async () => {
      const run = await matchRuns.get({ id: runId });
      if (run.state === "cancelled") return cancelled.abort();
      if (latest) await matchRuns.save({ ...run, progressPct: latest.percent, progressText: latest.text });
      latest = null;
    };
    look().catch(() => {}); // a cancel or the answer was faster
  }, 500);
  return {
    signal: AbortSignal.any([outer, cancelled.signal]),
    told: (percent: number, text: string) => {
      latest = { percent, text };
    },
    stop: () => clearInterval(timer),
  };
}

/** A last word of progress may still be on its way while the answer is written: then it is written again. */
async function unlessCrossed(write: () => Promise<void>, tries = 5): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (tries <= 1 || !isRace(error)) throw error;
    await unlessCrossed(write, tries - 1);
  }
}

/** Answer and board in one transaction: a coordinator's edit in this very moment must not keep it from the table. */
async function keepAnswer(
  {
    matchRuns,
    matchBoards,
    clock,
    newId,
    inTransaction,
  }: Pick<Deps, "matchRuns" | "matchBoards" | "clock" | "newId" | "inTransaction">,
  runId: string,
  answer: MatchAnswer,
): Promise<void> {
  const current = await matchRuns.get({ id: runId });
  if (current.state !== "running") return;
  const now = clock.now();
  const state = next(RUN_WORKFLOW, "propose", current.state, SYSTEM);
  const board = await matchBoards.of(current.cohortId);
  const onTable = board.runId === null ? null : await matchRuns.findOne({ id: board.runId });
  const isNewest = (onTable?.number ?? 0) <= current.number;
  await inTransaction(async (session) => {
    await matchRuns.save(
      { ...current, state, answer, finishedAt: now, progressPct: 100, progressText: "Done" },
      [event(newId(), "match.proposed", now, { runId, cohortId: current.cohortId })],
      session,
    );
    if (board.state === "open" && isNewest) await matchBoards.save({ ...board, runId }, [], session);
  });
}

async function keepFailure({ matchRuns, clock }: Pick<Deps, "matchRuns" | "clock">, runId: string): Promise<void> {
  const current = await matchRuns.get({ id: runId });
  if (current.state !== "running") return;
  await matchRuns.save({
    ...current,
    state: next(RUN_WORKFLOW, "fail", current.state, SYSTEM),
    finishedAt: clock.now(),
    failure: "The run did not come to an end. Nothing was changed; you can ask for another one.",
  });
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

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { MatchingInput } from "./candidates.rules.ts";
import { cover } from "./coverage.rules.ts";
import { findEligible } from "./eligibility.rules.ts";
import { type Change, decide, type MatchBoard, undo } from "./match-board.rules.ts";
import { matchingInput } from "./matching-input.ts";
import { boardFor } from "./propose-match.ts";
import { prepareWhatIf, type Change as Remedy } from "./what-if.rules.ts";

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

/**
 * Writes down one or several decisions of a coordinator as one edit; the next run obeys them. Undone within thirty seconds.
 * @throws Problem `not-found`, `wrong-state` after publication, `invalid-input` without a reason, `changed-meanwhile`
 */
export async function editBoard(
  deps: Needs,
  actor: Actor,
  cohortId: string,
  changes: readonly Change[],
  words: string,
): Promise<MatchBoard> {
  const { board } = await boardFor(deps, actor, cohortId);
  if (!changes.every(opensBenches)) refusePublished(board);
  const at = deps.clock.now();
  const [first, ...rest] = changes;
  if (!first) return board;
  const edit = { id: deps.newId(), at, byId: actor.personId, words };
  const begun = decide(board, first, edit);
  // One press, one undo: the later changes join the first one's edit.
  const decided = rest.reduce((so, change) => ({ ...decide(so, change, edit), edits: so.edits }), begun);
  return deps.matchBoards.save(decided, [
    event(deps.newId(), "match-board.edited", at, { cohortId, byId: actor.personId, editId: edit.id }),
  ]);
}

/** @throws Problem `wrong-state` when thirty seconds are over */
export async function undoEdit(deps: Needs, actor: Actor, cohortId: string): Promise<MatchBoard> {
  const { board } = await boardFor(deps, actor, cohortId);
  const at = deps.clock.now();
  return deps.matchBoards.save(undo(board, at), [
    event(deps.newId(), "match-board.edit-undone", at, { cohortId, byId: actor.personId }),
  ]);
}

/** Tries one change on everything as it stands, without making it. @returns how many more reviews could be placed */
export async function tryChange(
  deps: Needs,
  actor: Actor,
  cohortId: string,
  change: Remedy,
): Promise<{ gain: number; missing: number }> {
  const { board } = await boardFor(deps, actor, cohortId);
  const input: MatchingInput = await matchingInput(deps, cohortId, board);
  const eligibility = findEligible(input);
  const coverage = cover(eligibility.instance);
  return { gain: prepareWhatIf(input, eligibility, coverage).gainOf(change), missing: coverage.missing };
}

/** A key holder unlocks names: each look is on record with its reason. @throws Problem `not-allowed` */
export async function unlockNames(
  deps: Needs & Pick<Deps, "eventLog">,
  actor: Actor,
  cohortId: string,
  reason: string,
): Promise<{ code: string; name: string }[]> {
  await boardFor(deps, actor, cohortId);
  if (!actor.isKeyHolder) throw new Problem("not-allowed", "Only the two key holders unlock names.");
  if (reason.trim() === "") {
    throw new Problem("invalid-input", "Please give a reason; it stays on record.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  }
  const at = deps.clock.now();
  await deps.eventLog.append(
    "match_boards",
    cohortId,
    event(deps.newId(), "names.unlocked", at, { cohortId, byId: actor.personId, reason }),
  );
  const reviewers = await deps.reviewers.all();
  const people = new Map((await deps.people.byIds(reviewers.map(({ id }) => id))).map(({ id, name }) => [id, name]));
  return reviewers.map(({ id, code }) => ({ code, name: people.get(id) ?? "" }));
}

/** What widens a bench is open after the publication too: places that stand open need it most. Nobody told is moved. */
function opensBenches({ kind }: Change): boolean {
  return ["fall-back", "take-fallback-back", "raise-cap", "take-cap-back"].includes(kind);
}

function refusePublished(board: MatchBoard): void {
  if (board.state === "published")
    throw new Problem("wrong-state", "The matching is published. Changes now go seat by seat.");
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Band, MatchingInput } from "./candidates.rules.ts";
import { whyNotAllowed } from "./bench.rules.ts";
import { conflictedProfiles } from "./conflicted-profiles.ts";
import { cover } from "./coverage.rules.ts";
import { type Eligibility, findEligible } from "./eligibility.rules.ts";
import type { RemedyChange, ShortageAnswer } from "./match-answer.rules.ts";
import { onlyProfiles } from "./only-profiles.rules.ts";
import { REASONS, reasonInWords } from "./reasons.rules.ts";
import { askedFor } from "./seat.rules.ts";
import { shortageAnswers, toIds, toPositions } from "./shortage-answer.rules.ts";
import { remedyInWords } from "./shortage-words.rules.ts";
import { type Change, decide, keepingEnded, type MatchBoard, type PairChange, undo } from "./match-board.rules.ts";
import { matchingInput, pairInput } from "./matching-input.ts";
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
  await refuseUnknownPairs(deps, actor, decided, changes);
  return deps.matchBoards.save(keepingEnded(board, decided, at), [
    event(deps.newId(), "match-board.edited", at, { cohortId, byId: actor.personId, editId: edit.id }),
  ]);
}

/**
 * Pairs that are decided on must be of this cohort and not hidden from whoever decides; a lock that would be refused when
 * it is to be kept is refused at once.
 */
async function refuseUnknownPairs(
  deps: Needs,
  actor: Actor,
  decided: MatchBoard,
  changes: readonly Change[],
): Promise<void> {
  const pairs = changes.filter((change): change is PairChange => "profileId" in change);
  if (pairs.length === 0) return;
  const hidden = await conflictedProfiles(deps, actor.personId, decided.id);
  for (const { kind, profileId, reviewerId } of pairs) {
    const { cohortId } = await deps.applications.get({ id: profileId });
    if (cohortId !== decided.id || hidden.has(profileId)) throw notFound();
    await deps.reviewers.get({ id: reviewerId });
    if (kind !== "lock") continue;
    const why = whyNeverReads(await pairInput(deps, decided.id, decided, { profileId, reviewerId }));
    if (why !== null)
      throw new Problem("wrong-state", `This reader cannot have this Profile: ${why}. Nothing was changed.`);
  }
}

/** What speaks against one reader of one Profile, in words; null where nothing does. */
function whyNeverReads(input: MatchingInput): string | null {
  if (input.profiles.length === 0) return "it is not being matched";
  if (input.reviewers.length === 0) return "they apply in this cohort themselves";
  const reason = whyNotAllowed(findEligible(input), 0, 0);
  if (reason === null) return null;
  return reason === "no-longer-fits" ? "subject or grade band do not fit" : reasonInWords(reason);
}

/** @throws Problem `wrong-state` when thirty seconds are over */
export async function undoEdit(deps: Needs, actor: Actor, cohortId: string): Promise<MatchBoard> {
  const { board } = await boardFor(deps, actor, cohortId);
  const at = deps.clock.now();
  return deps.matchBoards.save(keepingEnded(board, undo(board, at), at), [
    event(deps.newId(), "match-board.edit-undone", at, { cohortId, byId: actor.personId }),
  ]);
}

/** What a coordinator wants to try: a remedy as it was proposed, or a higher cap for everybody who reads a cell. */
export type Trial = RemedyChange | { kind: "raise-cell"; subject: string; band: Band; to: number };
export type Tried = { words: string; gain: number; missing: number; change: RemedyChange };

/**
 * Tries one change on everything as it stands, without making it.
 * @returns how many more reviews could be placed, and the change in words and ids, so that it can be taken
 */
export async function tryChange(deps: Needs, actor: Actor, cohortId: string, trial: Trial): Promise<Tried> {
  const { input, eligibility, coverage } = await standingFacts(deps, actor, cohortId);
  const change = trial.kind === "raise-cell" ? raiseCell(input, eligibility, trial) : toPositions(input, trial);
  const gain = prepareWhatIf(input, eligibility, coverage).gainOf(change);
  const words = remedyInWords({ change, gain, steps: 1 });
  return { words, gain, missing: coverage.missing, change: toIds(input, change) };
}

/** Where readers are missing now, after the publication too: open places against everybody who may still be asked. */
export async function shortagesNow(deps: Needs, actor: Actor, cohortId: string): Promise<ShortageAnswer[]> {
  const { input, eligibility, coverage } = await standingFacts(deps, actor, cohortId);
  return shortageAnswers(input, eligibility, coverage).shortages;
}

/** Facts of this moment with stage 1 on them, without cases the coordinator has a conflict with. Whoever was asked for a Profile and answered does not count for it. */
async function standingFacts(deps: Needs, actor: Actor, cohortId: string) {
  const { board } = await boardFor(deps, actor, cohortId);
  const hidden = await conflictedProfiles(deps, actor.personId, cohortId);
  const all = await matchingInput(deps, cohortId, board);
  const facts = hidden.size === 0 ? all : onlyProfiles(all, seen(all, hidden));
  const byProfile = Map.groupBy(await deps.seats.ofCohort(cohortId), ({ profileId }) => profileId);
  const asked = [...byProfile].flatMap(([profileId, seats]) =>
    [...askedFor(seats)].map((reviewerId) => ({ profileId, reviewerId })),
  );
  const input: MatchingInput = { ...facts, ...(asked.length > 0 && { asked }) };
  const eligibility = findEligible(input);
  return { input, eligibility, coverage: cover(eligibility.instance) };
}

function seen({ profiles }: MatchingInput, hidden: ReadonlySet<string>): string[] {
  return profiles.map(({ id }) => id).filter((id) => !hidden.has(id));
}

function raiseCell(
  input: MatchingInput,
  { cells, outOfService, instance }: Eligibility,
  { subject, band, to }: { subject: string; band: Band; to: number },
): Remedy {
  const readers = [...cells.readersOf(subject, band).reviewer];
  const canServe = (j: number) => ((outOfService[j] ?? 0) & ~REASONS.noCapacity) === 0;
  return {
    kind: "raise-cap",
    to,
    reviewers: readers.filter((j) => canServe(j) && (instance.capacity[j] ?? 0) < to),
  };
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

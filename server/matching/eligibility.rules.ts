import { type CellIndex, indexCells } from "./cells.rules.ts";
import type { MatchingInput, PairDecision, ProfileToMatch, ReviewerToMatch } from "./candidates.rules.ts";
import { type ConflictMarks, conflictMarks } from "./conflicts.rules.ts";
import { type IncompletePerson, incompletePeople, missingOfProfile, missingOfReviewer } from "./incomplete.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { countReasons, REASONS, type ReasonCount } from "./reasons.rules.ts";

/** Who may read what, and why the others may not. Positions are those of the input's lists. */
export type Eligibility = {
  instance: Instance;
  cells: CellIndex;
  marks: ConflictMarks;
  /** Readers of the right cell who are held out: those of Profile p are `excludedStart[p]` up to `excludedStart[p + 1]`. */
  excludedStart: Int32Array;
  excludedReviewer: Int32Array;
  /** Per exclusion the bits of `REASONS`. */
  excludedReasons: Int32Array;
  /** Per reviewer the bits of `REASONS` that keep them out of the whole run; 0 for those who serve. */
  outOfService: Int32Array;
  incomplete: IncompletePerson[];
  /** Locks that a conflict forbids; they were not applied. */
  refusedLocks: { lock: PairDecision; reasons: number }[];
  /** Pairs that never move: started reviews and applied locks, as positions. */
  fixedPairs: { profile: number; reviewer: number }[];
};

/** A Profile's places that started reviews and locks already take. */
type Fixed = { byProfile: Map<number, number[]>; held: Int32Array; refused: Eligibility["refusedLocks"] };

/**
 * Builds the instance from people, cell by cell: only readers of the right subject and band are ever looked at. A pair
 * costs the reader's choice of band (0 to 2; more outside the cell) plus 1 when both work in the same network, because a
 * stranger judges more freely.
 */
export function findEligible(input: MatchingInput): Eligibility {
  const { profiles, reviewers, settings } = input;
  const outOfService = Int32Array.from(reviewers, serviceReasons);
  const cells = indexCells(reviewers, () => true, input.fallbacks, input.subjectGroups);
  const marks = conflictMarks(input);
  const fixed = fixPairs(input, marks, outOfService);
  const pairs = pairUp(input, cells, marks, outOfService, fixed);
  const instance: Instance = {
    profileCount: profiles.length,
    reviewerCount: reviewers.length,
    demand: Int32Array.from(profiles, (_, p) =>
      Math.max(0, settings.reviewsEach - (fixed.byProfile.get(p)?.length ?? 0)),
    ),
    capacity: Int32Array.from(reviewers, ({ capacity }) => capacity ?? 0),
    held: fixed.held,
    pairStart: pairs.pairStart,
    pairReviewer: pairs.pairReviewer,
    pairCost: pairs.pairCost,
    pairStands: pairs.pairStands,
    school: numbered(reviewers.map(({ schoolId }) => schoolId)),
    isOnePerSchool: settings.isOnePerSchool,
    loadWeight: settings.loadWeight,
    seed: settings.seed,
  };
  return {
    instance,
    cells,
    marks,
    excludedStart: pairs.excludedStart,
    excludedReviewer: pairs.excludedReviewer,
    excludedReasons: pairs.excludedReasons,
    outOfService,
    incomplete: incompletePeople(profiles, reviewers),
    refusedLocks: fixed.refused,
    fixedPairs: [...fixed.byProfile].flatMap(([profile, list]) => list.map((reviewer) => ({ profile, reviewer }))),
  };
}

/** Why readers of this Profile's cell are held out, counted once each under their first reason. */
export function exclusionCounts({ excludedStart, excludedReasons }: Eligibility, profile: number): ReasonCount[] {
  return countReasons(excludedReasons.subarray(excludedStart[profile], excludedStart[profile + 1]));
}

function serviceReasons(reviewer: ReviewerToMatch): number {
  let mask = 0;
  if (reviewer.state !== "active") mask |= REASONS.notActive;
  if (reviewer.isOnLeave) mask |= REASONS.onLeave;
  if (reviewer.capacity !== null && reviewer.capacity <= 0) mask |= REASONS.noCapacity;
  if (missingOfReviewer(reviewer).length > 0) mask |= REASONS.incomplete;
  return mask;
}

/** Started reviews stand whatever has happened since; a lock counts only where nothing speaks against the pair. */
function fixPairs(input: MatchingInput, marks: ConflictMarks, outOfService: Int32Array): Fixed {
  const { profiles, reviewers, locks } = input;
  const held = Int32Array.from(reviewers, ({ heldElsewhere }) => heldElsewhere ?? 0);
  const fixed: Fixed = { byProfile: new Map(), held, refused: [] };
  const indexOf = new Map(reviewers.map(({ id }, j) => [id, j]));
  const profileAt = new Map(profiles.map(({ id }, p) => [id, p]));
  profiles.forEach(({ startedWith }, p) => {
    for (const id of startedWith) take(fixed, p, indexOf.get(id));
  });
  for (const lock of locks) {
    const p = profileAt.get(lock.profileId);
    const reviewer = indexOf.get(lock.reviewerId);
    const profile = p === undefined ? undefined : profiles[p];
    if (p === undefined || reviewer === undefined || !profile) continue;
    marks.markFor(profile);
    const against = (marks.mask[reviewer] as number) | (outOfService[reviewer] as number);
    const reasons = against | roomReasons(input, fixed, p, reviewer);
    if (reasons === 0) take(fixed, p, reviewer);
    else fixed.refused.push({ lock, reasons });
  }
  return fixed;
}

function take({ byProfile, held }: Fixed, profile: number, reviewer: number | undefined): void {
  const list = byProfile.get(profile) ?? [];
  if (reviewer === undefined || list.includes(reviewer)) return;
  byProfile.set(profile, [...list, reviewer]);
  held[reviewer] = (held[reviewer] as number) + 1;
}

/** What is against one more fixed reader of a Profile: its places, the reviewer's, or their school. */
function roomReasons({ reviewers, settings }: MatchingInput, fixed: Fixed, profile: number, reviewer: number): number {
  const list = fixed.byProfile.get(profile) ?? [];
  if (list.includes(reviewer)) return 0;
  const { schoolId, capacity } = reviewers[reviewer] as ReviewerToMatch;
  const isSchoolTaken = settings.isOnePerSchool && list.some((other) => reviewers[other]?.schoolId === schoolId);
  return (
    (list.length >= settings.reviewsEach ? REASONS.placesTaken : 0) |
    ((fixed.held[reviewer] as number) >= (capacity ?? 0) ? REASONS.noCapacity : 0) |
    (isSchoolTaken ? REASONS.schoolTaken : 0)
  );
}

/** Fills the arrays of pairs and of exclusions; the longest they can get is known from the cells' sizes. */
function pairUp(input: MatchingInput, cells: CellIndex, marks: ConflictMarks, outOfService: Int32Array, fixed: Fixed) {
  const { profiles, reviewers } = input;
  const readers = profiles.map((profile) =>
    profile.subject && profile.band && missingOfProfile(profile).length === 0
      ? cells.readersOf(profile.subject, profile.band)
      : null,
  );
  const most = readers.reduce((sum, cell) => sum + (cell?.reviewer.length ?? 0), 0);
  const pairReviewer = new Int32Array(most);
  const pairCost = new Int32Array(most);
  const pairStart = new Int32Array(profiles.length + 1);
  const excludedStart = new Int32Array(profiles.length + 1);
  const excludedReviewer: number[] = [];
  const excludedReasons: number[] = [];
  const networks = numbered([...profiles, ...reviewers].map(({ networkId }) => networkId));
  const profileCount = profiles.length;
  let pairCount = 0;
  for (let p = 0; p < profileCount; p++) {
    const cell = readers[p];
    if (cell) {
      markExclusions(input, p, marks, fixed.byProfile);
      const { mask } = marks;
      const network = networks[p] as number;
      const length = cell.reviewer.length;
      for (let k = 0; k < length; k++) {
        const reviewer = cell.reviewer[k] as number;
        const against = (mask[reviewer] as number) | (outOfService[reviewer] as number);
        if (against === 0) {
          const isSameNetwork = network >= 0 && networks[profileCount + reviewer] === network;
          pairReviewer[pairCount] = reviewer;
          pairCost[pairCount++] = (cell.cost[k] as number) + (isSameNetwork ? 1 : 0);
        } else {
          excludedReviewer.push(reviewer);
          excludedReasons.push(against);
        }
      }
    }
    pairStart[p + 1] = pairCount;
    excludedStart[p + 1] = excludedReviewer.length;
  }
  return {
    pairStart,
    pairReviewer: pairReviewer.slice(0, pairCount),
    pairCost: pairCost.slice(0, pairCount),
    pairStands: standing(profiles, reviewers, pairStart, pairReviewer.subarray(0, pairCount)),
    excludedStart,
    excludedReviewer: Int32Array.from(excludedReviewer),
    excludedReasons: Int32Array.from(excludedReasons),
  };
}

/** Marks conflicts, the reviewers that the Profile has already, and where one a school is the rule, their schools. */
export function markExclusions(
  { profiles, reviewers, settings }: MatchingInput,
  p: number,
  marks: ConflictMarks,
  takenBy: ReadonlyMap<number, readonly number[]>,
): void {
  marks.markFor(profiles[p] as ProfileToMatch);
  const taken = takenBy.get(p) ?? [];
  for (const reviewer of taken) marks.add(reviewer, REASONS.alreadyReads);
  if (!settings.isOnePerSchool || taken.length === 0) return;
  const schools = new Set(taken.map((reviewer) => reviewers[reviewer]?.schoolId));
  reviewers.forEach(({ schoolId }, j) => {
    if (schoolId !== null && schools.has(schoolId)) marks.add(j, REASONS.schoolTaken);
  });
}

/** The fixed readers of each Profile that has some. */
export function takenByProfile({ fixedPairs }: Eligibility): Map<number, number[]> {
  const taken = new Map<number, number[]>();
  for (const { profile, reviewer } of fixedPairs) taken.set(profile, [...(taken.get(profile) ?? []), reviewer]);
  return taken;
}

/** Marks the pairs that stand today; a pair that is no longer eligible is simply not there. */
function standing(
  profiles: readonly ProfileToMatch[],
  reviewers: readonly ReviewerToMatch[],
  pairStart: Int32Array,
  pairReviewer: Int32Array,
): Uint8Array {
  const stands = new Uint8Array(pairReviewer.length);
  const indexOf = new Map(reviewers.map(({ id }, j) => [id, j]));
  profiles.forEach(({ standsWith }, p) => {
    for (const id of standsWith) {
      const reviewer = indexOf.get(id);
      if (reviewer === undefined) continue;
      const at = pairReviewer.subarray(pairStart[p], pairStart[p + 1]).indexOf(reviewer);
      if (at >= 0) stands[(pairStart[p] as number) + at] = 1;
    }
  });
  return stands;
}

/** Equal words get equal numbers from 0, in order of appearance; -1 where there is none. */
function numbered(words: readonly (string | null)[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(words, (word) => {
    if (word === null) return -1;
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, numbers.size);
    return numbers.size - 1;
  });
}

import { CLOSED, FAR, type FlowProblem, NO_PAIR } from "./flow-problem.rules.ts";

/**
 * Per Profile a short list of its cheapest candidates, sorted by key = pair cost + the reviewer's price when the list was
 * made (`snap`). Prices only rise afterwards, so a key is a lower bound for ever, and `rest` bounds all that is not listed:
 * a search that stays below the bound is exact without the other pairs; one that does not asks for a longer list.
 */
export type ShortLists = {
  /** Candidates of Profile p: reviewer and key at `start[p]` up to `end[p]`. */
  reviewer: Int32Array;
  key: Float64Array;
  start: Int32Array;
  end: Int32Array;
  /** Per Profile: how many candidates there is room for from `start[p]` on. */
  room: Int32Array;
  /** Per Profile: lower bound of the keys that are not listed; Infinity where all are. */
  rest: Float64Array;
  snap: Float64Array;
  /** Where the next list goes. */
  top: number;
  /** While somebody keeps account: the Profiles whose lists were made anew. */
  listed: number[] | null;
};

export function emptyLists({ profileCount, reviewerCount }: FlowProblem, expected: number): ShortLists {
  return {
    reviewer: new Int32Array(expected),
    key: new Float64Array(expected),
    start: new Int32Array(profileCount),
    end: new Int32Array(profileCount),
    room: new Int32Array(profileCount),
    rest: new Float64Array(profileCount),
    snap: new Float64Array(reviewerCount),
    top: 0,
    listed: null,
  };
}

/** So many of a list are kept in order when keys fall; it ends behind them sooner than it is put in order further on. */
const KEPT = 6;

const keys = new Float64Array(1 << 16);
const reviewers = new Int32Array(1 << 16);

/** Lists the `count` cheapest candidates of one Profile; equal ones in an order that the seed turns. */
export function listCandidates(lists: ShortLists, problem: FlowProblem, profile: number, count: number): void {
  const { pairReviewer, pairCost } = problem;
  const { snap } = lists;
  const first = problem.pairStart[profile] as number;
  const end = problem.pairStart[profile + 1] as number;
  const most = Math.min(count, keys.length);
  const turn = end > first ? first + (turnOf(problem.seed, profile) % (end - first)) : first;
  let length = 0;
  let limit = NO_PAIR;
  for (let half = 0; half < 2; half++) {
    const to = half === 0 ? end : turn;
    for (let e = half === 0 ? turn : first; e < to; e++) {
      const j = pairReviewer[e] as number;
      const key = (pairCost[e] as number) + (snap[j] as number);
      if (key >= limit) continue;
      let i = length < most ? length++ : most - 1;
      while (i > 0 && (keys[i - 1] as number) > key) {
        keys[i] = keys[i - 1] as number;
        reviewers[i] = reviewers[i - 1] as number;
        i--;
      }
      keys[i] = key;
      reviewers[i] = j;
      if (length === most) limit = keys[most - 1] as number;
    }
  }
  makeRoom(lists, profile, length);
  const { reviewer, key } = lists;
  let at = lists.start[profile] as number;
  for (let i = 0; i < length; i++, at++) {
    reviewer[at] = reviewers[i] as number;
    key[at] = keys[i] as number;
  }
  lists.end[profile] = at;
  lists.rest[profile] = length === most && end - first > most ? limit : Infinity;
  lists.listed?.push(profile);
}

/** Lists all pairs of one Profile, unsorted, from where the seed says: for prices, or until `retakeKeys` sorts them. */
export function listAll(lists: ShortLists, problem: FlowProblem, profile: number): void {
  const { pairReviewer, pairCost } = problem;
  const first = problem.pairStart[profile] as number;
  const end = problem.pairStart[profile + 1] as number;
  const turn = end > first ? first + (turnOf(problem.seed, profile) % (end - first)) : first;
  makeRoom(lists, profile, end - first);
  const { reviewer, key, snap } = lists;
  let at = lists.start[profile] as number;
  for (let half = 0; half < 2; half++) {
    const to = half === 0 ? end : turn;
    for (let e = half === 0 ? turn : first; e < to; e++) {
      const cost = pairCost[e] as number;
      if (cost >= NO_PAIR) continue;
      const j = pairReviewer[e] as number;
      reviewer[at] = j;
      key[at++] = cost + (snap[j] as number);
    }
  }
  lists.end[profile] = at;
  lists.rest[profile] = Infinity;
}

/**
 * A longer list for one Profile. Returns where to go on reading: at the first entry that is not cheaper than the last one
 * read before (equal ones may have changed places).
 */
export function lengthenList(lists: ShortLists, problem: FlowProblem, profile: number): number {
  const length = (lists.end[profile] as number) - (lists.start[profile] as number);
  const read = length > 0 ? (lists.key[(lists.end[profile] as number) - 1] as number) : -FAR;
  listCandidates(lists, problem, profile, Math.max(16, 2 * length));
  let at = lists.start[profile] as number;
  while (at < (lists.end[profile] as number) && (lists.key[at] as number) < read) at++;
  return at;
}

/** Changes the key of one candidate by a little; a list that has it stays sorted, the bound of one that has not holds. */
export function shiftKey(lists: ShortLists, profile: number, candidate: number, by: number): void {
  const { reviewer, key } = lists;
  const first = lists.start[profile] as number;
  const end = lists.end[profile] as number;
  let at = first;
  while (at < end && reviewer[at] !== candidate) at++;
  if (at === end) {
    if (by < 0) lowerBound(lists, profile, (lists.rest[profile] as number) + by);
    return;
  }
  const changed = (key[at] as number) + by;
  const move = (to: number) => {
    key[at] = key[to] as number;
    reviewer[at] = reviewer[to] as number;
    at = to;
  };
  while (at > first && (key[at - 1] as number) > changed) move(at - 1);
  while (at + 1 < end && (key[at + 1] as number) < changed) move(at + 1);
  key[at] = changed;
  reviewer[at] = candidate;
  if (at === end - 1 && changed > (lists.rest[profile] as number)) lists.end[profile] = at;
}

/**
 * A candidate's key fell to `lowered`, in `problem` or `snap` already: they move to where they belong now. One who was not
 * listed comes in where there is room, or in place of the last one, who then is the bound.
 */
export function lowerKey(lists: ShortLists, profile: number, candidate: number, lowered: number): void {
  const { start, end, rest, room, key, reviewer } = lists;
  if (lowered >= (rest[profile] as number)) return;
  const first = start[profile] as number;
  const last = end[profile] as number;
  if (last - first > KEPT && lowered >= (key[first + KEPT - 1] as number)) return lowerBound(lists, profile, lowered);
  let at = first;
  while (at < last && reviewer[at] !== candidate) at++;
  if (at === last) {
    if (lowered >= CLOSED) return;
    if (last - first < (room[profile] as number)) end[profile] = last + 1;
    else {
      const dearest = last > first ? (key[last - 1] as number) : lowered;
      if (lowered >= dearest) return lowerBound(lists, profile, lowered);
      rest[profile] = dearest;
      at--;
    }
  }
  for (; at > first && (key[at - 1] as number) > lowered; at--) {
    key[at] = key[at - 1] as number;
    reviewer[at] = reviewer[at - 1] as number;
  }
  key[at] = lowered;
  reviewer[at] = candidate;
}

/** Somebody who is not listed may have this key now: the list ends there. */
function lowerBound({ start, end, rest, key }: ShortLists, profile: number, bound: number): void {
  if (bound >= (rest[profile] as number)) return;
  rest[profile] = bound;
  const first = start[profile] as number;
  let last = end[profile] as number;
  while (last > first && (key[last - 1] as number) > bound) last--;
  end[profile] = last;
}

/**
 * Takes the present prices (`snap + rise`) as the new `snap`; `rise` becomes 0. Lists whose hidden pairs could now be among
 * the first `sure` are made anew.
 */
export function retakeKeys(
  lists: ShortLists,
  problem: FlowProblem,
  rise: Float64Array,
  sure: number,
  count: number,
): void {
  const { start, end, rest, snap } = lists;
  for (let p = 0; p < problem.profileCount; p++) {
    if (rest[p] !== Infinity) rest[p] = leastHidden(lists, problem, rise, p);
    lists.listed?.push(p);
    const { reviewer, key } = lists; // read anew: listing below may have moved them
    const first = start[p] as number;
    let last = end[p] as number;
    for (let at = first; at < last; at++) {
      const j = reviewer[at] as number;
      const value = (key[at] as number) + (rise[j] as number);
      let i = at;
      for (; i > first && (key[i - 1] as number) > value; i--) {
        key[i] = key[i - 1] as number;
        reviewer[i] = reviewer[i - 1] as number;
      }
      key[i] = value;
      reviewer[i] = j;
    }
    const bound = rest[p] as number;
    while (last > first && (key[last - 1] as number) > bound) last--;
    end[p] = last;
  }
  for (let j = 0; j < rise.length; j++) snap[j] = (snap[j] as number) + (rise[j] as number);
  rise.fill(0);
  for (let p = 0; p < problem.profileCount; p++)
    if (rest[p] !== Infinity && (end[p] as number) - (start[p] as number) < sure)
      listCandidates(lists, problem, p, count);
}

/** The least key at the present prices of the pairs that a Profile's list leaves out. */
function leastHidden(
  { rest, snap }: ShortLists,
  { pairStart, pairReviewer, pairCost }: FlowProblem,
  rise: Float64Array,
  profile: number,
): number {
  const bound = rest[profile] as number;
  const end = pairStart[profile + 1] as number;
  let least = NO_PAIR;
  for (let e = pairStart[profile] as number; e < end; e++) {
    const j = pairReviewer[e] as number;
    const before = (pairCost[e] as number) + (snap[j] as number);
    if (before < bound) continue;
    const now = before + (rise[j] as number);
    if (now < least) least = now;
  }
  return least;
}

/** A list goes where the Profile's list has been, if it fits there, and behind all others if not. */
function makeRoom(lists: ShortLists, profile: number, length: number): void {
  if (length <= (lists.room[profile] as number)) return;
  if (lists.top + length > lists.key.length) grow(lists, lists.top + length);
  lists.start[profile] = lists.top;
  lists.room[profile] = length;
  lists.top += length;
}

function grow(lists: ShortLists, needed: number): void {
  const size = Math.max(needed, Math.ceil(lists.key.length * 1.5));
  const key = new Float64Array(size);
  const reviewer = new Int32Array(size);
  key.set(lists.key);
  reviewer.set(lists.reviewer);
  lists.key = key;
  lists.reviewer = reviewer;
}

/** A number from seed and index, mixed as in MurmurHash3's finish (Appleby, public domain). */
function turnOf(seed: number, index: number): number {
  let x = Math.imul(seed + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

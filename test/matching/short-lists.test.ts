/** Short lists of candidates stay true whatever happens to costs and prices between two looks. */
import { type Xoshiro, xoshiro } from "../../bench/matching/xoshiro.ts";
import { type FlowProblem, flowProblem } from "../../server/matching/flow-problem.rules.ts";
import {
  emptyLists,
  lengthenList,
  listCandidates,
  lowerKey,
  type ShortLists,
  shiftKey,
} from "../../server/matching/short-lists.rules.ts";
import { smallInstance } from "./small-instances.ts";

const LISTED = 5;

function setUp(seed: number): { problem: FlowProblem; lists: ShortLists; random: Xoshiro } {
  const instance = smallInstance(seed, { profiles: 6, reviewers: 40, capacity: 3, cost: 6 });
  const problem = flowProblem(instance, new Int32Array(instance.profileCount), Number.POSITIVE_INFINITY, 1);
  const lists = emptyLists(problem, 8);
  const random = xoshiro(seed);
  lists.snap.forEach((_, j) => {
    lists.snap[j] = random.below(4) * problem.scale;
  });
  for (let p = 0; p < problem.profileCount; p++) listCandidates(lists, problem, p, LISTED);
  return { problem, lists, random };
}

/** What is listed has its own key, in rising order and once; what is not listed is not cheaper than the bound. */
function faultsOf(problem: FlowProblem, lists: ShortLists): string[] {
  const faults: string[] = [];
  for (let p = 0; p < problem.profileCount; p++) {
    const listed = new Map<number, number>();
    let before = Number.NEGATIVE_INFINITY;
    for (let at = lists.start[p] as number; at < (lists.end[p] as number); at++) {
      const key = lists.key[at] as number;
      const j = lists.reviewer[at] as number;
      if (key < before) faults.push(`${p}: ${key} comes after ${before}`);
      if (listed.has(j)) faults.push(`${p}: ${j} is listed twice`);
      listed.set(j, key);
      before = key;
    }
    for (let e = problem.pairStart[p] as number; e < (problem.pairStart[p + 1] as number); e++) {
      const j = problem.pairReviewer[e] as number;
      const key = (problem.pairCost[e] as number) + (lists.snap[j] as number);
      const known = listed.get(j);
      if (known !== undefined && known !== key) faults.push(`${p}: ${j} is listed with ${known}, not ${key}`);
      if (known === undefined && key < (lists.rest[p] as number)) faults.push(`${p}: ${j} is below the bound`);
    }
  }
  return faults;
}

function change({ problem, lists, random }: ReturnType<typeof setUp>): void {
  const p = random.below(problem.profileCount);
  const pairs = (problem.pairStart[p + 1] as number) - (problem.pairStart[p] as number);
  if (pairs === 0) return;
  const pair = (problem.pairStart[p] as number) + random.below(pairs);
  const j = problem.pairReviewer[pair] as number;
  const kind = random.below(3);
  if (kind === 0) lengthenList(lists, problem, p);
  else if (kind === 1) {
    const by = random.below(2) === 0 ? 1 : -1;
    problem.pairCost[pair] = (problem.pairCost[pair] as number) + by;
    shiftKey(lists, p, j, by);
  } else {
    lists.snap[j] = (lists.snap[j] as number) - 1 - random.below(2 * problem.scale);
    for (let q = 0; q < problem.profileCount; q++)
      for (let e = problem.pairStart[q] as number; e < (problem.pairStart[q + 1] as number); e++)
        if (problem.pairReviewer[e] === j)
          lowerKey(lists, q, j, (problem.pairCost[e] as number) + (lists.snap[j] as number));
  }
}

test("lists hold what they say after prices fell, costs changed and lists were lengthened, in any order", () => {
  let kept = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const all = setUp(seed);
    for (let step = 0; step < 60; step++) {
      change(all);
      expect(faultsOf(all.problem, all.lists)).toEqual([]);
      kept += all.lists.rest.filter((rest) => Number.isFinite(rest)).length;
    }
  }
  expect(kept).toBeGreaterThan(1_000); // bounds were at work, not whole lists
});

test("a list that grows within its room stays where it is; one that does not moves behind the others", () => {
  const { problem, lists } = setUp(3);
  const longest = [...problem.demand.keys()].sort(
    (a, b) =>
      (problem.pairStart[b + 1] as number) -
      (problem.pairStart[b] as number) -
      ((problem.pairStart[a + 1] as number) - (problem.pairStart[a] as number)),
  )[0] as number;
  const before = lists.start[longest] as number;
  listCandidates(lists, problem, longest, LISTED - 1);
  expect(lists.start[longest]).toBe(before);
  const { top } = lists;
  listCandidates(lists, problem, longest, 2 * LISTED);
  expect(lists.start[longest]).toBe(top);
  expect(faultsOf(problem, lists)).toEqual([]);
});

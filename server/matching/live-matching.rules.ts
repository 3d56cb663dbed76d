import { type Assignment, pairAt } from "./assignment.rules.ts";
import { Flow } from "./flow.rules.ts";
import { CLOSED, flowProblem, NO_PAIR } from "./flow-problem.rules.ts";
import { GiveBack } from "./give-back.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { emptyLists, listCandidates, shiftKey } from "./short-lists.rules.ts";
import { PathSearch } from "./shortest-path.rules.ts";
import { type Answer, assignmentOf } from "./solve-matching.rules.ts";

/** What became of a change: repaired on the spot with the optimum kept, or a whole run is needed because stages 1 to 3 move. */
export type Repair =
  | { isRepaired: true; moves: Move[] }
  | { isRepaired: false; why: "places" | "short-profiles" | "worst-pair" };

/** A Profile's place that changed hands, by index; -1 for nobody. */
export type Move = { profile: number; from: number; to: number };

/**
 * A published matching that is repaired as people decline or leave. What stands counts as standing: each change is answered by
 * the least sum and, among those, the fewest further changes (stages 4 and 5), found by shortest paths from kept prices.
 *
 * A change that only takes possibilities away cannot improve stages 1 to 3. So where the number placed, the Profiles short
 * and the dearest pair allowed are as before, the repaired matching is optimal stage by stage; where not, the caller has to
 * run the whole (`isRepaired: false`), and this object is spent.
 */
export class LiveMatching {
  readonly #instance: Instance;
  readonly #flow: Flow;
  readonly #search: PathSearch;
  readonly #giveBack: GiveBack;
  #isSpent = false;

  /** @param answer of `solveMatching` for this instance; its pairs stand from now on */
  constructor(instance: Instance, { assignment, certificate }: Answer) {
    const pairStands = new Uint8Array(instance.pairStands.length);
    assignment.forEach((j, k) => {
      if (j >= 0) pairStands[pairAt(instance, Math.floor(k / 3), j)] = 1;
    });
    this.#instance = { ...instance, pairStands };
    const problem = flowProblem(this.#instance, certificate.atLeast, certificate.dearestPair, 1);
    const ratio = problem.scale / certificate.scale;
    problem.lackCost = Math.max(problem.lackCost, certificate.lackCost * ratio);
    const lists = emptyLists(problem, problem.profileCount * (LIST_LENGTH + 4));
    const lackShift = problem.lackCost - certificate.lackCost * ratio;
    for (let j = 0; j < problem.reviewerCount; j++) {
      const price = (certificate.price[j] as number) * ratio;
      lists.snap[j] = price + (price > problem.lackCost / 2 ? lackShift : 0);
    }
    for (let p = 0; p < problem.profileCount; p++) listCandidates(lists, problem, p, LIST_LENGTH);
    this.#flow = new Flow(problem, lists);
    this.#flow.placeAll();
    this.#search = new PathSearch(this.#flow);
    this.#search.repairAll();
    this.#giveBack = new GiveBack(this.#flow);
    lists.listed = [];
  }

  get assignment(): Assignment {
    return assignmentOf(this.#flow);
  }

  /** This reviewer will not read this Profile; their place stays open for others. */
  decline(profile: number, reviewer: number): Repair {
    return this.#change(() => {
      this.#forbid(profile, reviewer);
      return this.#free(profile, reviewer);
    });
  }

  /** This reviewer reads nothing more of what may move. */
  release(reviewer: number): Repair {
    return this.#change(() => {
      const flow = this.#flow;
      const freed: number[] = [];
      for (let unit = flow.first[reviewer] as number; unit >= 0; unit = flow.next[unit] as number) freed.push(unit);
      for (const unit of freed) flow.unlink(unit);
      flow.spare -= flow.excess[reviewer] as number;
      flow.excess[reviewer] = 0;
      flow.taken[reviewer] = 0;
      flow.places[reviewer] = 0;
      flow.rise[reviewer] = CLOSED;
      flow.renewSink(reviewer);
      return freed;
    });
  }

  /** Takes possibilities away, fills what is empty, repairs, and compares with before. */
  #change(takeAway: () => number[]): Repair {
    if (this.#isSpent) throw new Error("A whole run is needed first");
    const flow = this.#flow;
    flow.journal = [];
    flow.risen = [];
    try {
      for (const unit of takeAway()) flow.placeUnit(unit);
      this.#search.repairAll();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#isSpent = true;
      return { isRepaired: false, why: "short-profiles" };
    }
    const { moves, lacking, short } = this.#settle();
    if (lacking > 0) return this.#spend("places");
    if (short > 0) return this.#spend("short-profiles");
    return { isRepaired: true, moves };
  }

  #spend(why: "places" | "short-profiles" | "worst-pair"): Repair {
    this.#isSpent = true;
    return { isRepaired: false, why };
  }

  #forbid(profile: number, reviewer: number): void {
    const { problem, lists } = this.#flow;
    const pair = pairAt(this.#instance, profile, reviewer);
    if (pair < 0) throw new RangeError(`Profile ${profile} and reviewer ${reviewer} are not an eligible pair`);
    shiftKey(lists, profile, reviewer, NO_PAIR - (problem.pairCost[pair] as number));
    problem.pairCost[pair] = NO_PAIR;
    this.#giveBack.changeCost(profile, reviewer, NO_PAIR);
  }

  #free(profile: number, reviewer: number): number[] {
    const flow = this.#flow;
    for (let unit = 4 * profile; unit < 4 * profile + 3; unit++) {
      if (flow.unitReviewer[unit] !== reviewer) continue;
      flow.unlink(unit);
      flow.excess[reviewer] = (flow.excess[reviewer] as number) - 1;
      flow.spare--;
      // Placed first: while it is nowhere, its school seems free to the Profile's other units.
      flow.placeUnit(unit);
      this.#giveBack.follow(unit);
      this.#giveBack.giveBack(reviewer);
      return [];
    }
    return [];
  }

  /** From now on what is used stands: it becomes cheaper by one change, what is left dearer. Says what became worse. */
  #settle(): { moves: Move[]; lacking: number; short: number } {
    const flow = this.#flow;
    const first = new Map<number, number>();
    const journal = flow.journal ?? [];
    for (const j of flow.risen ?? [])
      for (let unit = flow.first[j] as number; unit >= 0; unit = flow.next[unit] as number) this.#giveBack.follow(unit);
    const { listed } = flow.lists;
    for (const p of listed ?? []) this.#giveBack.followList(p);
    if (listed) listed.length = 0;
    flow.journal = null;
    flow.risen = null;
    for (let k = 0; k < journal.length; k += 2)
      if (!first.has(journal[k] as number)) first.set(journal[k] as number, journal[k + 1] as number);
    const moves: Move[] = [];
    const shortness = this.#changeOfShortness(first);
    for (const [unit, from] of first) {
      const to = flow.unitReviewer[unit] as number;
      this.#giveBack.follow(unit);
      if (to !== from) moves.push({ profile: unit >> 2, from, to });
    }
    for (const { profile, from } of moves) if (from >= 0 && !this.#uses(profile, from)) this.#shift(profile, from, 1);
    for (const { profile, to } of moves)
      if (to >= 0 && !moves.some((each) => each.profile === profile && each.from === to)) this.#shift(profile, to, -1);
    return { moves, ...shortness };
  }

  /** How many more places are empty, and how many more Profiles short, than before the units in `first` moved. */
  #changeOfShortness(first: ReadonlyMap<number, number>): { lacking: number; short: number } {
    const { unitReviewer } = this.#flow;
    const more = new Map<number, number>();
    for (const [unit, from] of first) {
      const by = Number((unitReviewer[unit] as number) < 0) - Number(from < 0);
      if (by !== 0) more.set(unit >> 2, (more.get(unit >> 2) ?? 0) + by);
    }
    let lacking = 0;
    let short = 0;
    for (const [profile, by] of more) {
      const now = this.#flow.lacking[profile] as number;
      lacking += by;
      short += Number(now > 0) - Number(now - by > 0);
    }
    return { lacking, short };
  }

  #uses(profile: number, reviewer: number): boolean {
    const { unitReviewer } = this.#flow;
    for (let unit = 4 * profile; unit < 4 * profile + 3; unit++) if (unitReviewer[unit] === reviewer) return true;
    return false;
  }

  #shift(profile: number, reviewer: number, by: number): void {
    const { problem, lists, unitReviewer, unitKey } = this.#flow;
    const pair = pairAt(this.#instance, profile, reviewer);
    if (problem.pairCost[pair] === NO_PAIR) return;
    problem.pairCost[pair] = (problem.pairCost[pair] as number) + by;
    this.#giveBack.changeCost(profile, reviewer, problem.pairCost[pair] as number);
    shiftKey(lists, profile, reviewer, by);
    for (let unit = 4 * profile; unit < 4 * profile + 3; unit++)
      if (unitReviewer[unit] === reviewer) unitKey[unit] = (unitKey[unit] as number) + by;
  }
}

const LIST_LENGTH = 10;

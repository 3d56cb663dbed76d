import { type Assignment, pairAt, PLACES_EACH } from "./assignment.rules.ts";
import type { Instance } from "./instance.rules.ts";

/** What the tie-break came to. */
export type EvenedOut = { assignment: Assignment; swaps: number };

/** How many exchanges are looked at at most, for each place of the matching: counted, not timed, for the same answer everywhere. */
const LOOKS_IN_ALL = 6;
/** And at most so many for one place in one pass, so that a place without a way out does not use up the others' share. */
const LOOKS_AT_ONCE = 12;
const MOST_PASSES = 4;

/**
 * The tie-break after the proved stages: readers of two Profiles change places where this leaves stages 1 to 5 exactly as
 * they are (same number of reviews for each reader, same sum of the two pair costs, none above the worst pair, same number
 * of changes) and there are fewer Profiles with the same three readers or, with as many, minutes of video lie more evenly:
 * the sum over readers of minutes squared by capacity gets smaller. Each exchange makes that pair of numbers smaller, so it
 * ends; how far it gets within its looks is not proved.
 * @param fixed per Profile the readers it has already (locks, started reviews); they count for trios
 * @param minutes of video per Profile
 */
export function evenOut(
  instance: Instance,
  assignment: Assignment,
  worstPair: number,
  minutes: readonly number[],
  fixed: ReadonlyMap<number, readonly number[]>,
): EvenedOut {
  const table = new Table(instance, assignment.slice(), worstPair, minutes, fixed);
  for (let pass = 0; pass < MOST_PASSES && !table.isTired; pass++) if (!table.pass()) break;
  return { assignment: table.sorted(), swaps: table.swaps };
}

/** Everybody at their places, with what is counted kept up to date. */
class Table {
  #looks = 0;
  swaps = 0;
  readonly #instance: Instance;
  readonly #assignment: Assignment;
  readonly #worstPair: number;
  readonly #minutes: readonly number[];
  readonly #fixed: ReadonlyMap<number, readonly number[]>;
  readonly #film: Float64Array;
  readonly #unitsOf: Set<number>[];
  readonly #trios = new Map<string, number>();
  #repeated = 0;

  constructor(
    instance: Instance,
    assignment: Assignment,
    worstPair: number,
    minutes: readonly number[],
    fixed: ReadonlyMap<number, readonly number[]>,
  ) {
    this.#instance = instance;
    this.#assignment = assignment;
    this.#worstPair = worstPair;
    this.#minutes = minutes;
    this.#fixed = fixed;
    this.#film = new Float64Array(instance.reviewerCount);
    this.#unitsOf = Array.from({ length: instance.reviewerCount }, () => new Set<number>());
    assignment.forEach((j, unit) => {
      if (j < 0) return;
      this.#film[j] = (this.#film[j] as number) + this.#minutesAt(unit);
      this.#unitsOf[j]?.add(unit);
    });
    for (const [p, readers] of fixed)
      for (const j of readers) this.#film[j] = (this.#film[j] as number) + (minutes[p] ?? 0);
    for (let p = 0; p < instance.profileCount; p++) this.#countTrio(p, 1);
  }

  get isTired(): boolean {
    return this.#looks >= LOOKS_IN_ALL * this.#assignment.length;
  }

  /** One round over all places, those of the readers with most minutes first. @returns whether anything changed */
  pass(): boolean {
    const before = this.swaps;
    const { capacity, reviewerCount } = this.#instance;
    const share = (j: number) => (this.#film[j] as number) / Math.max(1, capacity[j] as number);
    const order = Array.from({ length: reviewerCount }, (_, j) => j).sort((a, b) => share(b) - share(a) || a - b);
    for (const a of order)
      for (const unit of [...(this.#unitsOf[a] as Set<number>)].sort((x, y) => x - y))
        if (!this.isTired && this.#assignment[unit] === a) this.#improve(unit, a);
    return this.swaps > before;
  }

  /** Rows ascending again, as every assignment has them. */
  sorted(): Assignment {
    for (let first = 0; first < this.#assignment.length; first += PLACES_EACH) {
      const row = [...this.#assignment.subarray(first, first + PLACES_EACH)]
        .filter((j) => j >= 0)
        .sort((x, y) => x - y);
      this.#assignment.fill(-1, first, first + PLACES_EACH).set(row, first);
    }
    return this.#assignment;
  }

  /** Takes the first exchange that makes it better for this place; only lighter readers can, but for a repeated trio. */
  #improve(unit: number, a: number): void {
    const { pairStart, pairReviewer, capacity } = this.#instance;
    const p = Math.floor(unit / PLACES_EACH);
    let looksLeft = LOOKS_AT_ONCE;
    const isRepeated = (this.#trios.get(this.#trio(p)) ?? 0) > 1;
    const shareA = (this.#film[a] as number) / Math.max(1, capacity[a] as number);
    for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) {
      const b = pairReviewer[e] as number;
      if (b === a || this.#isIn(p, b)) continue;
      const isLighter = (this.#film[b] as number) / Math.max(1, capacity[b] as number) < shareA;
      if (!isRepeated && !isLighter) continue;
      for (const other of this.#unitsOf[b] as Set<number>) {
        const isShorter = this.#minutesAt(other) < this.#minutesAt(unit);
        if (!isRepeated && !isShorter) continue;
        if (looksLeft-- === 0) return;
        this.#looks++;
        if (this.#isExchangeable(unit, other, a, b, e) && this.#exchangeIfBetter(unit, other, a, b)) return;
      }
    }
  }

  /** Stages 1 to 5 stay exactly as they are, and no school sits twice. */
  #isExchangeable(unit: number, other: number, a: number, b: number, pairOfB: number): boolean {
    const { pairCost, pairStands } = this.#instance;
    const p = Math.floor(unit / PLACES_EACH);
    const q = Math.floor(other / PLACES_EACH);
    if (p === q || this.#isIn(q, a) || (this.#fixed.get(q) ?? []).includes(a)) return false;
    const [pa, qb, qa] = [pairAt(this.#instance, p, a), pairAt(this.#instance, q, b), pairAt(this.#instance, q, a)];
    if (pa < 0 || qb < 0 || qa < 0) return false;
    const cost = (pair: number) => pairCost[pair] as number;
    const stands = (pair: number) => pairStands[pair] as number;
    return (
      cost(pa) + cost(qb) === cost(pairOfB) + cost(qa) &&
      Math.max(cost(pairOfB), cost(qa)) <= this.#worstPair &&
      stands(pa) + stands(qb) === stands(pairOfB) + stands(qa) &&
      !this.#isSchoolTaken(unit, b) &&
      !this.#isSchoolTaken(other, a)
    );
  }

  #exchangeIfBetter(unit: number, other: number, a: number, b: number): boolean {
    const [repeated, uneven] = [this.#repeated, this.#uneven(a, b)];
    this.#exchange(unit, other, a, b);
    const isBetter =
      this.#repeated < repeated || (this.#repeated === repeated && this.#uneven(a, b) < uneven - SMALLEST_GAIN);
    if (isBetter) this.swaps++;
    else this.#exchange(unit, other, b, a);
    return isBetter;
  }

  #uneven(a: number, b: number): number {
    const { capacity } = this.#instance;
    const part = (j: number) => (this.#film[j] as number) ** 2 / Math.max(1, capacity[j] as number);
    return part(a) + part(b);
  }

  /** `a` leaves `unit` for `other`, `b` the other way round. */
  #exchange(unit: number, other: number, a: number, b: number): void {
    const profiles = [Math.floor(unit / PLACES_EACH), Math.floor(other / PLACES_EACH)];
    for (const p of profiles) this.#countTrio(p, -1);
    this.#put(unit, a, b);
    this.#put(other, b, a);
    for (const p of profiles) this.#countTrio(p, 1);
  }

  #put(unit: number, from: number, to: number): void {
    this.#assignment[unit] = to;
    this.#unitsOf[from]?.delete(unit);
    this.#unitsOf[to]?.add(unit);
    this.#film[from] = (this.#film[from] as number) - this.#minutesAt(unit);
    this.#film[to] = (this.#film[to] as number) + this.#minutesAt(unit);
  }

  /** Pairs of Profiles with the same three readers, kept as trios come and go. Fewer than three are no trio. */
  #countTrio(p: number, by: 1 | -1): void {
    const trio = this.#trio(p);
    if (trio === "") return;
    const count = this.#trios.get(trio) ?? 0;
    this.#repeated += by === 1 ? count : 1 - count;
    this.#trios.set(trio, count + by);
  }

  #trio(p: number): string {
    const readers = [...this.#readers(p), ...(this.#fixed.get(p) ?? [])];
    return readers.length < PLACES_EACH ? "" : readers.sort((x, y) => x - y).join(",");
  }

  #readers(p: number): number[] {
    return [...this.#assignment.subarray(PLACES_EACH * p, PLACES_EACH * (p + 1))].filter((j) => j >= 0);
  }

  #isIn(p: number, j: number): boolean {
    const first = PLACES_EACH * p;
    const at = this.#assignment;
    return at[first] === j || at[first + 1] === j || at[first + 2] === j;
  }

  /** Would `j` at this place sit with somebody of the same school? Fixed readers' schools are not among the pairs. */
  #isSchoolTaken(unit: number, j: number): boolean {
    const { isOnePerSchool, school } = this.#instance;
    if (!isOnePerSchool || (school[j] as number) < 0) return false;
    const others = this.#readers(Math.floor(unit / PLACES_EACH)).filter((each) => each !== this.#assignment[unit]);
    return others.some((each) => school[each] === school[j]);
  }

  #minutesAt(unit: number): number {
    return this.#minutes[Math.floor(unit / PLACES_EACH)] ?? 0;
  }
}

/** Less than this is rounding, not gain. */
const SMALLEST_GAIN = 1e-9;

/** Minutes per Profile for `evenOut`: where a length is not known, the mean of the others stands for it. */
export function videoMinutes(known: readonly (number | undefined)[]): number[] {
  const lengths = known.filter((each) => each !== undefined);
  const mean = lengths.length === 0 ? 0 : Math.round(lengths.reduce((sum, each) => sum + each, 0) / lengths.length);
  return known.map((each) => each ?? mean);
}

import type { Coverage } from "./coverage.rules.ts";
import type { Instance } from "./instance.rules.ts";
import { Placement } from "./placement.rules.ts";

/**
 * One part of the critical set in which stage 2 chooses alone. In every answer that places the most reviews its reviewers
 * give all their places to its Profiles, and each Profile has one reader from every school (or single reader) elsewhere.
 */
export type ChoicePart = {
  profiles: number[];
  reviewers: number[];
  /** Per reviewer of the part: open places, all of which are used. */
  places: number[];
  /** Per Profile of the part: places that only the part's reviewers can fill. */
  wanted: number[];
  /** Pairs inside the part, as positions in `profiles` and `reviewers`; `group` numbers (Profile, school) from 0, else -1. */
  pairs: PartPair[];
  groupCount: number;
  /** No answer leaves fewer of its Profiles short: the gap is more than that many Profiles can hold. */
  atLeastShort: number;
};

/** `pair` is its position in the instance. */
export type PartPair = { profile: number; reviewer: number; group: number; pair: number };

/** Splits the critical set into the parts that stage 2 decides one by one. */
export function choiceParts(instance: Instance, coverage: Coverage): ChoicePart[] {
  const { placement } = coverage;
  const inside = insidePairs(instance, coverage);
  const parts = connect(instance, coverage, inside);
  for (const part of parts) {
    part.places = part.reviewers.map((j) => placement.slots.places[j] as number);
    let gap = total(part.wanted) - total(part.places);
    for (const wanted of [...part.wanted].sort((a, b) => b - a)) {
      if (gap <= 0) break;
      gap -= wanted;
      part.atLeastShort++;
    }
  }
  return parts;
}

/**
 * A quick good answer: gives up on short Profiles, those that want most first, until all others are complete. Leaves the
 * placement full again, so stage 1 stands. Deterministic.
 */
export function giveUpFew(instance: Instance, coverage: Coverage, wantedOf: Int32Array): Placement {
  const placement = startFrom(instance, coverage);
  const { filled } = placement.slots;
  for (;;) {
    const short = [...filled.keys()].filter((p) => (filled[p] as number) < (placement.limit[p] as number));
    if (short.length === 0) break;
    const gap = short.reduce((sum, p) => sum + (placement.limit[p] as number) - (filled[p] as number), 0);
    short.sort(
      (a, b) =>
        (wantedOf[b] as number) - (wantedOf[a] as number) || (filled[a] as number) - (filled[b] as number) || a - b,
    );
    for (const p of short.slice(0, Math.max(1, gap >> 2))) giveUp(placement, p);
    placement.augment();
  }
  placement.limit.set(instance.demand);
  placement.augment();
  return placement;
}

/**
 * The placement in which exactly the Profiles of `givenUp` come last, if all others can be complete at once; else null.
 * Starts from `from`, which it leaves alone.
 */
export function placeWithout(instance: Instance, from: Coverage, givenUp: readonly number[]): Placement | null {
  const placement = startFrom(instance, from);
  for (const p of givenUp) giveUp(placement, p);
  placement.augment();
  const isComplete = placement.limit.every((limit, p) => (placement.slots.filled[p] as number) >= limit);
  if (!isComplete) return null;
  placement.limit.set(instance.demand);
  placement.augment();
  return placement.slots.placed === from.placed ? placement : null;
}

/** Profiles with fewer than their demand, as positions. */
export function shortProfiles({ demand }: Instance, { slots }: Placement): number[] {
  return [...demand.keys()].filter((p) => (slots.filled[p] as number) < (demand[p] as number));
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

function startFrom(instance: Instance, coverage: Coverage): Placement {
  const placement = new Placement(instance, 0);
  coverage.placement.slots.reviewer.forEach((reviewer, slot) => {
    if (reviewer >= 0) placement.slots.assign(slot, reviewer);
  });
  return placement;
}

function giveUp(placement: Placement, p: number): void {
  const { slots, limit } = placement;
  limit[p] = 0;
  for (let slot = slots.start[p] as number; slot < (slots.start[p + 1] as number); slot++)
    if ((slots.reviewer[slot] as number) >= 0) slots.release(slot);
}

/** Per critical Profile its pairs that no reader elsewhere competes with, and how many places those must fill. */
type InsidePairs = { start: Int32Array; pair: number[]; reviewer: number[]; school: number[]; wanted: Int32Array };

/** A school with a reader outside the critical set gives one review in any case; its critical readers are not used for it. */
function insidePairs(instance: Instance, { criticalProfile, criticalReviewer }: Coverage): InsidePairs {
  const { profileCount, pairStart, pairReviewer, school, isOnePerSchool, demand } = instance;
  const start = new Int32Array(profileCount + 1);
  const wanted = new Int32Array(profileCount);
  const pair: number[] = [];
  const reviewer: number[] = [];
  const schools: number[] = [];
  for (let p = 0; p < profileCount; p++) {
    const open = new Set<number>();
    let elsewhere = 0;
    const end = criticalProfile[p] === 1 ? (pairStart[p + 1] as number) : (pairStart[p] as number);
    for (let e = pairStart[p] as number; e < end; e++) {
      const j = pairReviewer[e] as number;
      if (criticalReviewer[j] === 1) continue;
      const place = isOnePerSchool ? (school[j] as number) : -1;
      if (place < 0 || !open.has(place)) elsewhere++;
      if (place >= 0) open.add(place);
    }
    for (let e = pairStart[p] as number; e < end; e++) {
      const j = pairReviewer[e] as number;
      const place = isOnePerSchool ? (school[j] as number) : -1;
      if (criticalReviewer[j] === 0 || open.has(place)) continue;
      pair.push(e);
      reviewer.push(j);
      schools.push(place);
    }
    start[p + 1] = reviewer.length;
    if (criticalProfile[p] === 1) wanted[p] = (demand[p] as number) - elsewhere;
  }
  return { start, pair, reviewer, school: schools, wanted };
}

function connect(instance: Instance, { criticalProfile }: Coverage, inside: InsidePairs): ChoicePart[] {
  const { profileCount, reviewerCount } = instance;
  const root = Int32Array.from({ length: profileCount + reviewerCount }, (_, k) => k);
  const find = (node: number): number => {
    let at = node;
    while (root[at] !== at) at = root[at] = root[root[at] as number] as number;
    return at;
  };
  for (let p = 0; p < profileCount; p++)
    for (let k = inside.start[p] as number; k < (inside.start[p + 1] as number); k++)
      root[find(profileCount + (inside.reviewer[k] as number))] = find(p);
  const parts = new Map<number, ChoicePart>();
  const positionOf = new Map<number, number>();
  for (let p = 0; p < profileCount; p++) {
    if (criticalProfile[p] === 0) continue;
    const key = find(p);
    const part = parts.get(key) ?? emptyPart();
    parts.set(key, part);
    addProfile(part, p, inside, positionOf);
  }
  return [...parts.values()];
}

function emptyPart(): ChoicePart {
  return { profiles: [], reviewers: [], places: [], wanted: [], pairs: [], groupCount: 0, atLeastShort: 0 };
}

function addProfile(part: ChoicePart, p: number, inside: InsidePairs, positionOf: Map<number, number>): void {
  const profile = part.profiles.push(p) - 1;
  part.wanted.push(inside.wanted[p] as number);
  const groups = new Map<number, number>();
  for (let k = inside.start[p] as number; k < (inside.start[p + 1] as number); k++) {
    const j = inside.reviewer[k] as number;
    if (!positionOf.has(j)) positionOf.set(j, part.reviewers.push(j) - 1);
    const school = inside.school[k] as number;
    if (school >= 0 && !groups.has(school)) groups.set(school, part.groupCount++);
    part.pairs.push({
      profile,
      reviewer: positionOf.get(j) as number,
      group: groups.get(school) ?? -1,
      pair: inside.pair[k] as number,
    });
  }
}

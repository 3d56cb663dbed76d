import { type Assignment, pairAt, PLACES_EACH } from "./assignment.rules.ts";
import type { Instance } from "./instance.rules.ts";

/** Somebody new who can read: what they can take, and which Profiles (by index) at which cost. */
export type NewReviewer = {
  capacity: number;
  held: number;
  /** School index, or -1. */
  school: number;
  pairs: readonly { profile: number; cost: number }[];
};

/** A Profile that joins: open places, and who (by index) may read it at which cost. */
export type NewProfile = { demand: number; pairs: readonly { reviewer: number; cost: number }[] };

type Pair = { reviewer: number; cost: number; stands: number };

/** The instance with its pairs chosen anew: `change` gets each Profile's pairs and answers those it has from now on. */
export function withPairs(instance: Instance, change: (pairs: Pair[], profile: number) => Pair[]): Instance {
  const { pairStart, pairReviewer, pairCost, pairStands } = instance;
  const rows = Array.from({ length: instance.profileCount }, (_, p) => {
    const own: Pair[] = [];
    for (let e = pairStart[p] ?? 0; e < (pairStart[p + 1] ?? 0); e++)
      own.push({ reviewer: pairReviewer[e] as number, cost: pairCost[e] as number, stands: pairStands[e] as number });
    return change(own, p).sort((a, b) => a.reviewer - b.reviewer);
  });
  const all = rows.flat();
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, p) => {
    starts[p + 1] = (starts[p] as number) + row.length;
  });
  return {
    ...instance,
    pairStart: starts,
    pairReviewer: Int32Array.from(all, ({ reviewer }) => reviewer),
    pairCost: Int32Array.from(all, ({ cost }) => cost),
    pairStands: Uint8Array.from(all, ({ stands }) => stands),
  };
}

/** The same instance where exactly the pairs of `assignment` stand. */
export function whereStands(instance: Instance, assignment: Assignment): Instance {
  const pairStands = new Uint8Array(instance.pairStands.length);
  assignment.forEach((j, k) => {
    const pair = j < 0 ? -1 : pairAt(instance, Math.floor(k / PLACES_EACH), j);
    if (pair >= 0) pairStands[pair] = 1;
  });
  return { ...instance, pairStands };
}

/** Without one pair. */
export function withoutPair(instance: Instance, profile: number, reviewer: number): Instance {
  return withPairs(instance, (own, p) => (p === profile ? own.filter((pair) => pair.reviewer !== reviewer) : own));
}

/** Without everything of one reviewer that may move. */
export function withoutReviewer(instance: Instance, reviewer: number): Instance {
  return withPairs(instance, (own) => own.filter((pair) => pair.reviewer !== reviewer));
}

export function withReviewer(instance: Instance, { capacity, held, school, pairs }: NewReviewer): Instance {
  const reviewer = instance.reviewerCount;
  const grown = {
    ...instance,
    reviewerCount: reviewer + 1,
    capacity: Int32Array.of(...instance.capacity, capacity),
    held: Int32Array.of(...instance.held, held),
    school: Int32Array.of(...instance.school, school),
  };
  const costOf = new Map(pairs.map(({ profile, cost }) => [profile, cost]));
  return withPairs(grown, (own, p) => {
    const cost = costOf.get(p);
    return cost === undefined ? own : [...own, { reviewer, cost, stands: 0 }];
  });
}

export function withProfile(instance: Instance, { demand, pairs }: NewProfile): Instance {
  const profile = instance.profileCount;
  const end = instance.pairReviewer.length;
  const grown = {
    ...instance,
    profileCount: profile + 1,
    demand: Int32Array.of(...instance.demand, demand),
    pairStart: Int32Array.of(...instance.pairStart, end),
  };
  return withPairs(grown, (own, p) => (p === profile ? pairs.map((pair) => ({ ...pair, stands: 0 })) : own));
}

/**
 * With one pair fixed: it takes a place of the Profile and of the reviewer, and, one a school, the reviewer's school.
 * @throws RangeError where it cannot be fixed
 */
export function withLock(instance: Instance, profile: number, reviewer: number): Instance {
  const room = (instance.capacity[reviewer] ?? 0) - (instance.held[reviewer] ?? 0);
  if (pairAt(instance, profile, reviewer) < 0 || room <= 0 || (instance.demand[profile] ?? 0) <= 0)
    throw new RangeError(`Profile ${profile} and reviewer ${reviewer} cannot be locked`);
  const school = instance.isOnePerSchool ? (instance.school[reviewer] as number) : -1;
  const isTaken = (j: number) => j === reviewer || (school >= 0 && instance.school[j] === school);
  return {
    ...withPairs(instance, (own, p) => (p === profile ? own.filter((pair) => !isTaken(pair.reviewer)) : own)),
    demand: instance.demand.map((places, p) => (p === profile ? places - 1 : places)),
    held: instance.held.map((held, j) => (j === reviewer ? held + 1 : held)),
  };
}

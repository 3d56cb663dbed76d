import { createHash } from "node:crypto";
import type { Instance } from "../../server/matching/instance.rules.ts";
import { BAND_COUNT, type District, drawDistrict, K12, SCHOOLS_EACH, type Shape, SUBJECTS_EACH } from "./district.ts";
import { xoshiro } from "./xoshiro.ts";

/** The four sizes of every table, smallest first: the first cohort of the case study up to a whole nation. */
export const SIZES = {
  s341: { profileCount: 341, reviewerCount: 110, subjectCount: 11 },
  s1000: { profileCount: 1_000, reviewerCount: 350, subjectCount: 20 },
  s3000: { profileCount: 3_000, reviewerCount: 1_200, subjectCount: 28 },
  s10000: { profileCount: 10_000, reviewerCount: 4_000, subjectCount: 64 },
} as const;
export type Size = keyof typeof SIZES;

/** How one instance differs from the ordinary one. */
export type Variant = {
  capacityPct: number;
  skewTenths: number;
  scarceCells: number;
  loadWeight: number;
  isOnePerSchool: boolean;
  /** "fine": hundreds of different costs, as the published benchmarks have; "product": 0 to 3, as the app has. */
  costs: "fine" | "product";
};
export const ORDINARY: Variant = {
  capacityPct: 135,
  skewTenths: 10,
  scarceCells: 0,
  loadWeight: 150,
  isOnePerSchool: false,
  costs: "fine",
};

/** The hard set: each is the ordinary instance with one thing changed. */
export const HARD = {
  "tight capacity 1.02": { capacityPct: 102 },
  "heavy load term": { loadWeight: 600 },
  "no load term": { loadWeight: 0 },
  "strong skew 1.4": { skewTenths: 14 },
  "six scarce cells": { scarceCells: 6 },
  "national shortage 0.95": { capacityPct: 95 },
} as const satisfies Record<string, Partial<Variant>>;

/** A whole instance from a size, what differs, and a seed; the same bytes for the same three on any machine. */
export function generate(size: Size, changes: Partial<Variant> = {}, seed = 1): Instance {
  const variant = { ...ORDINARY, ...changes };
  return instanceOf(drawDistrict(shapeOf(size, variant, seed)), variant);
}

/** The people behind `generate`, for the eligibility bench. */
export function districtOf(size: Size, changes: Partial<Variant> = {}, seed = 1): District {
  return drawDistrict(shapeOf(size, { ...ORDINARY, ...changes }, seed));
}

function shapeOf(size: Size, { capacityPct, skewTenths, scarceCells }: Variant, seed: number): Shape {
  return { ...SIZES[size], capacityPct, skewTenths, scarceCells, seed };
}

/** Builds the pairs straight from the numbers, independently of `server/matching/eligibility.rules.ts`. */
export function instanceOf(district: District, variant: Variant): Instance {
  const { shape, reviewerSchools, reviewerCapacity } = district;
  const pairs = pairsOf(district, variant.costs);
  return {
    profileCount: shape.profileCount,
    reviewerCount: shape.reviewerCount,
    demand: new Int32Array(shape.profileCount).fill(3),
    capacity: reviewerCapacity.slice(),
    held: new Int32Array(shape.reviewerCount),
    ...pairs,
    pairStands: new Uint8Array(pairs.pairReviewer.length),
    school: Int32Array.from({ length: shape.reviewerCount }, (_, j) => reviewerSchools[j * SCHOOLS_EACH] as number),
    isOnePerSchool: variant.isOnePerSchool,
    loadWeight: variant.loadWeight,
    seed: shape.seed,
  };
}

/** Same subject, band matches, no school in common; one in a hundred of the rest has a declared conflict. */
function pairsOf(district: District, costs: Variant["costs"]) {
  const pairStart = new Int32Array(district.shape.profileCount + 1);
  const reviewers: number[] = [];
  const prices: number[] = [];
  const cost = costs === "fine" ? fineCost : productCost;
  eachCandidate(district, (p, j, luck) => {
    if (!isDeclaredConflict(luck)) {
      reviewers.push(j);
      prices.push(cost(district, p, j, luck >>> 28));
    }
    pairStart[p + 1] = reviewers.length;
  });
  for (let p = 0; p < district.shape.profileCount; p++)
    pairStart[p + 1] = Math.max(pairStart[p] as number, pairStart[p + 1] as number);
  return { pairStart, pairReviewer: Int32Array.from(reviewers), pairCost: Int32Array.from(prices) };
}

/** Visits every pair of the right subject and band without a school in common, with 32 bits of luck of its own. */
export function eachCandidate(district: District, visit: (p: number, j: number, luck: number) => void): void {
  const { shape, profileSubject, profileBand } = district;
  const cells = readersByCell(district);
  const random = xoshiro(shape.seed ^ 0x5eed);
  for (let p = 0; p < shape.profileCount; p++) {
    const cell = cells[(profileSubject[p] as number) * BAND_COUNT + (profileBand[p] as number)] as number[];
    for (const j of cell) {
      const luck = random.next();
      if (!sharesSchool(district, p, j)) visit(p, j, luck);
    }
  }
}

/** One candidate in a hundred. */
export function isDeclaredConflict(luck: number): boolean {
  return luck % 100 === 0;
}

/** Per subject and band the reviewers who read it, ascending. */
function readersByCell({ shape, reviewerSubjects, reviewerBands }: District): number[][] {
  const cells = Array.from({ length: shape.subjectCount * BAND_COUNT }, (): number[] => []);
  for (let j = 0; j < shape.reviewerCount; j++) {
    const bands = reviewerBands.subarray(j * BAND_COUNT, (j + 1) * BAND_COUNT);
    for (const subject of reviewerSubjects.subarray(j * SUBJECTS_EACH, (j + 1) * SUBJECTS_EACH)) {
      if (subject < 0) continue;
      for (let band = 0; band < BAND_COUNT; band++)
        if (preference(bands, band) >= 0) cells[subject * BAND_COUNT + band]?.push(j);
    }
  }
  return cells;
}

/** The best choice among the reviewer's bands that match, or -1 where none does. */
function preference(bands: Int8Array, band: number): number {
  if (band !== K12) return lowest(bands[band] as number, bands[K12] as number);
  return bands.reduce(lowest, -1);
}

function lowest(a: number, b: number): number {
  return a < 0 ? b : b < 0 ? a : Math.min(a, b);
}

function sharesSchool({ profileSchools, reviewerSchools }: District, p: number, j: number): boolean {
  for (let a = 0; a < SCHOOLS_EACH; a++) {
    const school = profileSchools[p * SCHOOLS_EACH + a] as number;
    if (school < 0) continue;
    for (let b = 0; b < SCHOOLS_EACH; b++) if (reviewerSchools[j * SCHOOLS_EACH + b] === school) return true;
  }
  return false;
}

function productCost({ profileBand, reviewerBands, ...district }: District, p: number, j: number): number {
  const bands = reviewerBands.subarray(j * BAND_COUNT, (j + 1) * BAND_COUNT);
  return preference(bands, profileBand[p] as number) + (isSameNetwork(district, p, j) ? 1 : 0);
}

/** Band choice in hundreds, plus distance of interests (0 to 64), network (20) and a jitter of 0 to 15. */
function fineCost(district: District, p: number, j: number, jitter: number): number {
  const bands = district.reviewerBands.subarray(j * BAND_COUNT, (j + 1) * BAND_COUNT);
  const apart = Math.abs((district.profileTag[p] as number) - (district.reviewerTag[j] as number));
  const choice = preference(bands, district.profileBand[p] as number) * 100;
  return choice + 2 * Math.min(apart, 64 - apart) + (isSameNetwork(district, p, j) ? 20 : 0) + jitter;
}

type Networks = Pick<District, "network" | "profileSchools" | "reviewerSchools">;

function isSameNetwork({ network, profileSchools, reviewerSchools }: Networks, p: number, j: number): boolean {
  const profileSchool = profileSchools[p * SCHOOLS_EACH] as number;
  return network[profileSchool] === network[reviewerSchools[j * SCHOOLS_EACH] as number];
}

/** SHA-256 over the arrays that make the problem, so that a changed generator is noticed. */
export function fingerprint(instance: Instance): string {
  const hash = createHash("sha256");
  const { demand, capacity, held, pairStart, pairReviewer, pairCost, pairStands, school } = instance;
  for (const array of [demand, capacity, held, pairStart, pairReviewer, pairCost, pairStands, school])
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  hash.update(`${instance.isOnePerSchool}:${instance.loadWeight}:${instance.seed}`);
  return hash.digest("hex");
}

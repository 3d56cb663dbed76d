import { type Xoshiro, xoshiro } from "./xoshiro.ts";
import { drawRank, type Zipf, zipf } from "./zipf.ts";

/** The four grade bands are 0 to 3; this is K-12, which matches all of them both ways. */
export const K12 = 4;
export const BAND_COUNT = 5;

/** What makes an instance what it is. Shares are whole per cents. */
export type Shape = {
  profileCount: number;
  reviewerCount: number;
  subjectCount: number;
  /** All places over all needed reviews, in per cent: 135 is ordinary, 95 a national shortage. */
  capacityPct: number;
  /** Zipf exponent of the subjects, in tenths: 10 is ordinary, 14 a strong skew. */
  skewTenths: number;
  /** Cells (subject x band) that lose seven of every eight of their reviewers. */
  scarceCells: number;
  seed: number;
};

/** The people of one made-up district, as flat arrays. Schools and networks are numbers. */
export type District = {
  shape: Shape;
  schoolCount: number;
  /** Per school: which of the networks it belongs to. */
  network: Int32Array;
  profileSubject: Int32Array;
  profileBand: Int32Array;
  /** Per Profile three schools: the present one and two of the last five years (or -1). */
  profileSchools: Int32Array;
  profileTag: Int32Array;
  /** Per reviewer three subjects (or -1). */
  reviewerSubjects: Int32Array;
  /** Per reviewer and band: 0, 1, 2 (first to last choice) or -1 for "does not read this band". */
  reviewerBands: Int8Array;
  reviewerSchools: Int32Array;
  reviewerTag: Int32Array;
  reviewerCapacity: Int32Array;
};

export const SCHOOLS_EACH = 3;
export const SUBJECTS_EACH = 3;
const NETWORKS = 16;
const TAGS = 64;

/** Draws a district like a real one: few large subjects, part-time reviewers, people who changed schools. */
export function drawDistrict(shape: Shape): District {
  const random = xoshiro(shape.seed);
  const subjects = zipf(shape.subjectCount, shape.skewTenths);
  const schoolCount = Math.ceil((shape.reviewerCount * 3) / 5);
  const network = Int32Array.from({ length: schoolCount }, () => random.below(NETWORKS));
  const district = { shape, schoolCount, network, ...drawProfiles(shape, subjects, schoolCount, random) };
  const whole = { ...district, ...drawReviewers(shape, subjects, schoolCount, random) };
  for (let cell = 0; cell < shape.scarceCells; cell++) emptyCell(whole, 2 + cell, cell % K12);
  return whole;
}

function drawProfiles(shape: Shape, subjects: Zipf, schoolCount: number, random: Xoshiro) {
  const n = shape.profileCount;
  const people = {
    profileSubject: new Int32Array(n),
    profileBand: new Int32Array(n),
    profileSchools: new Int32Array(n * SCHOOLS_EACH),
    profileTag: new Int32Array(n),
  };
  for (let p = 0; p < n; p++) {
    const subject = drawRank(subjects, random);
    people.profileSubject[p] = subject;
    people.profileBand[p] = drawBand(subject, random);
    people.profileTag[p] = random.below(TAGS);
    drawSchools(people.profileSchools, p, schoolCount, random);
  }
  return people;
}

function drawReviewers(shape: Shape, subjects: Zipf, schoolCount: number, random: Xoshiro) {
  const m = shape.reviewerCount;
  const people = {
    reviewerSubjects: new Int32Array(m * SUBJECTS_EACH).fill(-1),
    reviewerBands: new Int8Array(m * BAND_COUNT).fill(-1),
    reviewerSchools: new Int32Array(m * SCHOOLS_EACH),
    reviewerTag: new Int32Array(m),
    reviewerCapacity: drawCapacities(shape, random),
  };
  for (let j = 0; j < m; j++) {
    drawSubjects(people.reviewerSubjects, j, subjects, random);
    drawBands(people.reviewerBands, j, people.reviewerSubjects[j * SUBJECTS_EACH] as number, random);
    people.reviewerTag[j] = random.below(TAGS);
    drawSchools(people.reviewerSchools, j, schoolCount, random);
  }
  return people;
}

/** Each subject leans to a band of its own; 3 in 100 are itinerant (K-12). */
function drawBand(subject: number, random: Xoshiro): number {
  if (random.below(100) < 3) return K12;
  return random.below(100) < 40 ? subject % K12 : random.below(K12);
}

/** Large schools have more people: the lower of two draws. A third changed schools within five years. */
function drawSchools(schools: Int32Array, person: number, schoolCount: number, random: Xoshiro): void {
  const at = person * SCHOOLS_EACH;
  schools.fill(-1, at, at + SCHOOLS_EACH);
  schools[at] = Math.min(random.below(schoolCount), random.below(schoolCount));
  const moves = random.below(100);
  if (moves < 33) schools[at + 1] = random.below(schoolCount);
  if (moves < 8) schools[at + 2] = random.below(schoolCount);
}

/** One subject for most, two for 3 in 10, three for 1 in 10, all different. */
function drawSubjects(all: Int32Array, reviewer: number, subjects: Zipf, random: Xoshiro): void {
  const at = reviewer * SUBJECTS_EACH;
  const draw = random.below(100);
  const count = draw < 60 ? 1 : draw < 90 ? 2 : 3;
  for (let k = 0; k < count; k++) {
    const subject = drawRank(subjects, random);
    if (!all.subarray(at, at + k).includes(subject)) all[at + k] = subject;
  }
}

/** One to three bands in order of choice; 4 in 100 read K-12 instead. */
function drawBands(all: Int8Array, reviewer: number, subject: number, random: Xoshiro): void {
  const at = reviewer * BAND_COUNT;
  if (random.below(100) < 4) {
    all[at + K12] = 0;
    return;
  }
  const count = 1 + random.below(3);
  for (let choice = 0; choice < count; choice++) {
    const band = random.below(100) < 40 ? subject % K12 : random.below(K12);
    if (all[at + band] === -1) all[at + band] = choice;
  }
}

/** 0.5 to 1.5 of the mean, scaled so that all places together are `capacityPct` of all needed reviews. */
function drawCapacities({ profileCount, reviewerCount, capacityPct }: Shape, random: Xoshiro): Int32Array {
  const wanted = Math.floor((profileCount * 3 * capacityPct) / 100);
  const weight = Int32Array.from({ length: reviewerCount }, () => 500 + random.below(1001));
  const total = weight.reduce((sum, each) => sum + each, 0);
  const capacity = weight.map((each) => Math.max(1, Math.floor((each * wanted) / total)));
  let missing = wanted - capacity.reduce((sum, each) => sum + each, 0);
  for (let j = 0; missing > 0; j = (j + 1) % reviewerCount, missing--) capacity[j] = (capacity[j] as number) + 1;
  return capacity;
}

/** Takes the band away from seven of every eight reviewers of the subject. */
function emptyCell(district: District, subject: number, band: number): void {
  const { reviewerSubjects, reviewerBands, shape } = district;
  let seen = 0;
  for (let j = 0; j < shape.reviewerCount; j++) {
    const at = j * BAND_COUNT;
    if (!reviewerSubjects.subarray(j * SUBJECTS_EACH, (j + 1) * SUBJECTS_EACH).includes(subject)) continue;
    if (reviewerBands[at + band] === -1 && reviewerBands[at + K12] === -1) continue;
    if (seen++ % 8 === 0) continue;
    reviewerBands[at + band] = -1;
    reviewerBands[at + K12] = -1;
  }
}

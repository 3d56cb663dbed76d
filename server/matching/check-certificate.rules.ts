import type { Assignment } from "./assignment.rules.ts";
import type { Certificate } from "./certificate.rules.ts";
import type { Instance } from "./instance.rules.ts";
import type { ObjectiveByStage } from "./stages.rules.ts";

/**
 * Checks an answer and its proof from the instance alone, in one pass over the pairs. It shares no code with the solver: who
 * doubts the solver only has to read this file.
 *
 * Stage 1 by the cut (Hall 1935), stage 3 by a cut among the cheaper pairs, stages 4 and 5 by complementary slackness on
 * `scale * cost + change` with `scale` above any number of changes. That stage 2 could not do better is HiGHS's word, not
 * checked here; stage 6 has nothing to prove.
 * @returns what is wrong, in words; empty when everything is proved
 */
export function checkCertificate(
  instance: Instance,
  assignment: Assignment,
  objective: ObjectiveByStage,
  certificate: Certificate,
): string[] {
  const wrong: string[] = [];
  const seen = look(instance, assignment, certificate, wrong);
  if (wrong.length > 0) return wrong;
  for (const stage of ["placed", "shortCount", "worstPair", "sum", "changes"] as const)
    if (seen[stage] !== objective[stage]) wrong.push(`${stage} is ${seen[stage]}, not ${objective[stage]}`);
  const { coverageCut, worstPairCut: cut, dearestPair, atLeast } = certificate;
  const most = cutHolds(instance, instance.demand, coverageCut.profile, coverageCut.reviewer, Infinity);
  if (seen.placed !== most) wrong.push(`placed ${seen.placed}, but the cut lets through ${most}`);
  if (seen.worstPair > dearestPair) wrong.push(`a pair costs ${seen.worstPair}, above ${dearestPair}`);
  if (cut !== null) {
    const needed = cut.demand === "all" ? seen.placed : total(atLeast);
    const demand = cut.demand === "all" ? instance.demand : atLeast;
    if (cutHolds(instance, demand, cut.profile, cut.reviewer, dearestPair) >= needed)
      wrong.push(`pairs below ${dearestPair} are not shown to be too few`);
  } else if (cheapest(instance) < dearestPair) {
    wrong.push(`nothing shows that ${dearestPair} is needed`);
  }
  if (certificate.scale !== 1 && certificate.scale <= total(instance.demand)) wrong.push("the scale is too small");
  if (certificate.scale === 1 && instance.pairStands.includes(1)) wrong.push("the scale leaves changes out");
  return wrong;
}

/** Feasibility and slackness, Profile by Profile and reviewer by reviewer; recounts the objective on the way. */
function look(instance: Instance, assignment: Assignment, certificate: Certificate, wrong: string[]): ObjectiveByStage {
  const found = { placed: 0, shortCount: 0, worstPair: -1, sum: 0, changes: total(instance.pairStands) };
  const load = new Int32Array(instance.reviewerCount);
  if (assignment.length !== 3 * instance.profileCount) wrong.push("the assignment has another length");
  for (let p = 0; p < instance.profileCount; p++) {
    const used = Array.from(assignment.subarray(3 * p, 3 * p + 3)).filter((j) => j >= 0);
    for (const j of used) load[j] = (load[j] ?? 0) + 1;
    const demand = instance.demand[p] as number;
    const least = certificate.atLeast[p] as number;
    if (used.length > demand || used.length < least) wrong.push(`Profile ${p} has ${used.length} reviewers`);
    if (new Set(used).size < used.length) wrong.push(`Profile ${p} has one reviewer twice`);
    found.placed += used.length;
    if (used.length < demand) found.shortCount++;
    lookAtProfile(instance, p, used, certificate, found, wrong);
  }
  for (let j = 0; j < instance.reviewerCount; j++)
    found.sum += lookAtReviewer(instance, j, load[j] as number, certificate, wrong);
  return found;
}

function lookAtProfile(
  instance: Instance,
  p: number,
  used: readonly number[],
  certificate: Certificate,
  found: ObjectiveByStage,
  wrong: string[],
): void {
  const { scale, price, lackCost, dearestPair, atLeast } = certificate;
  const schoolOf = (j: number) => (instance.isOnePerSchool ? (instance.school[j] as number) : -1);
  const schools = used.map(schoolOf).filter((school) => school >= 0);
  if (new Set(schools).size < schools.length) wrong.push(`Profile ${p} has two reviewers of one school`);
  const usedValue = new Map<number, number>();
  let dearestUsed = -Infinity;
  let cheapestOther = Infinity;
  const cheapestOfSchool = new Map<number, number>();
  for (let e = instance.pairStart[p] as number; e < (instance.pairStart[p + 1] as number); e++) {
    const cost = instance.pairCost[e] as number;
    const j = instance.pairReviewer[e] as number;
    if (cost > dearestPair && !used.includes(j)) continue;
    const stands = instance.pairStands[e] as number;
    const value = cost * scale + (scale > 1 ? 1 - stands : 0) + (price[j] as number);
    if (used.includes(j)) {
      usedValue.set(j, value);
      found.sum += cost;
      found.changes -= stands;
      found.worstPair = Math.max(found.worstPair, cost);
      dearestUsed = Math.max(dearestUsed, value);
    } else if (schools.includes(schoolOf(j))) {
      cheapestOfSchool.set(schoolOf(j), Math.min(value, cheapestOfSchool.get(schoolOf(j)) ?? Infinity));
    } else {
      cheapestOther = Math.min(cheapestOther, value);
    }
  }
  for (const j of used) {
    const value = usedValue.get(j);
    if (value === undefined) wrong.push(`Profile ${p} has reviewer ${j}, who is not eligible`);
    else if (value > (cheapestOfSchool.get(schoolOf(j)) ?? Infinity))
      wrong.push(`Profile ${p}: a reviewer of the same school as ${j} is better`);
  }
  const empty = (instance.demand[p] as number) - used.length;
  const mayLack = (instance.demand[p] as number) - (atLeast[p] as number);
  if (empty > 0) dearestUsed = Math.max(dearestUsed, lackCost);
  if (empty < mayLack) cheapestOther = Math.min(cheapestOther, lackCost);
  if (dearestUsed > cheapestOther) wrong.push(`Profile ${p}: a reviewer not chosen is better`);
}

/** Returns the load cost of the reviewer's units; their places must cost no more than the price, the next no less. */
function lookAtReviewer(
  instance: Instance,
  j: number,
  units: number,
  { price, scale }: Certificate,
  wrong: string[],
): number {
  const capacity = instance.capacity[j] as number;
  const held = instance.held[j] as number;
  const cost = (k: number) => Math.floor((instance.loadWeight * (2 * k + 1)) / capacity);
  if (units > 0 && held + units > capacity) wrong.push(`reviewer ${j} has ${held + units} reviews, above ${capacity}`);
  const own = price[j] as number;
  if (units > 0 && scale * cost(held + units - 1) > own) wrong.push(`reviewer ${j} has a place that costs too much`);
  if (held + units < capacity && scale * cost(held + units) < own) wrong.push(`reviewer ${j} has a cheaper place free`);
  let sum = 0;
  for (let k = held; k < held + units; k++) sum += cost(k);
  return sum;
}

/**
 * How many reviews pass a cut at most, by pairs cheaper than `below`: the whole demand of Profiles outside it, the places of
 * the reviewers in it, and from each Profile in it one review to every school (or single reviewer) outside.
 */
function cutHolds(
  { profileCount, reviewerCount, capacity, held, pairStart, pairReviewer, pairCost, school, isOnePerSchool }: Instance,
  demand: Int32Array,
  inProfile: Uint8Array,
  inReviewer: Uint8Array,
  below: number,
): number {
  let most = 0;
  for (let j = 0; j < reviewerCount; j++)
    if (inReviewer[j] === 1) most += Math.max(0, (capacity[j] as number) - (held[j] as number));
  const outside = new Set<number>();
  for (let p = 0; p < profileCount; p++) {
    if (inProfile[p] !== 1) {
      most += demand[p] as number;
      continue;
    }
    outside.clear();
    for (let e = pairStart[p] as number; e < (pairStart[p + 1] as number); e++) {
      const j = pairReviewer[e] as number;
      if (inReviewer[j] === 1 || (pairCost[e] as number) >= below) continue;
      const own = isOnePerSchool ? (school[j] as number) : -1;
      outside.add(own >= 0 ? own : -1 - j);
    }
    most += outside.size;
  }
  return most;
}

function total(counts: Int32Array | Uint8Array): number {
  let sum = 0;
  for (const each of counts) sum += each;
  return sum;
}

function cheapest({ pairCost }: Instance): number {
  let least = Infinity;
  for (const cost of pairCost) if (cost < least) least = cost;
  return least;
}

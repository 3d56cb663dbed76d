import type { Coverage } from "./coverage.rules.ts";
import type { Instance } from "./instance.rules.ts";

/**
 * One connected part of the critical set: its Profiles can be read only by its reviewers, all of them full, and by a few
 * others. `need - places - elsewhere = missing` holds exactly and can be checked by hand (Hall 1935).
 */
export type ShortPart = {
  profiles: number[];
  reviewers: number[];
  /** Reviews that the Profiles need, and that the reviewers can give (what they hold already is taken off both). */
  need: number;
  places: number;
  /** Reviews that others give at most: for each Profile one from each school (or single reader) outside the part. */
  elsewhere: number;
  missing: number;
};

/**
 * Splits the critical set into parts that share no reviewer and no cell, largest gap first, and proves each from the pairs
 * alone: the proof knows nothing of how the placement was found.
 * @param cellOf per Profile a number; Profiles with the same number stay together (-1: alone)
 * @throws Error when an equality does not hold, which would be a bug in stage 1
 */
export function shortParts(instance: Instance, coverage: Coverage, cellOf: Int32Array): ShortPart[] {
  const { criticalProfile, criticalReviewer, placement } = coverage;
  const { root, elsewhere } = joinParts(instance, coverage, cellOf);
  const parts = new Map<number, ShortPart>();
  const partOf = (node: number): ShortPart => {
    const key = find(root, node);
    const known = parts.get(key);
    if (known) return known;
    const part = { profiles: [], reviewers: [], need: 0, places: 0, elsewhere: 0, missing: 0 };
    parts.set(key, part);
    return part;
  };
  for (let p = 0; p < instance.profileCount; p++) {
    if (criticalProfile[p] === 0) continue;
    const part = partOf(p);
    part.profiles.push(p);
    part.need += instance.demand[p] as number;
    part.elsewhere += elsewhere[p] as number;
    part.missing += (instance.demand[p] as number) - (placement.slots.filled[p] as number);
  }
  for (let j = 0; j < instance.reviewerCount; j++) {
    if (criticalReviewer[j] === 0) continue;
    const part = partOf(instance.profileCount + j);
    part.reviewers.push(j);
    part.places += Math.max(0, (instance.capacity[j] as number) - (instance.held[j] as number));
  }
  const all = [...parts.values()];
  for (const part of all) prove(part);
  return all.sort((a, b) => b.missing - a.missing || (a.profiles[0] as number) - (b.profiles[0] as number));
}

function prove({ need, places, elsewhere, missing, profiles }: ShortPart): void {
  if (need - places - elsewhere === missing) return;
  throw new Error(
    `Hall equality fails at Profile ${profiles[0]}: ${need} - ${places} - ${elsewhere} is not ${missing}`,
  );
}

/**
 * Critical Profiles are joined with their critical reviewers and with their cell. `elsewhere` is what others can give each of
 * them: at most one review from each school with a reader outside the critical set, or without the rule each such reader.
 */
function joinParts(instance: Instance, { criticalProfile, criticalReviewer }: Coverage, cellOf: Int32Array) {
  const { profileCount, pairStart, pairReviewer, reviewerCount, school, isOnePerSchool } = instance;
  const root = Int32Array.from({ length: profileCount + reviewerCount }, (_, k) => k);
  const elsewhere = new Int32Array(profileCount);
  const firstOfCell = new Map<number, number>();
  const schools = new Set<number>();
  for (let p = 0; p < profileCount; p++) {
    if (criticalProfile[p] === 0) continue;
    const cell = cellOf[p] as number;
    if (cell >= 0 && firstOfCell.has(cell)) root[find(root, p)] = find(root, firstOfCell.get(cell) as number);
    else if (cell >= 0) firstOfCell.set(cell, p);
    let mine = find(root, p);
    let alone = 0;
    schools.clear();
    const end = pairStart[p + 1] as number;
    for (let e = pairStart[p] as number; e < end; e++) {
      const j = pairReviewer[e] as number;
      if (root[profileCount + j] === mine) continue;
      if (criticalReviewer[j] === 0) {
        const place = isOnePerSchool ? (school[j] as number) : -1;
        if (place >= 0) schools.add(place);
        else alone++;
        continue;
      }
      const other = find(root, profileCount + j);
      if (other === mine) continue;
      root[mine] = other;
      mine = other;
    }
    elsewhere[p] = alone + schools.size;
  }
  return { root, elsewhere };
}

function find(root: Int32Array, node: number): number {
  let at = node;
  while (root[at] !== at) {
    root[at] = root[root[at] as number] as number;
    at = root[at] as number;
  }
  return at;
}

import { endOfDay, plusDays, dayIn } from "../cohorts/index.ts";

/** One reviewer on a Profile's bench, best first. */
export type BenchEntry = { reviewerId: string; rank: number };

/** What decides today whether a reviewer may be offered one more review. */
export type Availability = {
  reviewerId: string;
  isActive: boolean;
  held: number;
  capacity: number;
  schoolId: string | null;
};

/** What rules out a reviewer for one Profile, whatever their rank. */
export type Exclusions = {
  /** Everybody who was ever asked for this Profile, whatever they answered. */
  askedIds: readonly string[];
  conflictedIds: readonly string[];
  /** Schools of the reviewers who stay on the Profile, when at most one may come from each. */
  takenSchoolIds: readonly string[];
};

/** The next on the bench who may be asked now, or null when it is dry: then the coordinator hears at once. */
export function nextOnBench(
  bench: readonly BenchEntry[],
  people: readonly Availability[],
  exclusions: Exclusions,
): string | null {
  const byRank = bench.toSorted((a, b) => a.rank - b.rank || (a.reviewerId < b.reviewerId ? -1 : 1));
  const entry = byRank.find(({ reviewerId }) => {
    const person = people.find((one) => one.reviewerId === reviewerId);
    return person !== undefined && isFree(person, exclusions);
  });
  return entry?.reviewerId ?? null;
}

function isFree(person: Availability, { askedIds, conflictedIds, takenSchoolIds }: Exclusions): boolean {
  if (!person.isActive || person.held >= person.capacity) return false;
  if (askedIds.includes(person.reviewerId) || conflictedIds.includes(person.reviewerId)) return false;
  return person.schoolId === null || !takenSchoolIds.includes(person.schoolId);
}

export type OfferDates = { respondByAt: Date; reviewDueAt: Date };

/** Fresh dates for an offer made now: each ends at 23:59:59 of a local day. */
export function offerDates(offeredAt: Date, zone: string, responseDays: number, reviewDays: number): OfferDates {
  const on = dayIn(zone, offeredAt);
  return {
    respondByAt: endOfDay({ on: plusDays(on, responseDays), zone }),
    reviewDueAt: endOfDay({ on: plusDays(on, reviewDays), zone }),
  };
}

/** An offer without an answer is passed on once its response date is over (the whole last second counts). */
export function isSilent(respondByAt: Date, now: Date): boolean {
  return now.getTime() >= respondByAt.getTime() + 1000;
}

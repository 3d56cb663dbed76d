import { endOfDay, plusDays, dayIn } from "../cohorts/index.ts";

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

import { type DomainEvent, event } from "../../server/kernel/event.ts";
import { randomUUID } from "node:crypto";
import { type Level, type Rubric, rubricKey } from "../../server/programs/index.ts";
import { type Review, sealSheet } from "../../server/reviews/index.ts";
import type { Seat } from "../../server/matching/index.ts";
import { after, HOUR, MINUTE } from "../../server/kernel/time.ts";
import type { Application } from "../../server/profiles/index.ts";
import type { Chance } from "./chance.ts";
import type { NewReviewer } from "./district.ts";
import { answersOf } from "./marks.ts";
import { seatId } from "../../server/matching/index.ts";

export type ReadOrder = {
  application: Application;
  place: number;
  reader: NewReviewer;
  levels: ReadonlyMap<string, Level>;
  offeredAt: Date;
  respondBy: Date;
  reviewBy: Date;
  submittedAt: Date;
  /** Notes that the case has already. */
  used: Set<string>;
};

/** One finished reading: the seat, and the review with its sealed sheet. The answer came soon, the work over an evening or two. */
export function finishedReading(
  chance: Chance,
  rubric: Rubric,
  { application, place, reader, levels, offeredAt, respondBy, reviewBy, submittedAt, used }: ReadOrder,
): { seat: Omit<Seat, "version">; review: Omit<Review, "version">; events: DomainEvent[] } {
  const offerId = randomUUID();
  const ids = { reviewId: offerId, profileId: application.id, cohortId: application.cohortId, reviewerId: reader.id };
  const acceptedAt = after(offeredAt, chance.between(2, 60) * HOUR);
  const startedAt = after(submittedAt, -chance.between(110, 240) * MINUTE);
  const sheet = sealSheet(answersOf(chance, levels, used), rubricKey(rubric), rubric, 1, submittedAt);
  const review: Omit<Review, "version"> = {
    id: offerId,
    cohortId: application.cohortId,
    profileId: application.id,
    profileCode: application.code,
    applicantId: application.applicantId,
    place,
    reviewerId: reader.id,
    reviewerCode: reader.code,
    state: "submitted",
    rubric,
    offeredAt,
    respondBy,
    reviewBy,
    acceptedAt,
    startedAt,
    submittedAt,
    endedAt: null,
    reason: null,
    draft: [],
    sheets: [sheet],
    fourthReadAsked: null,
    moreTimeAsked: null,
    snoozedUntil: null,
  };
  const seat: Omit<Seat, "version"> = {
    id: seatId(application.id, place),
    cohortId: application.cohortId,
    profileId: application.id,
    place,
    state: "done",
    reviewerId: reader.id,
    offerId,
    offeredAt,
    respondBy,
    reviewBy,
    past: [],
  };
  const events = [
    event(randomUUID(), "review.offered", offeredAt, ids),
    event(randomUUID(), "review.accepted", acceptedAt, ids),
    event(randomUUID(), "review.started", startedAt, ids),
    event(randomUUID(), "review.submitted", submittedAt, { ...ids, sheetVersion: 1 }),
  ];
  return { seat, review, events };
}

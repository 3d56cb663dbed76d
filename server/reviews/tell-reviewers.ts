import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";

type Needs = Pick<
  Deps,
  | "seats"
  | "people"
  | "cohorts"
  | "programs"
  | "applications"
  | "reviewers"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
  | "matchRuns"
  | "faults"
>;

const WHY = "You get this because you are an active reviewer of the PPRC.";

/**
 * One message to every reader of a published matching, however many Profiles they got. The run's id makes it once; seats
 * that were filled since tell their readers by themselves.
 */
export async function tellReviewersOfMatch(deps: Needs, cohortId: string, runId: string): Promise<void> {
  const cohort = await deps.cohorts.get({ id: cohortId });
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  const { answer } = await deps.matchRuns.get({ id: runId });
  const isOfRun = new Set(
    answer?.profiles.flatMap(({ profileId, readers }) => readers.map((each) => `${profileId} ${each.reviewerId}`)),
  );
  const asked = await deps.seats.askedIn(cohortId);
  const seats = asked.filter(({ profileId, reviewerId }) => isOfRun.has(`${profileId} ${reviewerId ?? ""}`));
  const readers = [...new Set(seats.flatMap(({ reviewerId }) => (reviewerId === null ? [] : [reviewerId])))].sort();
  for (const [told, reviewerId] of readers.entries()) {
    deps.faults.reach(`tell-reviewers.after-${told}`);
    const own = seats.filter((seat) => seat.reviewerId === reviewerId);
    const { name } = await deps.people.get({ id: reviewerId });
    await queueMessage(deps, {
      key: `match-published-${runId}-${reviewerId}`,
      to: reviewerId,
      template: "reviews-assigned",
      model: {
        name,
        cohortName: cohort.name,
        count: own.length,
        hoursText: `${settings.hoursPerReview} hours`,
        answerBy: own[0]?.respondBy,
        dueAt: own[0]?.reviewBy,
        link: `${deps.config.baseUrl}/reviews`,
        why: WHY,
      },
    });
  }
}

/** A single offer after publication: somebody else gave it back, or a fourth reader is asked. */
export async function tellReviewerOfOffer(
  deps: Omit<Needs, "matchRuns" | "faults">,
  seatId: string,
  offerId: string,
): Promise<void> {
  const seat = await deps.seats.get({ id: seatId });
  if (seat.offerId !== offerId || !seat.reviewerId) return;
  const [{ name }, reviewer, application, cohort, load] = await Promise.all([
    deps.people.get({ id: seat.reviewerId }),
    deps.reviewers.get({ id: seat.reviewerId }),
    deps.applications.get({ id: seat.profileId }),
    deps.cohorts.get({ id: seat.cohortId }),
    deps.seats.heldBy(seat.reviewerId, seat.cohortId),
  ]);
  const { settings } = await deps.programs.get({ id: cohort.programVersionId });
  await queueMessage(deps, {
    key: `review-offer-${offerId}`,
    to: seat.reviewerId,
    template: "review-offer",
    model: {
      name,
      profileCode: application.code,
      subjectBand: application.declaration ? `${application.declaration.subject}, ${application.declaration.band}` : "",
      hoursText: `${settings.hoursPerReview} hours`,
      answerBy: seat.respondBy,
      dueAt: seat.reviewBy,
      loadText: `${load.length} of at most ${reviewer.capacity}`,
      link: `${deps.config.baseUrl}/reviews/${offerId}`,
      why: WHY,
    },
  });
}

/** The Profile left the cohort while this reader was still to score it: they need not go on. Said once. */
export async function tellReviewerOfEnd(
  deps: Pick<Deps, "reviews" | "people" | "cohorts" | "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  reviewId: string,
): Promise<void> {
  const review = await deps.reviews.get({ id: reviewId });
  const [{ name }, cohort] = await Promise.all([
    deps.people.get({ id: review.reviewerId }),
    deps.cohorts.get({ id: review.cohortId }),
  ]);
  await queueMessage(deps, {
    key: `review-ended-${reviewId}`,
    to: review.reviewerId,
    template: "review-ended",
    model: {
      name,
      profileCode: review.profileCode,
      cohortName: cohort.name,
      hasWritten: review.draft.length > 0,
      link: `${deps.config.baseUrl}/reviews`,
      why: WHY,
    },
  });
}

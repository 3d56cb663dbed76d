export * from "./review.rules.ts";
export * from "./score-sheet.rules.ts";
export * from "./review-record.rules.ts";
export { acceptReview, declareConflict, declineReview, idsOf } from "./answer-offer.ts";
export { endReviewOfOffer, endReviews, passOnSilentOffers } from "./end-reviews.ts";
export { openReview, openReviewOfSeat, type Offer } from "./open-review.ts";
export { ReviewStore } from "./review.store.ts";
export {
  reopenReview,
  saveAnswer,
  setAsideReview,
  startReview,
  submitReview,
  submitWhatWasSeen,
  takeBackReview,
} from "./score-review.ts";
export { askForMoreTime, askReadersFourth } from "./ask-for.ts";
export { evidenceFor } from "./evidence-for.ts";
export { type EvidenceItem } from "./review-room.page.ts";
export { reviewsHome } from "./reviews.home.ts";
export { reviewsRoutes } from "./reviews.routes.ts";
export { tellReviewerOfEnd, tellReviewerOfOffer, tellReviewersOfMatch } from "./tell-reviewers.ts";
export { endConflictedReviews } from "./leave-pool.ts";
export { loseReview } from "./lose-review.ts";
export { answerMoreTime, tellMoreTimeAnswer } from "./answer-more-time.ts";
export { nudgeReaders } from "./nudge-readers.ts";
export { readingsRoutes } from "./readings.routes.ts";
export { stopCase } from "./stop-case.ts";
export { snoozeReview } from "./snooze-review.ts";
export { remindReaders } from "./remind-readers.ts";

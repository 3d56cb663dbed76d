export * from "./review.rules.ts";
export * from "./score-sheet.rules.ts";
export * from "./review-record.rules.ts";
export { acceptReview, declareConflict, declineReview, idsOf } from "./answer-offer.ts";
export { type Offer, openReview } from "./open-review.ts";
export { ReviewStore } from "./review.store.ts";
export { reopenReview, saveAnswer, startReview, submitReview } from "./score-review.ts";

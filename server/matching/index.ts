export { HOLDS_A_REVIEW, type Seat, SEAT_WORKFLOW, type SeatState, seatId, type VacatedWhy } from "./seat.rules.ts";
export { SeatStore } from "./seat.store.ts";
export * from "./offer.rules.ts";
export { bench, endSeats, fillSeat, followReview, openFourthSeat, vacateSeat } from "./fill-seat.ts";
export { MatchBoardStore, MatchRunStore } from "./match.store.ts";
export { cancelRun, proposeMatch, runMatch } from "./propose-match.ts";
export { laySeats, publishMatch } from "./publish-match.ts";
export { tellBenchIsDry } from "./tell-coordinators.ts";

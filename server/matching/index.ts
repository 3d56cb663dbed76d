export {
  HOLDS_A_REVIEW,
  type Seat,
  SEAT_WORKFLOW,
  type SeatState,
  seatId,
  VACATED_WHY,
  type VacatedWhy,
} from "./seat.rules.ts";
export { SeatStore } from "./seat.store.ts";
export * from "./offer.rules.ts";
export { endSeats, followReview, openFourthSeat, vacateSeat } from "./change-seat.ts";
export { bench } from "./bench.rules.ts";
export { fillSeat, fillSeats } from "./fill-seats.ts";
export { joinMatching } from "./join-matching.ts";
export { findLostSeats, type LostSeat } from "./recheck-seats.ts";
export { MatchBoardStore, MatchRunStore } from "./match.store.ts";
export { cancelRun, proposeMatch, runMatch } from "./propose-match.ts";
export { laySeats, publishMatch } from "./publish-match.ts";
export { tellBenchIsDry } from "./tell-coordinators.ts";
export { editBoard, tryChange, undoEdit, unlockNames } from "./edit-board.ts";
export { matchingHome } from "./matching.home.ts";
export { matchingRoutes } from "./matching.routes.ts";
export type { MatchAnswer, ProfileAnswer } from "./match-answer.rules.ts";
export { beginMatching } from "./begin-matching.ts";
export { poolHome } from "./pool.home.ts";
export { poolRoutes } from "./pool.routes.ts";
export { tellPoolAnswer } from "./tell-pool-answer.ts";
export { warmUpMatching } from "./warm-up.ts";

export { HOLDS_A_REVIEW, type Seat, SEAT_WORKFLOW, type SeatState, seatId, type VacatedWhy } from "./seat.rules.ts";
export { SeatStore } from "./seat.store.ts";
export * from "./offer.rules.ts";

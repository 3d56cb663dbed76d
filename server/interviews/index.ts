export * from "./interview.rules.ts";
export * from "./interview-record.rules.ts";
export * from "./offers.rules.ts";
export * from "./panel.rules.ts";
export { InterviewStore } from "./interview.store.ts";
export { InterviewSlotStore } from "./slot.store.ts";
export { closeInterviewSlot, openInterviewSlots, type SlotOrder } from "./open-slots.ts";
export { casesToOffer, offerInterviews } from "./offer-interviews.ts";
export { chooseInterviewSlot, declineInterview, moveInterview, recordMeeting } from "./book-interview.ts";
export { cancelInterviews, lapseInterviews } from "./end-interview.ts";
export { remindToChoose } from "./remind-to-choose.ts";
export { giveOpinion, isToBeWidened, widenPanel } from "./give-opinion.ts";
export { interviewedOf, usableSlots } from "./usable-slots.ts";
export {
  ownInterview,
  type VisibleInterview,
  visibleInterview,
  visibleInterviewsOf,
} from "./visible-interview.ts";
export {
  sendCancellations,
  sendInterviewOffer,
  sendInvitations,
  sendMissed,
  sendPanelWidened,
} from "./send-letters.ts";
export { calendarText } from "./calendar.ts";
export { fieldMoment, momentIn } from "./local-moment.rules.ts";
export { interviewsHome } from "./interviews.home.ts";
export { interviewsRoutes } from "./interviews.routes.ts";

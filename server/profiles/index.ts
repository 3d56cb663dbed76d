export * from "./application.rules.ts";
export * from "./consent.rules.ts";
export * from "./manifest.rules.ts";
export * from "./submission.rules.ts";
export * from "./video-length.rules.ts";
export * from "./visible-state.rules.ts";
export * from "./application-record.rules.ts";
export { ApplicationStore, type VisibleApplications } from "./application.store.ts";
export { closeApplications } from "./close-applications.ts";
export { carryOutDueRetention } from "./retention.ts";
export { moveApplication } from "./move-application.ts";
export { attendSession } from "./attend-session.ts";
export { type Edit, editApplication } from "./edit-application.ts";
export * from "./hand-in.rules.ts";
export { acceptProfile, returnProfile, voidIn, voidProfile } from "./judge-intake.ts";
export * from "./narrative.rules.ts";
export { beginApplication, registerApplication } from "./register-application.ts";
export { type Rules, rulesFor } from "./rules-for.ts";
export { finishingProfileIds, settleSubmission } from "./settle-submission.ts";
export { startDraft } from "./start-draft.ts";
export { submitProfile } from "./submit-profile.ts";
export { withdrawApplication } from "./withdraw-application.ts";
export { takeBackConsent } from "./withdraw-consent.ts";
export { declare, sayNobodyRecorded, writeConsent, writeNarrative } from "./write-profile.ts";
export {
  sendAccepted,
  sendConsentWithdrawn,
  sendExtension,
  sendOpened,
  sendReturned,
  sendSubmissionComplete,
  sendSubmissionReceipt,
  sendWithdrawn,
} from "./send-letters.ts";
export * from "./receipt.rules.ts";
export { correctDeclaration } from "./correct-declaration.ts";
export { declareConflictWithCase, holdApplication, resumeApplication } from "./hold-application.ts";
export { profilesHome } from "./profiles.home.ts";
export { profilesRoutes } from "./profiles.routes.ts";
export { answerRequest, askFor } from "./requests.ts";
export { importAttendance } from "./import-attendance.ts";
export { readAttendance } from "./attendance.rules.ts";
export { sendRequestAnswered } from "./send-letters.ts";
export { oldDraftsOf, takeOldDraft } from "./take-old-draft.ts";

import { closeApplicationsJob, closeCohorts } from "./close-cohorts.ts";
import { closeSubmissions } from "./close-submissions.ts";
import { checkMediaItem } from "./check-media-item.ts";
import { prepareMediaItem } from "./prepare-media-item.ts";
import { clearMediaScratch, resumeMediaWork } from "./resume-media-work.ts";
import { checkMediaOrphans, reapMedia } from "./reap-media.ts";
import { carryOutRetentionSweep } from "./carry-out-retention.ts";
import type { Job, Sweep } from "./define-job.ts";
import { emailApplicationOpened } from "./email-application-opened.ts";
import { emailConsentWithdrawn } from "./email-consent-withdrawn.ts";
import { emailMoreTimeAnswer } from "./email-more-time-answer.ts";
import { emailExtension } from "./email-extension.ts";
import { emailProfileAccepted } from "./email-profile-accepted.ts";
import { emailProfileReturned } from "./email-profile-returned.ts";
import { emailProfileWithdrawn } from "./email-profile-withdrawn.ts";
import { emailRequestAnswered } from "./email-request-answered.ts";
import { emailReviewEnded } from "./email-review-ended.ts";
import { emailSubmissionComplete } from "./email-submission-complete.ts";
import { emailSubmissionReceipt } from "./email-submission-receipt.ts";
import { computeOutcomeJob } from "./compute-outcome.ts";
import { cancelInterviewsJob } from "./cancel-interviews.ts";
import { INTERVIEW_MAILS } from "./email-interview.ts";
import { LIST_JOBS } from "./follow-list.ts";
import { releaseSweep } from "./release-results.ts";
import { remindIntervieweesSweep } from "./remind-interviewees.ts";
import { lapseInterviewsSweep } from "./lapse-interviews.ts";
import { followCaseJob } from "./follow-case.ts";
import { endReviewOfSeatJob, endReviewsJob, passOnSilent } from "./end-reviews.ts";
import {
  askFourthReaderJob,
  fillAfterDecision,
  fillOpenSeats,
  fillSeatJob,
  fillWhenSomebodyComes,
  joinMatchingJob,
} from "./fill-seat.ts";
import {
  seatAccepted,
  seatConflicted,
  seatDeclined,
  seatFinished,
  seatPassedOn,
  seatReopened,
} from "./follow-review.ts";
import { answerPoolApplicant } from "./follow-pool.ts";
import { freezeQuality } from "./freeze-quality.ts";
import {
  endConflicted,
  endLeavesSweep,
  recheckApplicant,
  recheckPerson,
  recheckProfile,
  recheckReader,
  remindReadersSweep,
} from "./follow-reviewer.ts";
import { laySeatsJob } from "./lay-seats.ts";
import { openReviewJob } from "./open-review.ts";
import { runMatchJob } from "./run-match.ts";
import { sendMessageJob } from "./send-message.ts";
import { sendStuckMessagesSweep } from "./send-stuck-messages.ts";
import { settleSubmissionJob } from "./settle-submission.ts";
import { settleSubmissions } from "./settle-submissions.ts";

/** The table event -> jobs. */
export const ALL_JOBS: readonly Job[] = [
  sendMessageJob,
  // profiles
  emailApplicationOpened,
  emailSubmissionReceipt,
  emailSubmissionComplete,
  emailProfileReturned,
  emailProfileAccepted,
  emailProfileWithdrawn,
  emailConsentWithdrawn,
  emailExtension,
  emailRequestAnswered,
  settleSubmissionJob,
  closeApplicationsJob,
  // media
  checkMediaItem,
  prepareMediaItem,
  // outcomes
  computeOutcomeJob,
  followCaseJob,
  // interviews
  ...INTERVIEW_MAILS,
  cancelInterviewsJob,
  // decisions
  ...LIST_JOBS,
  // matching and reviews
  runMatchJob,
  laySeatsJob,
  openReviewJob,
  seatAccepted,
  seatFinished,
  seatReopened,
  seatDeclined,
  seatConflicted,
  seatPassedOn,
  fillSeatJob,
  askFourthReaderJob,
  endReviewsJob,
  endReviewOfSeatJob,
  emailReviewEnded,
  joinMatchingJob,
  fillAfterDecision,
  fillWhenSomebodyComes,
  recheckReader,
  recheckPerson,
  recheckApplicant,
  recheckProfile,
  endConflicted,
  emailMoreTimeAnswer,
  answerPoolApplicant,
];

/** What looks at the clock by itself. */
export const ALL_SWEEPS: readonly Sweep[] = [
  resumeMediaWork,
  clearMediaScratch,
  reapMedia,
  checkMediaOrphans,
  freezeQuality,
  sendStuckMessagesSweep,
  closeSubmissions,
  closeCohorts,
  carryOutRetentionSweep,
  settleSubmissions,
  fillOpenSeats,
  passOnSilent,
  endLeavesSweep,
  remindReadersSweep,
  remindIntervieweesSweep,
  lapseInterviewsSweep,
  releaseSweep,
];

import { z } from "zod";
import {
  sendCancellations,
  sendInterviewOffer,
  sendInvitations,
  sendMissed,
  sendPanelWidened,
} from "../server/interviews/index.ts";
import { defineJob, type Job } from "./define-job.ts";

const Ids = z.object({ interviewId: z.string(), sequence: z.int(), step: z.int() });

/** What people are told about interviews; every message has a key, so that a repetition tells nothing twice. */
export const INTERVIEW_MAILS: readonly Job[] = [
  defineJob({
    name: "email-interview-offer",
    on: "interview.offered",
    data: Ids,
    run: (deps, { interviewId }) => sendInterviewOffer(deps, interviewId),
  }),
  defineJob({
    name: "email-interview-invitations",
    on: ["interview.booked", "interview.moved"],
    data: Ids,
    run: (deps, { interviewId, sequence }) => sendInvitations(deps, interviewId, sequence),
  }),
  defineJob({
    name: "email-interview-cancellations",
    on: ["interview.declined", "interview.lapsed", "interview.cancelled"],
    data: Ids,
    run: (deps, { interviewId, sequence }) => sendCancellations(deps, interviewId, sequence),
  }),
  defineJob({
    name: "email-interview-missed",
    on: "interview.missed",
    data: Ids,
    run: (deps, { interviewId, step }) => sendMissed(deps, interviewId, step),
  }),
  defineJob({
    name: "email-panel-widened",
    on: "interview.widened",
    data: Ids,
    run: (deps, { interviewId }) => sendPanelWidened(deps, interviewId),
  }),
];

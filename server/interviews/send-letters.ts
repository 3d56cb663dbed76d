import type { Deps } from "../deps.ts";
import { queueMessage } from "../letters/index.ts";
import type { Person } from "../people/index.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { calendarAttachment } from "./calendar.ts";
import { type Appointment, appointmentOf, type InterviewRecord } from "./interview-record.rules.ts";

export type LetterNeeds = Pick<
  Deps,
  | "interviews"
  | "people"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
>;

const OF_A_PROFILE = "You get this because you submitted a Profile in this cohort.";
const OF_A_PANEL = "You get this because you sit on the panel of this interview.";
const OFFER_MINUTES = 45;

/** “Choose a time”: the same words for everyone in the band, and no score. */
export async function sendInterviewOffer(deps: LetterNeeds, interviewId: string): Promise<void> {
  const record = await deps.interviews.get({ id: interviewId });
  const { cohort } = await rulesOfCohort(deps, record.cohortId);
  const { name } = await deps.people.get({ id: record.applicantId });
  await queueMessage(deps, {
    key: `interview-offer-${record.id}`,
    to: record.applicantId,
    template: "interview-offer",
    model: {
      name,
      cohortName: cohort.name,
      lengthText: `${OFFER_MINUTES} minutes`,
      chooseBy: record.chooseBy,
      link: `${deps.config.baseUrl}/interviews/mine`,
      why: OF_A_PROFILE,
    },
  });
}

/**
 * Invitations under one sequence number, and cancellations to those of the appointment before who do not come any more.
 * A job that runs late tells nothing that a later sequence has overtaken.
 */
export async function sendInvitations(deps: LetterNeeds, interviewId: string, sequence: number): Promise<void> {
  const record = await deps.interviews.get({ id: interviewId });
  const appointment = appointmentOf(record);
  const isAhead = record.state === "slot-chosen" || record.state === "moved";
  if (!appointment || !isAhead || appointment.sequence !== sequence) return;
  const before = record.appointments.findLast((one) => one.sequence < sequence) ?? null;
  const panel = await deps.people.byIds(appointment.panelIds);
  const { settings } = await rulesOfCohort(deps, record.cohortId);
  const applicant = await deps.people.get({ id: record.applicantId });
  const common = {
    isMoved: before !== null,
    startsAt: appointment.startsAt,
    lengthText: `${appointment.minutes} minutes`,
    place: appointment.place,
    joinLink: appointment.link ?? "",
  };
  const panelText = panel.map(({ name, side }) => `${name} (${side})`).join(" and ");
  await tell(deps, record, appointment, sequence, "request", applicant, "interview-invitation", {
    ...common,
    panelText,
    canMove: record.movesUsed < settings.interviewMovesForCause,
    link: `${deps.config.baseUrl}/interviews/mine`,
    why: OF_A_PROFILE,
  });
  const link = `${deps.config.baseUrl}/interviews/${record.id}`;
  for (const member of panel)
    await tell(deps, record, appointment, sequence, "request", member, "interview-panel", {
      ...common,
      code: record.code,
      needs: record.needs,
      link,
      why: OF_A_PANEL,
    });
  if (before === null) return;
  const left = before.panelIds.filter((id) => !appointment.panelIds.includes(id));
  for (const member of await deps.people.byIds(left))
    await tellCancelled(deps, record, before, sequence, member, record.code, "It has moved to another panel.");
}

/** Takes the last appointment out of everybody's calendar. */
export async function sendCancellations(deps: LetterNeeds, interviewId: string, sequence: number): Promise<void> {
  const record = await deps.interviews.get({ id: interviewId });
  const last = record.appointments.at(-1);
  if (!last || record.slotId !== null || record.sequence !== sequence || last.startsAt < deps.clock.now()) return;
  const isDeclined = record.state === "declined";
  const applicant = await deps.people.get({ id: record.applicantId });
  const toThem = isDeclined ? "You said that you do without it." : CANCELLED_FOR_THEM;
  await tellCancelled(deps, record, last, sequence, applicant, "", toThem);
  for (const member of await deps.people.byIds(last.panelIds))
    await tellCancelled(deps, record, last, sequence, member, record.code, "The offer has ended.");
}

const CANCELLED_FOR_THEM = "A step before it is being looked at again, or the application has ended.";

async function tellCancelled(
  deps: LetterNeeds,
  record: InterviewRecord,
  appointment: Appointment,
  sequence: number,
  person: Person,
  code: string,
  reasonText: string,
): Promise<void> {
  const why = code === "" ? OF_A_PROFILE : OF_A_PANEL;
  await tell(deps, record, appointment, sequence, "cancel", person, "interview-cancelled", {
    code,
    startsAt: appointment.startsAt,
    reasonText,
    why,
  });
}

async function tell(
  deps: LetterNeeds,
  record: InterviewRecord,
  appointment: Appointment,
  sequence: number,
  method: "request" | "cancel",
  person: Person,
  template: string,
  model: Record<string, unknown>,
): Promise<void> {
  const { config } = deps;
  const isApplicant = person.id === record.applicantId;
  const address = `${config.baseUrl}/interviews/${isApplicant ? "mine" : record.id}`;
  await queueMessage(deps, {
    key: `interview-${method}-${record.id}-${sequence}-${person.id}`,
    to: person.id,
    template,
    model: { name: person.name, ...model },
    attachments: [
      calendarAttachment({
        interviewId: record.id,
        host: new URL(config.baseUrl).hostname,
        method,
        sequence,
        appointment,
        summary: isApplicant ? "Interview about your Profile" : `Interview ${record.code}`,
        address,
        to: { name: person.name, email: person.email },
        organizer: { name: config.contact.name, email: config.contact.email },
      }),
    ],
  });
}

/** After a first miss: one may still move, for cause. Nothing once that was done or is used up. */
export async function sendMissed(deps: LetterNeeds, interviewId: string, step: number): Promise<void> {
  const record = await deps.interviews.get({ id: interviewId });
  const { settings } = await rulesOfCohort(deps, record.cohortId);
  const last = record.appointments.at(-1);
  if (!last || record.state !== "missed" || record.movesUsed >= settings.interviewMovesForCause) return;
  const { name } = await deps.people.get({ id: record.applicantId });
  await queueMessage(deps, {
    key: `interview-missed-${record.id}-${step}`,
    to: record.applicantId,
    template: "interview-missed",
    model: {
      name,
      startsAt: last.startsAt,
      chooseBy: record.chooseBy,
      link: `${deps.config.baseUrl}/interviews/mine`,
      why: OF_A_PROFILE,
    },
  });
}

/** To the two who joined: the last two of a widened panel. */
export async function sendPanelWidened(deps: LetterNeeds, interviewId: string): Promise<void> {
  const record = await deps.interviews.get({ id: interviewId });
  if (!record.isWidened) return;
  const joined = record.panel.slice(-2).map(({ personId }) => personId);
  for (const { id, name } of await deps.people.byIds(joined))
    await queueMessage(deps, {
      key: `panel-widened-${record.id}-${id}`,
      to: id,
      template: "panel-widened",
      model: {
        name,
        code: record.code,
        link: `${deps.config.baseUrl}/interviews/${record.id}`,
        why: "You get this because you are a member of the Joint Governing Panel.",
      },
    });
}

import type { AnyActor, PersonId, Role } from "../kernel/actor.ts";
import { type DomainEvent, event } from "../kernel/event.ts";
import type { Interview, InterviewState } from "./interview.rules.ts";
import type { Opinion, PanelMember } from "./panel.rules.ts";

/** A time that the JGP opened, with the panel that sits then. Who took it stands in the interview alone. */
export type InterviewSlot = {
  id: string;
  version: number;
  cohortId: string;
  startsAt: Date;
  minutes: number;
  /** Room and address; for a call, how it is held. */
  place: string;
  /** For a call: where to join. */
  link: string | null;
  panelIds: readonly PersonId[];
  openedById: PersonId;
};

/** One appointment as it was told to people. `sequence` counts as iCalendar does, over changes and cancellations. */
export type Appointment = {
  sequence: number;
  slotId: string;
  startsAt: Date;
  minutes: number;
  place: string;
  link: string | null;
  panelIds: readonly PersonId[];
  at: Date;
};

export type GivenOpinion = Opinion & { at: Date };
export type PanelRecommendation = { says: "yes" | "no" | "divided"; at: Date };

/** One offer of an interview, with what became of it. */
export type InterviewRecord = Interview & {
  id: string;
  version: number;
  cohortId: string;
  /** The outcome that it was offered for: one offer each. */
  outcomeVersion: number;
  code: string;
  offeredAt: Date;
  /** Until when a time is to be chosen. */
  chooseBy: Date;
  /** Every appointment, the last counts while `slotId` is set. */
  appointments: readonly Appointment[];
  /** Of the last appointment told, or of its cancellation. */
  sequence: number;
  needs: string;
  panel: readonly PanelMember[];
  isWidened: boolean;
  opinions: readonly GivenOpinion[];
  recommendation: PanelRecommendation | null;
  history: readonly {
    state: InterviewState;
    at: Date;
    byRole: Role | "system";
    byId: PersonId;
    reason: string | null;
  }[];
};

/** The appointment that stands; null where none does. */
export function appointmentOf({ slotId, appointments }: InterviewRecord): Appointment | null {
  const last = appointments.at(-1);
  return slotId !== null && last?.slotId === slotId ? last : null;
}

/** The record with this slot as its appointment and that slot's panel. */
export function withAppointment(
  record: InterviewRecord,
  slot: InterviewSlot,
  panel: readonly PanelMember[],
  at: Date,
): InterviewRecord {
  const sequence = record.appointments.length === 0 ? 0 : record.sequence + 1;
  const { id: slotId, startsAt, minutes, place, link, panelIds } = slot;
  const appointment = { sequence, slotId, startsAt, minutes, place, link, panelIds, at };
  return { ...record, slotId, panel, sequence, appointments: [...record.appointments, appointment] };
}

/** Without an appointment: the slot is free for others, and calendars are told under the next sequence. */
export function withoutAppointment(record: InterviewRecord): InterviewRecord {
  return record.slotId === null ? record : { ...record, slotId: null, sequence: record.sequence + 1 };
}

/** With a line in its history. */
export function noted(record: InterviewRecord, actor: AnyActor, at: Date, reason = ""): InterviewRecord {
  const line = { state: record.state, at, byRole: actor.role, byId: actor.personId, reason: reason.trim() || null };
  return { ...record, history: [...record.history, line] };
}

/** `interview.<what>`, with the ids that jobs need. */
export function interviewEvent(record: InterviewRecord, what: string, eventId: string, at: Date): DomainEvent {
  return event(eventId, `interview.${what}`, at, {
    interviewId: record.id,
    profileId: record.applicationId,
    cohortId: record.cohortId,
    applicantId: record.applicantId,
    sequence: record.sequence,
    step: record.history.length,
  });
}

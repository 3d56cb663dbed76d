import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { Message } from "../letters/index.ts";
import type { Appointment } from "./interview-record.rules.ts";

export type CalendarEntry = {
  interviewId: string;
  host: string;
  method: "request" | "cancel";
  sequence: number;
  appointment: Appointment;
  summary: string;
  address: string;
  to: { name: string; email: string };
  organizer: { name: string; email: string };
};

/** The uid stays the same over every change, so that calendars move one entry (RFC 5545, 3.8.4.7 and 3.8.7.4). */
const uidOf = ({ interviewId, host }: CalendarEntry) => `interview-${interviewId}@${host}`;

/** One invitation or its cancellation, for one person, as mail programs and calendars understand it (RFC 5546). */
export function calendarText(entry: CalendarEntry): string {
  const { method, appointment, to, organizer } = entry;
  const isOn = method === "request";
  const calendar = ical({
    method: isOn ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.CANCEL,
    prodId: { company: "Model Pathway", product: "Interviews", language: "EN" },
  });
  const event = calendar.createEvent({
    id: uidOf(entry),
    sequence: entry.sequence,
    stamp: appointment.at,
    start: appointment.startsAt,
    end: new Date(appointment.startsAt.getTime() + appointment.minutes * 60_000),
    summary: entry.summary,
    location: appointment.place,
    description: entry.address,
    url: entry.address,
    status: isOn ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    organizer,
  });
  event.createAttendee({ name: to.name, email: to.email, rsvp: isOn, status: ICalAttendeeStatus.NEEDSACTION });
  return calendar.toString();
}

export function calendarAttachment(entry: CalendarEntry): Message["attachments"][number] {
  return {
    filename: entry.method === "request" ? "interview.ics" : "cancelled.ics",
    contentType: `text/calendar; charset=utf-8; method=${entry.method.toUpperCase()}`,
    content: calendarText(entry),
  };
}

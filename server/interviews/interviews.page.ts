import type { Actor } from "../kernel/actor.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { Person } from "../people/index.ts";
import type { Cell, Option, SummaryRow, TableModel, Tone } from "../platform/part-models.ts";
import { indicatorsOf, type Rubric } from "../programs/index.ts";
import { dateTimeText, pluralText } from "../platform/wording.ts";
import { appointmentOf, type InterviewRecord, type InterviewSlot } from "./interview-record.rules.ts";
import type { InterviewState } from "./interview.rules.ts";
import type { VisibleInterview } from "./visible-interview.ts";

const STATES: Record<InterviewState, { text: string; tone: Tone }> = {
  offered: { text: "Offered", tone: "waiting" },
  "slot-chosen": { text: "Booked", tone: "good" },
  moved: { text: "Moved", tone: "good" },
  held: { text: "Held", tone: "attention" },
  missed: { text: "Missed", tone: "attention" },
  declined: { text: "No interview", tone: "bad" },
  recommended: { text: "Recommended", tone: "good" },
  cancelled: { text: "Cancelled", tone: "bad" },
};

/** What a coordinator waits for, in a few words. */
function waitsFor(record: InterviewRecord, isSplit: boolean, zone: string): string {
  const at = appointmentOf(record)?.startsAt;
  if (record.state === "offered") return `a time, by ${dateTimeText(record.chooseBy, zone)}`;
  if (record.state === "missed") return `a new time for cause, by ${dateTimeText(record.chooseBy, zone)}`;
  if (record.state === "held") {
    if (isSplit) return "one more member a side";
    return pluralText(record.panel.length - record.opinions.length, "opinion of the panel", "opinions of the panel");
  }
  return at && record.state !== "recommended" ? "the meeting" : "nothing";
}

type Named = ReadonlyMap<string, Person>;
const nameOf = (people: Named, id: string) => people.get(id)?.name ?? "";
const panelText = (people: Named, ids: readonly string[]) =>
  ids.map((id) => `${nameOf(people, id)} (${people.get(id)?.side ?? ""})`).join(", ");

export type BoardInput = {
  cohort: Cohort;
  interviews: readonly (VisibleInterview & { isSplit: boolean })[];
  slots: readonly InterviewSlot[];
  people: Named;
  jgp: readonly Person[];
  /** Of the cases that the reader may see. */
  waitingCount: number;
  offerCount: number;
  noticeDays: number;
  actor: Actor;
  now: Date;
  errors: readonly FieldError[];
  form: SlotForm;
};
export type SlotForm = {
  startsAt: string;
  minutes: string;
  count: string;
  breakMinutes: string;
  place: string;
  link: string;
  panelIds: readonly string[];
};
export const EMPTY_SLOT_FORM: SlotForm = {
  startsAt: "",
  minutes: "45",
  count: "4",
  breakMinutes: "15",
  place: "",
  link: "",
  panelIds: [],
};

/** All interviews of a cohort: what waits on whom, the times, and the offer to everyone at once. */
export function boardPage(input: BoardInput) {
  const { cohort, interviews, offerCount, waitingCount } = input;
  return {
    title: "Interviews",
    cohort: { id: cohort.id, name: cohort.name },
    lead: `${cohort.name}. Everyone in the band hears together, once every case has its result.`,
    offer: {
      isOpen: waitingCount === 0 && offerCount > 0,
      text: offerText(waitingCount, offerCount),
      href: `/interviews/offers?cohort=${cohort.id}`,
      linkText: `Offer ${pluralText(offerCount, "interview")} now`,
    },
    table: interviewTable(input),
    slots: slotTable(input),
    removable: input.slots
      .filter(({ id }) => !interviews.some(({ record }) => record.slotId === id))
      .map(({ id, startsAt }) => ({ id, text: dateTimeText(startsAt, cohort.calendar.zone) })),
    form: input.form,
    panelOptions: input.jgp.map(({ id, name, side }): Option => ({ value: id, text: `${name} (${side ?? ""})` })),
    noticeDays: input.noticeDays,
    errors: [...input.errors],
  };
}

function offerText(waitingCount: number, offerCount: number): string {
  if (waitingCount > 0) {
    const cases = pluralText(waitingCount, "case has", "cases have");
    return `${cases} no result yet. Offers go out when all have one.`;
  }
  if (offerCount === 0) return "Nobody waits for an offer.";
  return `${pluralText(offerCount, "person is", "people are")} in the band. The letter asks them to choose a time and states no score.`;
}

function interviewTable({ cohort, interviews, people }: BoardInput): TableModel {
  const { zone } = cohort.calendar;
  return {
    caption: "Interviews of this cohort",
    columns: [{ text: "Case" }, { text: "State" }, { text: "When" }, { text: "Panel" }, { text: "Waits for" }],
    rows: interviews.map(({ record, application, isSplit }) => {
      const at = appointmentOf(record)?.startsAt;
      const when: Cell = at ? { text: dateTimeText(at, zone), at } : { text: "not chosen" };
      return {
        cells: [
          { text: record.code, href: `/interviews/${record.id}`, note: nameOf(people, application.applicantId) },
          STATES[record.state],
          when,
          {
            text: panelText(
              people,
              record.panel.map(({ personId }) => personId),
            ),
          },
          { text: waitsFor(record, isSplit, zone) },
        ],
      };
    }),
    emptyText: "No interviews are offered",
  };
}

function slotTable({ cohort, slots, interviews, people }: BoardInput): TableModel {
  const { zone } = cohort.calendar;
  const holder = new Map(interviews.map(({ record }) => [record.slotId, record.code]));
  return {
    caption: "Times",
    columns: [{ text: "When" }, { text: "Where" }, { text: "Panel" }, { text: "Taken by" }],
    rows: slots.map(({ id, startsAt, minutes, place, panelIds }) => ({
      cells: [
        { text: dateTimeText(startsAt, zone), at: startsAt, note: `${minutes} minutes` },
        { text: place },
        { text: panelText(people, panelIds) },
        holder.has(id) ? { text: holder.get(id) ?? "" } : { text: "Free", tone: "good" as const },
      ],
    })),
    emptyText: "No times are open yet",
  };
}

export type CaseInput = {
  interview: VisibleInterview;
  isSplit: boolean;
  people: Named;
  schoolName: string;
  usable: readonly InterviewSlot[];
  jgp: readonly Person[];
  rubric: Rubric;
  movesAllowed: number;
  actor: Actor;
  zone: string;
  now: Date;
  errors: readonly FieldError[];
  form: OpinionForm;
};
export type OpinionForm = { isYes: string; reasons: readonly { indicatorId: string; text: string }[] };

const ROWS = 3;
const COORDINATED: readonly InterviewState[] = ["offered", "slot-chosen", "moved", "missed"];

/** One interview, for the panel and the coordinators. Others' opinions open once one's own is written. */
export function interviewPage(input: CaseInput) {
  const { interview, people, actor, zone, rubric } = input;
  const { record, application } = interview;
  const isMember = record.panel.some(({ personId }) => personId === actor.personId);
  const own = record.opinions.find(({ byId }) => byId === actor.personId);
  const mayRead = record.state === "recommended" || !isMember || own !== undefined;
  const appointment = appointmentOf(record);
  const given = own && { isYes: own.isYes ? "yes" : "no", reasons: own.reasons };
  const form = input.form.isYes === "" && given ? given : input.form;
  return {
    title: `Interview ${record.code}`,
    breadcrumbs: [{ text: "Interviews", href: "/interviews" }],
    id: record.id,
    caseId: application.id,
    state: STATES[record.state],
    rows: summaryRows(input),
    canRecord:
      (record.state === "slot-chosen" || record.state === "moved") &&
      appointment !== null &&
      appointment.startsAt <= input.now,
    booking: bookingFor(input),
    needsOpinion: isMember && record.state === "held" && !input.isSplit,
    hasOwn: own !== undefined,
    opinionRows: Array.from({ length: ROWS }, (_, i) => ({
      number: i + 1,
      isFirst: i === 0,
      indicatorId: form.reasons[i]?.indicatorId ?? "",
      text: form.reasons[i]?.text ?? "",
      error: input.errors.find(({ field }) => field === `reasons.${i}`)?.message ?? null,
    })),
    isYes: form.isYes,
    indicatorOptions: indicatorsOf(rubric).map(({ id, name }): Option => ({ value: id, text: `${id} ${name}` })),
    opinions: record.opinions.map((opinion) => ({
      who: `${nameOf(people, opinion.byId)} (${opinion.side})`,
      says: mayRead ? (opinion.isYes ? "Yes, promote" : "No") : "written",
      reasons: mayRead ? opinion.reasons.map(({ indicatorId, text }) => `${indicatorId}: ${text}`) : [],
    })),
    recommendation: record.recommendation && SAYS[record.recommendation.says],
    isSplit: input.isSplit,
    widenOptions: (["district", "union"] as const).map((side) => ({
      side,
      options: input.jgp
        .filter((one) => one.side === side && !record.panel.some(({ personId }) => personId === one.id))
        .map(({ id, name }): Option => ({ value: id, text: name })),
    })),
    history: record.history.map(({ state, at, reason }) => ({
      when: dateTimeText(at, zone),
      at,
      text: STATES[state].text,
      detail: reason ?? "",
    })),
    errors: [...input.errors],
  };
}

const SAYS = {
  yes: "The panel recommends promotion.",
  no: "The panel does not recommend promotion.",
  divided: "The panel is divided. Both sides’ reasons go on the list, and the oversight committee decides this case.",
} as const;

function summaryRows({ interview, people, schoolName, zone }: CaseInput): SummaryRow[] {
  const { record, application } = interview;
  const appointment = appointmentOf(record);
  return [
    { label: "Applicant", value: nameOf(people, application.applicantId), note: schoolName },
    { label: "Evidence", value: "Open the Profile", href: `/profiles/${application.id}` },
    {
      label: "When",
      value: appointment ? dateTimeText(appointment.startsAt, zone) : "not chosen yet",
      ...(appointment && { note: `${appointment.minutes} minutes` }),
    },
    ...(appointment ? [{ label: "Where", value: appointment.place, note: appointment.link ?? "" }] : []),
    {
      label: "Panel",
      value:
        panelText(
          people,
          record.panel.map(({ personId }) => personId),
        ) || "comes with the time",
    },
    ...(record.needs === "" ? [] : [{ label: "The applicant asks for", value: record.needs }]),
  ];
}

/** A coordinator may choose or move for somebody who called. */
function bookingFor({ interview, usable, movesAllowed, zone }: CaseInput) {
  const { record } = interview;
  const mayMove = record.state !== "offered" && record.movesUsed < movesAllowed;
  if (!COORDINATED.includes(record.state) || (record.state !== "offered" && !mayMove)) return null;
  return {
    isMove: record.state !== "offered",
    options: slotOptions(usable, zone),
  };
}

export function slotOptions(slots: readonly InterviewSlot[], zone: string): Option[] {
  return slots.map(({ id, startsAt, minutes, place }) => ({
    value: id,
    text: dateTimeText(startsAt, zone),
    hint: `${minutes} minutes, ${place}`,
  }));
}

export type OwnInput = {
  interview: VisibleInterview;
  usable: readonly InterviewSlot[];
  people: Named;
  cohortName: string;
  movesAllowed: number;
  zone: string;
  now: Date;
  errors: readonly FieldError[];
  form: { slotId: string; needs: string; reason: string };
};

/** The applicant's page: choose a time, see it, move it once. Held and decided read the same: nothing to do. */
export function ownInterviewPage(input: OwnInput) {
  const { interview, people, zone, movesAllowed, usable, now } = input;
  const { record } = interview;
  const appointment = appointmentOf(record);
  const isBooked = record.state === "slot-chosen" || record.state === "moved";
  const mayMove = (isBooked || record.state === "missed") && record.movesUsed < movesAllowed;
  return {
    title: "Your interview",
    isNarrow: true,
    kind: record.state === "offered" ? "offered" : isBooked || (mayMove && appointment) ? "booked" : "over",
    isMissed: record.state === "missed",
    isDeclined: record.state === "declined",
    cohortName: input.cohortName,
    chooseBy: record.chooseBy,
    zone,
    now,
    options: slotOptions(usable, zone),
    appointment: appointment && {
      rows: [
        {
          label: "When",
          value: dateTimeText(appointment.startsAt, zone),
          note: `${appointment.minutes} minutes`,
        },
        {
          label: "Where",
          value: appointment.place,
          ...(appointment.link !== null && { note: appointment.link }),
        },
        { label: "You meet", value: panelText(people, appointment.panelIds) },
        ...(record.needs === "" ? [] : [{ label: "You asked for", value: record.needs }]),
      ],
      link: appointment.link,
    },
    mayMove,
    mayDecline: record.state === "offered" || isBooked,
    form: input.form,
    errors: [...input.errors],
  };
}

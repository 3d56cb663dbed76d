import type { FieldError } from "../kernel/problem.ts";
import { dateText, shortDateText } from "../platform/wording.ts";
import type { ProgramVersion } from "../programs/index.ts";
import {
  type Calendar,
  CALENDAR_DAYS,
  type CalendarDay,
  type Cohort,
  type CohortState,
  endOf,
} from "./cohort.rules.ts";
import { dayIn, plusDays } from "./deadline.rules.ts";
import { isReady, type ReadinessLine } from "./readiness.rules.ts";

export const DAY_WORDS: Record<CalendarDay, { text: string; hint: string }> = {
  registrationFromOn: { text: "Registration opens", hint: "From this day people may register." },
  draftingFromOn: { text: "Drafting opens", hint: "From this day those who attended may begin." },
  submissionDueOn: { text: "Profiles are due", hint: "Until 11:59:59 pm of this day, server time." },
  intakeDueOn: { text: "Intake check done", hint: "Accepted, or returned for a fix." },
  reviewsFromOn: { text: "Reading begins", hint: "After the matching is published." },
  reviewsDueOn: { text: "Last review due", hint: "Three readers a Profile." },
  fourthReadsDueOn: { text: "Fourth reads done", hint: "Where readers disagree strongly." },
  interviewsDueOn: { text: "Last interview", hint: "For those between the two cuts." },
  recommendationDueOn: { text: "Recommendation signed", hint: "By both halves of the JGP." },
  approvalDueOn: { text: "JOC has voted", hint: "By side, case by case." },
  releaseOn: { text: "Release", hint: "All results at one moment; never at night or on the eve of a holiday." },
  closesOn: { text: "Cohort closes", hint: "Counselling is offered, placements are made." },
};

export const COHORT_WORDS: Record<CohortState, { text: string; tone: "good" | "waiting" | "attention" }> = {
  planned: { text: "Planned", tone: "waiting" },
  open: { text: "Open", tone: "good" },
  intake: { text: "Intake", tone: "attention" },
  matching: { text: "Matching", tone: "attention" },
  reviewing: { text: "In review", tone: "waiting" },
  interviewing: { text: "Interviews", tone: "waiting" },
  recommending: { text: "Recommendation", tone: "waiting" },
  deciding: { text: "Before the JOC", tone: "waiting" },
  approved: { text: "Approved", tone: "good" },
  released: { text: "Released", tone: "good" },
  closed: { text: "Closed", tone: "good" },
};

export function cohortsPage(cohorts: readonly Cohort[], isCoordinator: boolean) {
  return {
    title: "Cohorts",
    breadcrumbs: [{ text: "What now?", href: "/" }],
    isCoordinator,
    table: {
      caption: "All cohorts",
      columns: [{ text: "Cohort" }, { text: "Code" }, { text: "Profiles due" }, { text: "Release" }, { text: "State" }],
      rows: cohorts
        .filter(({ state }) => isCoordinator || state !== "planned")
        .map(({ id, name, code, calendar, state }) => ({
          cells: [
            { text: name, href: `/cohorts/${id}` },
            { text: code },
            { text: shortDateText(endOf(calendar, "submissionDueOn"), calendar.zone) },
            { text: shortDateText(endOf(calendar, "releaseOn"), calendar.zone) },
            COHORT_WORDS[state],
          ],
        })),
      emptyText: "There is no cohort yet",
    },
  };
}

/** One cohort's calendar; for coordinators with what stands in the way of opening it. */
export function cohortPage(
  cohort: Cohort,
  {
    readiness,
    program,
    now,
  }: { readiness: readonly ReadinessLine[] | null; program: ProgramVersion | null; now: Date },
  errors: FieldError[] = [],
) {
  const { calendar } = cohort;
  return {
    title: cohort.name,
    eyebrow: cohort.code,
    tag: COHORT_WORDS[cohort.state].text,
    tone: COHORT_WORDS[cohort.state].tone,
    breadcrumbs: [{ text: "Cohorts", href: "/cohorts" }],
    errors,
    at: `/cohorts/${cohort.id}`,
    casesHref: `/profiles?cohort=${cohort.id}`,
    isCoordinator: readiness !== null,
    isPlanned: cohort.state === "planned",
    isReleased: cohort.state === "released",
    retentionHref: `/retention?cohort=${cohort.id}`,
    isReady: readiness !== null && isReady(readiness),
    readiness: (readiness ?? []).map((line) => ({
      text: line.text,
      state: line.isReady ? "done" : "current",
      ...(line.advice && { hint: line.advice }),
      status: line.isReady ? "Ready" : line.mustFix ? "Needed" : "Good to know",
      tone: line.isReady ? "good" : line.mustFix ? "bad" : "attention",
    })),
    days: CALENDAR_DAYS.map((day) => {
      const at = endOf(calendar, day);
      return {
        when: dateText(at, calendar.zone),
        at,
        text: DAY_WORDS[day].text,
        detail: DAY_WORDS[day].hint,
        state: at < now ? "good" : "next",
      };
    }),
    sessions: cohort.sessions.map(({ on, time, place }) => ({
      label: `${dateText(`${on}T12:00:00Z`, "utc")}, ${time}`,
      value: place,
    })),
    rows: [
      {
        label: "Rules",
        value: program ? `Version ${program.number}` : "None",
        ...(program && { href: `/programs/${program.id}` }),
      },
      { label: "Zone of all days", value: calendar.zone },
    ],
  };
}

/** Asked before a cohort is closed. */
/** Before a planned cohort is shown to everybody. */
export function openingPage({ id, name, calendar }: Cohort) {
  return {
    title: `Open ${name}?`,
    isNarrow: true,
    question: "From then on every teacher sees it.",
    breadcrumbs: [
      { text: "Cohorts", href: "/cohorts" },
      { text: name, href: `/cohorts/${id}` },
    ],
    consequences: [
      `Its days and its information sessions are in the calendar, and teachers register from ${dateText(endOf(calendar, "registrationFromOn"), calendar.zone)}.`,
      "Its rules are kept to its end, and its days may move later, never sooner.",
      "It cannot become a plan again.",
    ],
    action: `/cohorts/${id}/opening`,
    actionText: "Open the cohort",
    cancelHref: `/cohorts/${id}`,
    errors: [],
  };
}

export function closingPage({ id, name, calendar }: Cohort) {
  return {
    title: `Close ${name}?`,
    question: `Close ${name}?`,
    breadcrumbs: [
      { text: "Cohorts", href: "/cohorts" },
      { text: name, href: `/cohorts/${id}` },
    ],
    consequences: [
      "Its work is over: results, scores and letters stay where people find them.",
      `The days until the evidence is deleted are counted from then on, and not before ${dateText(endOf(calendar, "closesOn"), calendar.zone)}, the day in the calendar.`,
      `Nobody has to: it closes by itself after that day. It cannot be opened again.`,
    ],
    action: `/cohorts/${id}/closing`,
    actionText: "Close the cohort",
    cancelHref: `/cohorts/${id}`,
  };
}

/** Days from the deadline at which the later steps usually fall: release after nine weeks. */
const USUAL: Record<CalendarDay, number> = {
  registrationFromOn: -60,
  draftingFromOn: -60,
  submissionDueOn: 0,
  intakeDueOn: 7,
  reviewsFromOn: 10,
  reviewsDueOn: 38,
  fourthReadsDueOn: 48,
  interviewsDueOn: 55,
  recommendationDueOn: 58,
  approvalDueOn: 61,
  releaseOn: 64,
  closesOn: 110,
};

/** A calendar to begin with, around a deadline. */
export function usualCalendar(submissionDueOn: string, zone: string): Calendar {
  const days = CALENDAR_DAYS.map((day) => [day, plusDays(submissionDueOn, USUAL[day])]);
  return { zone, sessionsOn: [], ...(Object.fromEntries(days) as Record<CalendarDay, string>) };
}

export type TypedPlan = { name: string; programVersionId: string; days: Record<string, string>; sessions: string };

export function planPage(
  cohort: Cohort | null,
  {
    programs,
    zone,
    now,
    typed,
    errors,
  }: { programs: readonly ProgramVersion[]; zone: string; now: Date; typed: TypedPlan | null; errors: FieldError[] },
) {
  const calendar = cohort?.calendar ?? usualCalendar(plusDays(dayIn(zone, now), 75), zone);
  return {
    title: cohort ? `Change the plan of ${cohort.name}` : "Plan a cohort",
    breadcrumbs: [{ text: "Cohorts", href: "/cohorts" }],
    isNarrow: true,
    errors,
    isOpen: cohort !== null && cohort.state !== "planned",
    action: cohort ? `/cohorts/${cohort.id}/plan` : "/cohorts",
    backHref: cohort ? `/cohorts/${cohort.id}` : "/cohorts",
    name: typed?.name ?? cohort?.name ?? "",
    programVersionId: typed?.programVersionId ?? cohort?.programVersionId ?? programs[0]?.id ?? "",
    programs: programs.map(({ id, number }) => ({ value: id, text: `Version ${number}` })),
    days: CALENDAR_DAYS.map((day) => ({ id: day, ...DAY_WORDS[day], value: typed?.days[day] ?? calendar[day] })),
    sessions:
      typed?.sessions ?? (cohort?.sessions ?? []).map(({ on, time, place }) => `${on} ${time} ${place}`).join("\n"),
  };
}

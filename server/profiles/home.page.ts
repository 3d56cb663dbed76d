import type { HomePart, NowItem } from "../platform/home-part.ts";
import type { Tile, TimelineItem } from "../platform/part-models.ts";
import { fromNowText, pluralText, shortDateText } from "../platform/wording.ts";
import { type Cohort, type CohortState, endOf, nextDayOf, submissionDeadlineAt } from "../cohorts/index.ts";
import type { Application } from "./application-record.rules.ts";
import type { ApplicationState } from "./application.rules.ts";

/** For an applicant without an application: what is open to join. */
export function joinPage(open: readonly Cohort[], hasEarlier: boolean): HomePart {
  const [first] = open;
  return {
    head: {
      title: "Show your work",
      eyebrow: "Applicant",
      lead: "Any teacher or related service provider on the Professional pathway may nominate themselves.",
    },
    ...(first
      ? {
          now: [
            {
              urgency: 2,
              heading: `${first.name} is open`,
              text: "Register, come to one information session, and begin your Profile.",
              dueAt: submissionDeadlineAt(first.calendar),
              dueLabel: "Profiles are due",
              actionHref: "/profiles",
              actionText: "Register",
            },
          ],
        }
      : {
          emptyState: {
            heading: "No cohort is open just now",
            text: "The next one is announced here and by the union.",
            icon: "event",
          },
        }),
    links: [
      { text: "The rules and the rubric", href: "/rules" },
      ...(hasEarlier ? [{ text: "My applications", href: "/profiles" }] : []),
    ],
  };
}

/** What waits on whom: the words of one state, for the cohort table. */
const WAITS_ON: Partial<Record<ApplicationState, [string, string]>> = {
  registered: ["The applicant", "an information session"],
  "session-attended": ["The applicant", "to begin"],
  draft: ["The applicant", "to submit"],
  submitted: ["A coordinator", "the intake check"],
  returned: ["The applicant", "a fix"],
  accepted: ["A coordinator", "the matching"],
  "in-review": ["The readers", "their scores"],
  scored: ["The JGP", "a blind look"],
  "fourth-read": ["A fourth reader", "a read"],
  banded: ["A coordinator", "interviews or the list"],
  "interview-offered": ["The applicant", "to choose a time"],
  "interview-scheduled": ["The panel", "the interview"],
  "interview-held": ["The panel", "a recommendation"],
  recommended: ["The JGP and the JOC", "signatures and votes"],
  approved: ["The release", "its moment"],
  "on-hold": ["A coordinator", "an end of the hold"],
};

const STATE_TITLES: Record<CohortState, string> = {
  planned: "planned",
  open: "open for Profiles",
  intake: "intake check",
  matching: "matching",
  reviewing: "in review",
  interviewing: "interviews",
  recommending: "recommendation",
  deciding: "before the JOC",
  approved: "approved, to be released",
  released: "released",
  closed: "closed",
};

const sum = (counts: Record<string, number>, states: readonly ApplicationState[]) =>
  states.reduce((total, state) => total + (counts[state] ?? 0), 0);

const HANDED_IN: readonly ApplicationState[] = [
  "submitted",
  "returned",
  "accepted",
  "in-review",
  "scored",
  "fourth-read",
  "banded",
  "interview-offered",
  "interview-scheduled",
  "interview-held",
  "recommended",
  "approved",
  "released",
  "closed",
  "on-hold",
];

export type WhatWaits = {
  shown: readonly { cohort: Cohort; counts: Record<string, number> }[];
  submitted: readonly Application[];
  returned: readonly Application[];
  /** Applications with a request that nobody answered yet. */
  asking: readonly Application[];
  now: Date;
};

/** The coordinator's share: cohorts by state, what waits on whom, the intake. Counts are of what this person may see. */
export function whatWaitsPage({ shown, submitted, returned, asking, now }: WhatWaits): HomePart {
  const current = shown.find(({ cohort }) => cohort.state !== "planned" && cohort.state !== "released") ?? shown[0];
  if (!current)
    return {
      head: { title: "No cohort yet", eyebrow: "JGP coordinator" },
      emptyState: {
        heading: "There is no cohort yet",
        text: "Plan one: its calendar, its rules, its information sessions.",
        icon: "event",
        actionHref: "/cohorts/new",
        actionText: "Plan a cohort",
      },
    };
  const { cohort, counts } = current;
  return {
    head: { title: cohort.name, eyebrow: "What waits on whom", lead: leadOf(cohort, now) },
    now: thingsToDo({ submitted, returned, asking, now }),
    tiles: tilesOf(cohort, counts),
    tables: [waitingTable(cohort, counts), ...(shown.length > 1 ? [cohortsTable(shown)] : [])],
    timeline: { heading: "The cohort", items: daysOf(cohort, now) },
    links: [
      { text: "Find a case", href: "/profiles" },
      { text: "Intake", href: "/intake" },
      { text: "Cohorts and their calendars", href: "/cohorts" },
    ],
  };
}

function leadOf(cohort: Cohort, now: Date): string {
  const next = nextDayOf(cohort.calendar, now);
  const when = next
    ? ` The next date, ${shortDateText(next.at, cohort.calendar.zone)}, is ${fromNowText(next.at, now)}.`
    : "";
  return `It is ${STATE_TITLES[cohort.state]}.${when}`;
}

function thingsToDo({ submitted, returned, asking, now }: Omit<WhatWaits, "shown">): NowItem[] {
  const ready = submitted.filter(({ submission }) => submission?.kind === "complete");
  const overdue = returned.filter((one) => one.returned !== null && one.returned.dueAt < now);
  const item = (urgency: NowItem["urgency"], heading: string, text: string, href: string, action: string): NowItem => ({
    urgency,
    heading,
    text,
    dueAt: null,
    dueLabel: null,
    actionHref: href,
    actionText: action,
  });
  const firstAsking = asking[0];
  return [
    ...(ready.length > 0
      ? [
          item(
            2,
            `${pluralText(ready.length, "Profile waits", "Profiles wait")} for the intake check`,
            "Can everything be opened, and is it what it says?",
            "/intake",
            "Go to the intake",
          ),
        ]
      : []),
    ...(overdue.length > 0
      ? [
          item(
            1,
            `${pluralText(overdue.length, "fix is", "fixes are")} overdue`,
            "Give more time, or end the case.",
            "/intake",
            "See them",
          ),
        ]
      : []),
    ...(firstAsking
      ? [
          item(
            2,
            `${pluralText(asking.length, "request waits", "requests wait")} for an answer`,
            "More time, or an accommodation.",
            asking.length === 1 ? `/profiles/${firstAsking.id}#requests` : "/profiles",
            "Answer",
          ),
        ]
      : []),
  ];
}

function tilesOf(cohort: Cohort, counts: Record<string, number>): Tile[] {
  const at = `/profiles?cohort=${cohort.id}`;
  const figure = (value: number) => value.toLocaleString("en-US");
  return [
    {
      figure: figure(sum(counts, ["registered", "session-attended", "draft"])),
      label: "not yet submitted",
      href: `${at}&state=draft`,
    },
    { figure: figure(sum(counts, HANDED_IN)), label: "handed in", href: at },
    {
      figure: figure(counts["submitted"] ?? 0),
      label: "at the intake",
      href: "/intake",
      ...((counts["submitted"] ?? 0) > 0 && { tone: "attention" as const }),
    },
    {
      figure: figure(counts["on-hold"] ?? 0),
      label: "on hold",
      href: `${at}&state=on-hold`,
      ...((counts["on-hold"] ?? 0) > 0 && { tone: "attention" as const }),
    },
  ];
}

function waitingTable(cohort: Cohort, counts: Record<string, number>) {
  const states = Object.keys(WAITS_ON) as ApplicationState[];
  return {
    caption: "What waits on whom",
    columns: [{ text: "Waits on" }, { text: "For" }, { text: "Cases", isNumber: true }],
    rows: states
      .filter((state) => (counts[state] ?? 0) > 0)
      .map((state) => {
        const [who = "", what = ""] = WAITS_ON[state] ?? [];
        const href = `/profiles?cohort=${cohort.id}&state=${state}`;
        return { cells: [{ text: who }, { text: what }, { text: String(counts[state]), href }] };
      }),
    emptyText: "Nothing waits on anybody",
  };
}

function cohortsTable(shown: WhatWaits["shown"]) {
  return {
    caption: "Cohorts",
    columns: [{ text: "Cohort" }, { text: "State" }, { text: "Handed in", isNumber: true }],
    rows: shown.map(({ cohort, counts }) => ({
      cells: [
        { text: cohort.name, href: `/cohorts/${cohort.id}` },
        { text: STATE_TITLES[cohort.state] },
        { text: String(sum(counts, HANDED_IN)) },
      ],
    })),
  };
}

function daysOf({ calendar }: Cohort, now: Date): TimelineItem[] {
  const days = [
    ["submissionDueOn", "Profiles are due"],
    ["intakeDueOn", "Intake is done"],
    ["reviewsDueOn", "Last review"],
    ["interviewsDueOn", "Last interview"],
    ["approvalDueOn", "JOC votes"],
    ["releaseOn", "Release"],
  ] as const;
  return days.map(([day, text]) => {
    const at = endOf(calendar, day);
    return { when: shortDateText(at, calendar.zone), at, text, state: at < now ? "good" : "next" };
  });
}

import type { HomePart, NowItem } from "../platform/home-part.ts";
import type { TimelineItem, TrackItem } from "../platform/part-models.ts";
import { dateTimeText, shortDateText } from "../platform/wording.ts";
import { type Calendar, type Cohort, endOf } from "../cohorts/index.ts";
import type { MediaItem } from "../media/index.ts";
import { type Application, reachedAt } from "./application-record.rules.ts";
import { checklistOf, fixList } from "./checklist.page.ts";
import { deadlineToHandIn } from "./hand-in.rules.ts";
import { type VisibleState, visibleStateOf } from "./visible-state.rules.ts";

export type Whereabouts = {
  application: Application;
  cohort: Cohort;
  items: readonly MediaItem[];
  /** This person's deadline. */
  deadlineAt: Date;
  now: Date;
};

/** The state as its applicant reads it. */
export const STATE_WORDS: Record<VisibleState, { text: string; tone: "good" | "waiting" | "attention" | "bad" }> = {
  registered: { text: "Registered", tone: "waiting" },
  "session-attended": { text: "Open to begin", tone: "attention" },
  draft: { text: "Draft", tone: "waiting" },
  submitted: { text: "Submitted", tone: "good" },
  returned: { text: "Needs a fix", tone: "attention" },
  "in-review": { text: "In review", tone: "good" },
  "interview-offered": { text: "Interview offered", tone: "attention" },
  "interview-scheduled": { text: "Interview scheduled", tone: "good" },
  "on-hold": { text: "On hold", tone: "attention" },
  withdrawn: { text: "Withdrawn", tone: "waiting" },
  void: { text: "Ended", tone: "bad" },
  released: { text: "Result released", tone: "good" },
  closed: { text: "Result released", tone: "good" },
};

/** The answer to “Where is my Profile?”, made of nothing but what its applicant may read. */
export function whereIsPage(where: Whereabouts): HomePart {
  const { application, cohort } = where;
  const state = visibleStateOf(application.state);
  const steps = stepsFor(where, state);
  return {
    head: { title: TITLES[state], eyebrow: `${cohort.name} · ${application.code}`, lead: LEADS[state] },
    now: nowFor(where, state),
    ...(TRACKED.includes(state) && {
      track: { heading: "Where is my Profile?", items: trackOf(state, cohort.calendar, where) },
    }),
    ...(steps && { steps }),
    timeline: { heading: "What comes next", items: comingUp(where, state) },
    links: linksFor(application, state),
  };
}

const TITLES: Record<VisibleState, string> = {
  registered: "You are registered",
  "session-attended": "Your application is open",
  draft: "Your Profile is a draft",
  submitted: "We have your Profile",
  returned: "Your Profile needs a fix",
  "in-review": "Your Profile is in review",
  "interview-offered": "You are invited to an interview",
  "interview-scheduled": "Your interview is scheduled",
  "on-hold": "Your Profile is on hold",
  withdrawn: "You have withdrawn",
  void: "Your application has ended",
  released: "Your result is here",
  closed: "Your result is here",
};

const LEADS: Record<VisibleState, string> = {
  registered: "Come to one information session: attending opens your application.",
  "session-attended": "Begin whenever you like. Everything is kept as you go.",
  draft: "Everything is kept as you go. Nobody sees it before you submit.",
  submitted: "What you handed in is frozen as it was at that moment. There is nothing to do now.",
  returned: "Only what is named below is open again. You keep your place.",
  "in-review": "Three colleagues of your subject and grade band read it, each alone. There is nothing to do now.",
  "interview-offered": "Please choose a time. The invitation says nothing about scores, and neither do we.",
  "interview-scheduled": "The appointment is in your mail. You may move it once, for cause.",
  "on-hold": "Nobody reads it while it is on hold. We write to you as soon as something changes.",
  withdrawn: "Nobody is shown anything of your evidence. You are welcome in a later cohort.",
  void: "Please call us if you have a question about it.",
  released: "All results of this cohort were released at the same moment.",
  closed: "All results of this cohort were released at the same moment.",
};

const TRACKED: readonly VisibleState[] = [
  "registered",
  "session-attended",
  "draft",
  "submitted",
  "returned",
  "in-review",
  "interview-offered",
  "interview-scheduled",
  "on-hold",
];

/** What the one big card says. Interviews and decisions add their own. */
function nowFor({ application, cohort, items, deadlineAt }: Whereabouts, state: VisibleState): NowItem[] {
  const at = `/profiles/${application.id}`;
  const due = { dueAt: deadlineToHandIn(application, deadlineAt), dueLabel: "Due" };
  if (state === "registered") {
    const next = cohort.sessions.map(({ on, time, place }) => `${on}, ${time}: ${place}`).join("; ");
    return [card(2, "Come to an information session", next || "The dates are announced soon.", null, null)];
  }
  if (state === "session-attended")
    return [
      {
        ...card(
          2,
          "Begin your Profile",
          "It starts with your subject, grade band and school.",
          `${at}/declaration`,
          "Begin",
        ),
        ...due,
      },
    ];
  if (state === "draft") {
    const next = checklistOf(application, items).find((item) => item.state === "current");
    const text = next?.time ? `Most people need ${next.time.replace("about ", "about ")}.` : null;
    return [{ ...card(2, next?.text ?? "Submit", text, next?.href ?? at, "Go on"), ...due }];
  }
  if (state === "returned")
    return [
      { ...card(1, "Mend what was sent back", "Then submit again.", `${at}/submission`, "See what is needed"), ...due },
    ];
  if (state === "submitted") {
    const text =
      application.submission?.kind === "finishing"
        ? "Some files still arrive or are being checked. You may close this page; an upload goes on when you open it again."
        : null;
    return [card(3, "Received", text, `${at}/receipt`, "See the receipt")];
  }
  return [];
}

function card(
  urgency: NowItem["urgency"],
  heading: string,
  text: string | null,
  href: string | null,
  action: string | null,
): NowItem {
  return { urgency, heading, text, dueAt: null, dueLabel: null, actionHref: href, actionText: action };
}

function stepsFor({ application, items }: Whereabouts, state: VisibleState): HomePart["steps"] | null {
  if (state === "draft") return { heading: "Your checklist", items: checklistOf(application, items) };
  if (state === "returned") return { heading: "What needs a fix", items: fixList(application, items) };
  return null;
}

const TRACK = ["Session attended", "Draft", "Submitted", "In review", "Results"] as const;
const REACHED: Partial<Record<VisibleState, number>> = {
  registered: 0,
  "session-attended": 1,
  draft: 1,
  returned: 2,
  submitted: 2,
  "in-review": 3,
  "interview-offered": 3,
  "interview-scheduled": 3,
  "on-hold": 3,
};

function trackOf(state: VisibleState, calendar: Calendar, { application, deadlineAt }: Whereabouts): TrackItem[] {
  const at = application.state === "on-hold" && application.submission === null ? 1 : (REACHED[state] ?? 0);
  const attended = reachedAt(application, "session-attended");
  const { zone } = calendar;
  const when = [
    attended ? shortDateText(attended, zone) : null,
    `until ${shortDateText(deadlineAt, zone)}`,
    application.submission ? shortDateText(application.submission.pressedAt, zone) : null,
    `to ${shortDateText(endOf(calendar, "interviewsDueOn"), zone)}`,
    shortDateText(endOf(calendar, "releaseOn"), zone),
  ];
  return TRACK.map((text, i) => {
    const time = when[i];
    return { text, state: i < at ? "done" : i === at ? "current" : "todo", ...(time && { when: time }) };
  });
}

/** The calendar's days that are still ahead, as far as they concern an applicant. */
function comingUp({ cohort, deadlineAt, application, now }: Whereabouts, state: VisibleState): TimelineItem[] {
  const { calendar } = cohort;
  const due = deadlineToHandIn(application, deadlineAt);
  const handsIn = ["registered", "session-attended", "draft", "returned"].includes(state);
  const day = (at: Date, text: string, detail?: string): TimelineItem => ({
    when: shortDateText(at, calendar.zone),
    at,
    text,
    state: "next",
    ...(detail && { detail }),
  });
  const ahead = [
    ...(handsIn
      ? [
          {
            ...day(due, "Submission deadline", "What counts is the moment you press Submit."),
            when: dateTimeText(due, calendar.zone),
          },
        ]
      : []),
    day(endOf(calendar, "intakeDueOn"), "Intake check", "We tell you if something needs a fix."),
    day(endOf(calendar, "reviewsDueOn"), "Three readers have read it"),
    day(endOf(calendar, "interviewsDueOn"), "Interviews, where the rules ask for one"),
    day(endOf(calendar, "releaseOn"), "All results are released", "At one moment, in the app and by mail."),
  ];
  return ahead.filter(({ at }) => at !== undefined && at > now);
}

function linksFor(application: Application, state: VisibleState): NonNullable<HomePart["links"]> {
  const at = `/profiles/${application.id}`;
  const isOpen = [
    "registered",
    "session-attended",
    "draft",
    "submitted",
    "returned",
    "in-review",
    "on-hold",
    "interview-offered",
    "interview-scheduled",
  ].includes(state);
  return [
    ...(application.manifest ? [{ text: "My receipt", href: `${at}/receipt` }] : []),
    ...(application.state === "draft" ? [{ text: "What a good Profile looks like", href: "/profiles/sample" }] : []),
    ...(application.state === "draft" && application.narrative.length === 0 && application.board.length === 0
      ? [{ text: "Take an old draft along", href: `${at}/old-draft` }]
      : []),
    ...(isOpen ? [{ text: "Ask for more time or an accommodation", href: `${at}/requests` }] : []),
    ...(application.board.length > 0 && state !== "withdrawn"
      ? [{ text: "A family withdrew consent", href: `${at}/consent` }]
      : []),
    ...(isOpen ? [{ text: "Withdraw from this cohort", href: `${at}/withdrawal` }] : []),
    { text: "All my applications", href: "/profiles" },
  ];
}

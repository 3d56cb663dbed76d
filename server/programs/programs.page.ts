import type { FieldError } from "../kernel/problem.ts";
import type { ProgramState, ProgramVersion } from "./program.rules.ts";
import { indicatorsOf, maxPointsOf, type Rubric } from "./rubric.rules.ts";
import type { SalarySchedule } from "./salary.rules.ts";
import { type ProgramSettings, TRIGGER_MODES, TRIGGERS } from "./settings.rules.ts";

export const PROGRAM_WORDS: Record<ProgramState, { text: string; tone: "good" | "waiting" | "attention" }> = {
  draft: { text: "Draft", tone: "waiting" },
  proposed: { text: "Before the JOC", tone: "attention" },
  approved: { text: "Approved", tone: "good" },
  retired: { text: "Retired", tone: "waiting" },
};

/** Every number that a version decides, grouped as people think of them: key, words, unit. */
const GROUPS: readonly [string, readonly [NumberKey, string, string][]][] = [
  [
    "Result",
    [
      ["promoteAtPct", "Promoted from", "%"],
      ["interviewAtPct", "Interview from", "%"],
      ["readersPerProfile", "Readers a Profile", ""],
    ],
  ],
  [
    "Discrepancy",
    [
      ["splitIndicatorsMin", "a: levels 1 and 3 both given, on at least", "indicators"],
      ["spreadOverPct", "b: totals apart by more than", "points of 100"],
      ["nearCutTenths", "c: mean within, of a cut", "tenths of a point"],
      ["fourthReaderWithinDays", "A fourth reader is found within", "days"],
    ],
  ],
  [
    "Evidence and deadline",
    [
      ["videoMinSec", "Video at least", "seconds"],
      ["videoMaxSec", "Video at most", "seconds"],
      ["videoPartsMax", "Parts of one lesson", ""],
      ["bytesGraceMin", "Uploads may end after the deadline by", "minutes"],
      ["returnHours", "A rejected item may be replaced within", "hours"],
    ],
  ],
  [
    "Reading",
    [
      ["responseDays", "Answer to an offer within", "days"],
      ["reviewDays", "A review takes at most", "days"],
      ["hoursPerReview", "Hours a review", ""],
      ["reviewerCapacity", "Reviews a reader", ""],
      ["conflictYears", "A shared school counts for", "years"],
    ],
  ],
  [
    "Interview and decision",
    [
      ["interviewNoticeDays", "Notice before an interview", "days"],
      ["interviewAnswerDays", "Answer to an interview offer within", "days"],
      ["interviewMovesForCause", "Moves for cause", ""],
      ["jgpSignaturesPerSide", "JGP signatures a side", ""],
      ["jocQuorumPerSide", "JOC quorum a side", ""],
      ["jocSeatsPerSide", "JOC seats a side", ""],
      ["releaseFromHour", "Release from", "o'clock"],
      ["releaseUntilHour", "Release until", "o'clock"],
    ],
  ],
  [
    "Afterwards",
    [
      ["counsellingWithinDays", "Counselling within", "days"],
      ["proceduralReviewWithinDays", "Procedural review asked within", "days"],
      ["mediaKeptDaysAfterClose", "Evidence deleted after the close, after", "days"],
      ["draftKeptDays", "Drafts never submitted are kept", "days"],
      ["auditKeptYears", "Audit log kept", "years"],
      ["renewalYears", "Renewal after", "years"],
      ["renewalInterval", "or on reaching interval", ""],
      ["suppressCellsUnder", "Quality figures hidden under", "cases"],
    ],
  ],
];

type NumberKey = { [K in keyof ProgramSettings]: ProgramSettings[K] extends number ? K : never }[keyof ProgramSettings];
export const NUMBER_KEYS: readonly NumberKey[] = GROUPS.flatMap(([, fields]) => fields.map(([key]) => key));

const TRIGGER_TEXT = {
  a: "a: levels 1 and 3 on several indicators",
  b: "b: totals far apart",
  c: "c: readers straddle a cut, the mean is near it",
  d: "d: a reader or the JGP asks",
} as const;
const MODE_TEXT = { off: "Off", show: "Show", hold: "Hold for the JGP", automatic: "Fourth read at once" } as const;

function groupsOf(settings: ProgramSettings, before: ProgramSettings | null) {
  const changed = (is: boolean) => (is ? { note: "changed" } : {});
  return [
    ...GROUPS.map(([heading, fields]) => ({
      heading,
      rows: fields.map(([key, label, unit]) => ({
        label,
        value: `${settings[key]} ${unit}`.trim(),
        ...changed(before !== null && before[key] !== settings[key]),
      })),
    })),
    {
      heading: "What a trigger does",
      rows: TRIGGERS.map((trigger) => ({
        label: TRIGGER_TEXT[trigger],
        value: MODE_TEXT[settings.triggers[trigger]],
        ...changed(before !== null && before.triggers[trigger] !== settings.triggers[trigger]),
      })),
    },
  ];
}

/** The rules in force, for everybody. */
export function rulesPage(program: ProgramVersion | null, rubric: Rubric, salary: SalarySchedule) {
  return {
    title: "The rules and the rubric",
    lead: "The same for everybody, approved by both sides of the Joint Oversight Committee. A cohort keeps the version it began with.",
    eyebrow: program ? `Version ${program.number}, in force` : "No version is approved yet",
    groups: program ? groupsOf(program.settings, null) : [],
    rubricText: `${rubric.domains.length} domains, ${indicatorsOf(rubric).length} indicators, three levels; at most ${maxPointsOf(rubric)} points a reader.`,
    pay: {
      caption: `Yearly pay ${salary.schoolYear}`,
      columns: [
        { text: "Pathway" },
        { text: "First interval", isNumber: true },
        { text: "Last interval", isNumber: true },
      ],
      rows: Object.entries(salary.pathways).map(([pathway, steps]) => ({
        cells: [
          { text: pathway },
          { text: (steps[0] ?? 0).toLocaleString("en-US") },
          { text: (steps.at(-1) ?? 0).toLocaleString("en-US") },
        ],
      })),
    },
  };
}

export function rubricPage(rubric: Rubric) {
  return {
    title: "The rubric",
    breadcrumbs: [{ text: "The rules", href: "/rules" }],
    lead: "Every reader scores every indicator on one of three levels.",
    domains: rubric.domains.map(({ id, name, question, indicators }) => ({
      id,
      name,
      question,
      indicators: indicators.map((indicator) => ({
        name: `${indicator.id} ${indicator.name}`,
        lookFor: indicator.lookFor,
        variant: indicator.serviceProviderVariant,
        evidence: indicator.evidence.map((kind) => rubric.evidenceKinds[kind] ?? kind).join(", "),
        levels: rubric.levels
          .toSorted((a, b) => b.level - a.level)
          .map(({ level, name: levelName }) => ({ label: levelName, value: indicator.descriptors[`${level}`] })),
      })),
    })),
    notScorable: rubric.notScorable.map(({ code, meaning }) => ({ label: code, value: meaning })),
  };
}

export function programsPage(programs: readonly ProgramVersion[], role: string) {
  return {
    title: "Versions of the rules",
    breadcrumbs: [{ text: "The rules", href: "/rules" }],
    mayDraft: role === "jgp" && !programs.some(({ state }) => state === "draft" || state === "proposed"),
    table: {
      caption: "All versions",
      columns: [{ text: "Version" }, { text: "What changed" }, { text: "State" }],
      rows: programs.map(({ id, number, note, state }) => ({
        cells: [{ text: `Version ${number}`, href: `/programs/${id}` }, { text: note || "-" }, PROGRAM_WORDS[state]],
      })),
      emptyText: "No version yet",
    },
  };
}

/** Before a member of the JOC approves a version of the rules. */
export function approvalPage({ id, number }: ProgramVersion) {
  return {
    title: `Approve version ${number} of the rules?`,
    isNarrow: true,
    breadcrumbs: [{ text: `Rules, version ${number}`, href: `/programs/${id}` }],
    question: "The rules are in force once a member of each side has approved them.",
    consequences: [
      "Cohorts that are planned from then on may use them, and keep them to their end.",
      "Your approval stands with your name, and cannot be taken back in the app.",
    ],
    action: `/programs/${id}/approval`,
    actionText: "Approve these rules",
    cancelHref: `/programs/${id}`,
    errors: [],
  };
}

export function programPage(
  program: ProgramVersion,
  {
    before,
    role,
    personId,
    names,
  }: { before: ProgramVersion | null; role: string; personId: string; names: ReadonlyMap<string, string> },
  errors: FieldError[] = [],
) {
  return {
    title: `Rules, version ${program.number}`,
    tag: PROGRAM_WORDS[program.state].text,
    tone: PROGRAM_WORDS[program.state].tone,
    breadcrumbs: [{ text: "Versions", href: "/programs" }],
    errors,
    at: `/programs/${program.id}`,
    note: program.note,
    comment: program.comment,
    rubric: program.rubric,
    mayEdit: role === "jgp" && program.state === "draft",
    mayDecide: role === "joc" && program.state === "proposed",
    hasApproved: program.approvals.some(({ byId }) => byId === personId),
    approvals: program.approvals.map(({ byId, side, at }) => ({
      when: `${side} side`,
      at,
      text: names.get(byId) ?? "A member",
      state: "good",
    })),
    groups: groupsOf(program.settings, before?.settings ?? null),
  };
}

export function settingsPage(program: ProgramVersion, typed: Record<string, string> | null, errors: FieldError[]) {
  const { settings } = program;
  const value = (key: string, present: string) => typed?.[key] ?? present;
  return {
    title: `Change version ${program.number}`,
    breadcrumbs: [
      { text: "Versions", href: "/programs" },
      { text: `Version ${program.number}`, href: `/programs/${program.id}` },
    ],
    isNarrow: true,
    errors,
    action: `/programs/${program.id}/settings`,
    backHref: `/programs/${program.id}`,
    note: value("note", program.note),
    groups: GROUPS.map(([heading, fields]) => ({
      heading,
      fields: fields.map(([key, label, unit]) => ({
        id: key,
        label,
        hint: unit,
        value: value(key, String(settings[key])),
      })),
    })),
    triggers: TRIGGERS.map((trigger) => ({
      id: `trigger-${trigger}`,
      label: TRIGGER_TEXT[trigger],
      value: value(`trigger-${trigger}`, settings.triggers[trigger]),
      options: TRIGGER_MODES.map((mode) => ({ value: mode, text: MODE_TEXT[mode] })),
    })),
    isOnePerSchool: typed ? typed["isOnePerSchool"] === "yes" : settings.isOnePerSchool,
  };
}

import type { FieldError } from "../kernel/problem.ts";
import type { MediaCheck } from "../media/index.ts";
import type { Person, School } from "../people/index.ts";
import { dayIn, mayStillExtend, plusDays } from "../cohorts/index.ts";
import { dateTimeText, durationText, shortDateText, sizeText } from "../platform/wording.ts";
import { SAMPLE_GRADE_BANDS } from "../programs/index.ts";
import type { Application } from "./application-record.rules.ts";
import { APPLICATION_WORKFLOW, type ApplicationAction, type ApplicationState } from "./application.rules.ts";
import type { ApplicationFacts } from "./application-facts.ts";
import { CHOICE_WORDS, KIND_WORDS } from "./consent.page.ts";
import { choiceOf } from "./consent-form.rules.ts";
import { CONSENT_KINDS, isConsentComplete } from "./consent.rules.ts";
import { inOrder, ROLE_WORDS } from "./receipt.rules.ts";

type Tone = "good" | "waiting" | "attention" | "bad";

/** A case's true state, for coordinators. */
export const CASE_STATES: Record<ApplicationState, { text: string; tone: Tone }> = {
  registered: { text: "Registered", tone: "waiting" },
  "session-attended": { text: "Attended", tone: "waiting" },
  draft: { text: "Draft", tone: "waiting" },
  submitted: { text: "Submitted", tone: "attention" },
  returned: { text: "Returned", tone: "waiting" },
  accepted: { text: "Accepted", tone: "good" },
  "in-review": { text: "In review", tone: "good" },
  scored: { text: "Scored", tone: "good" },
  "fourth-read": { text: "Fourth read", tone: "waiting" },
  banded: { text: "Banded", tone: "good" },
  "interview-offered": { text: "Interview offered", tone: "waiting" },
  "interview-scheduled": { text: "Interview scheduled", tone: "waiting" },
  "interview-held": { text: "Interview held", tone: "attention" },
  recommended: { text: "Recommended", tone: "good" },
  approved: { text: "Approved", tone: "good" },
  released: { text: "Released", tone: "good" },
  closed: { text: "Closed", tone: "good" },
  withdrawn: { text: "Withdrawn", tone: "bad" },
  "on-hold": { text: "On hold", tone: "attention" },
  void: { text: "Void", tone: "bad" },
};

/** True where the workflow lets a coordinator take this step from here. */
function may(application: Application, action: ApplicationAction): boolean {
  const { from, by } = APPLICATION_WORKFLOW[action];
  return (from as readonly string[]).includes(application.state) && (by as readonly string[]).includes("jgp");
}

export type CaseAbout = { person: Person; school: School | null; conflicted: readonly Person[] };
export type TypedReturn = { items: readonly string[]; reasons: Record<string, string>; dueOn: string };

/** One case as a coordinator works on it. */
export function casePage(
  facts: ApplicationFacts,
  { person, school, conflicted }: CaseAbout,
  { errors = [], typed = null }: { errors?: FieldError[]; typed?: TypedReturn | null } = {},
) {
  const { application, cohort, items, deadlineAt, now } = facts;
  const at = `/profiles/${application.id}`;
  const { zone } = cohort.calendar;
  const isComplete = application.submission?.kind === "complete";
  const files = inOrder(items);
  const dueOn = typed?.dueOn ?? plusDays(dayIn(zone, now), 3);
  const band = SAMPLE_GRADE_BANDS.find(({ id }) => id === application.declaration?.band);
  return {
    title: person.name,
    eyebrow: `${cohort.name} · ${application.code}`,
    tag: CASE_STATES[application.state].text,
    tone: CASE_STATES[application.state].tone,
    breadcrumbs: [
      { text: "What now?", href: "/" },
      { text: "Cases", href: `/profiles?cohort=${cohort.id}` },
    ],
    errors,
    at,
    isFinishing: application.submission?.kind === "finishing" && application.state === "submitted",
    mayAccept: may(application, "accept") && isComplete,
    mayReturn: may(application, "return"),
    mayVoid: may(application, "void"),
    mayHold: may(application, "place-on-hold"),
    mayResume: application.state === "on-hold",
    mayExtend:
      ["registered", "session-attended", "draft", "returned"].includes(application.state) && mayStillExtend(cohort),
    mayAttend: application.state === "registered",
    wasReturnedBefore: application.history.some(({ action }) => action === "return"),
    summary: summaryOf(facts, { person, school }, band?.name ?? null),
    table: {
      caption: "Evidence",
      columns: [{ text: "Part" }, { text: "File" }, { text: "State" }],
      rows: files.map(({ id, role, fileName, sizeBytes, durationMs, check, reason, sameAs }) => ({
        cells: [
          { text: ROLE_WORDS[role] },
          {
            text: fileName,
            // Readable for the JGP once it was handed in; each look is on record.
            ...(check === "usable" && application.submission && { href: `/media/${id}` }),
            note: [
              sizeText(sizeBytes),
              ...(durationMs === null ? [] : [durationText(durationMs / 1000)]),
              ...(sameAs.length > 0 ? ["the same file stands in another Profile"] : []),
            ].join(", "),
          },
          { ...CHECKS[check], ...(reason && { note: reason }) },
        ],
      })),
      emptyText: "Nothing was uploaded yet",
    },
    narrative: application.narrative.map(({ indicatorId, text }) => ({ heading: `Indicator ${indicatorId}`, text })),
    isConsentComplete: isConsentComplete(application.board, application.isNobodyRecorded),
    isNobodyRecorded: application.isNobodyRecorded,
    consent: {
      caption: "Consent board",
      columns: [{ text: "Student" }, ...CONSENT_KINDS.map((kind) => ({ text: KIND_WORDS[kind] })), { text: "Change" }],
      rows: application.board.map((line) => ({
        cells: [
          { text: line.label },
          ...CONSENT_KINDS.map((kind) => ({ text: CHOICE_WORDS[choiceOf(line[kind])] })),
          { text: "Consent was withdrawn", href: `${at}/consent/students/${line.studentId}/withdrawal` },
        ],
      })),
    },
    returnable: returnableOf(application, files).map(({ id, label }) => ({
      id,
      label,
      isChosen: typed?.items.includes(id) ?? false,
      reasonId: `reason-${id}`,
      reason: typed?.reasons[id] ?? "",
    })),
    dueOn,
    extendOn: plusDays(dayIn(zone, deadlineAt), 2),
    deadlineAt,
    requests: application.requests.map((request) => ({
      id: request.id,
      kind: request.kind === "extension" ? "More time" : "An accommodation",
      text: request.text,
      askedAt: request.askedAt,
      isOpen: request.answer === null,
      answer: request.answer ? `${request.answer.isGranted ? "Granted" : "Declined"}: ${request.answer.text}` : "",
      action: `${at}/requests/${request.id}/answer`,
    })),
    conflicted: conflicted.map(({ id, name }) => ({ value: id, text: name })),
    history: application.history.toReversed().map((move) => ({
      when: dateTimeText(move.at, zone),
      at: move.at,
      text: CASE_STATES[move.state].text,
      detail: [WHO[move.byRole] ?? move.byRole, move.reason].filter(Boolean).join(": "),
    })),
  };
}

const WHO: Record<string, string> = {
  applicant: "the applicant",
  jgp: "a coordinator",
  system: "by the clock or a check",
};
const CHECKS: Record<MediaCheck, { text: string; tone: Tone }> = {
  uploading: { text: "Uploading", tone: "waiting" },
  checking: { text: "Being checked", tone: "waiting" },
  usable: { text: "Good", tone: "good" },
  rejected: { text: "Cannot be used", tone: "bad" },
};

function summaryOf(
  { application, cohort, deadlineAt }: ApplicationFacts,
  about: Pick<CaseAbout, "person" | "school">,
  band: string | null,
) {
  const { zone } = cohort.calendar;
  const said = application.declaration;
  return [
    { label: "Applicant", value: about.person.name, note: about.person.email },
    { label: "School", value: about.school?.name ?? "Not declared" },
    {
      label: "Subject and band",
      value: said ? `${said.subject}, ${band ?? said.band}` : "Not declared",
      ...(said?.isServiceProvider && { note: "Related service provider" }),
    },
    { label: "Deadline", value: dateTimeText(deadlineAt, zone) },
    ...(application.submission
      ? [{ label: "Submitted", value: dateTimeText(application.submission.pressedAt, zone) }]
      : []),
    ...(application.returned ? [{ label: "Fix due", value: dateTimeText(application.returned.dueAt, zone) }] : []),
  ];
}

/** What may be sent back: every file, the narrative, the consent board, or a whole kind where something is missing. */
export function returnableOf(
  application: Application,
  files: readonly { id: string; role: string; fileName: string }[],
) {
  const words = ROLE_WORDS as Record<string, string>;
  return [
    ...files.map(({ id, role, fileName }) => ({ id, label: `${words[role] ?? role}: ${fileName}` })),
    ...(["plan", "work", "data"] as const).map((role) => ({ id: role, label: `${ROLE_WORDS[role]}: one more file` })),
    ...(application.narrative.length > 0 ? [{ id: "narrative", label: ROLE_WORDS.narrative }] : []),
    { id: "declaration", label: "Subject, grade band and school" },
    { id: "consent", label: "Student consent" },
  ];
}

export type CaseRow = { application: Application; name: string };

/** A list of cases: the search, and the intake queue. `alikeIds`: those with a file that stands in another Profile. */
export function casesTable(
  rows: readonly CaseRow[],
  zone: string,
  caption: string,
  emptyText: string,
  alikeIds: ReadonlySet<string> = new Set(),
) {
  return {
    caption,
    columns: [{ text: "Case" }, { text: "Applicant" }, { text: "Subject" }, { text: "Since" }, { text: "State" }],
    rows: rows.map(({ application, name }) => {
      const since = application.history.at(-1)?.at ?? application.createdAt;
      const isFinishing = application.state === "submitted" && application.submission?.kind === "finishing";
      return {
        cells: [
          { text: application.code, href: `/profiles/${application.id}` },
          { text: name },
          { text: application.declaration?.subject ?? "Not declared" },
          { text: shortDateText(since, zone), at: since },
          {
            ...(isFinishing ? { text: "Finishing", tone: "waiting" as const } : CASE_STATES[application.state]),
            ...(alikeIds.has(application.id) && { note: "a file of it stands in another Profile too" }),
          },
        ],
      };
    }),
    emptyText,
  };
}

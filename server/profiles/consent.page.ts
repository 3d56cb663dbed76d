import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { School } from "../people/index.ts";
import type { Application } from "./application-record.rules.ts";
import { isOpenFor } from "./checklist.page.ts";
import { choiceOf, CONSENT_CHOICES, type ConsentChoice } from "./consent-form.rules.ts";
import { CONSENT_KINDS, type ConsentKind, consentGapsOf, isConsentComplete } from "./consent.rules.ts";
import { tokenOf } from "./narrative.rules.ts";
import { crumbs } from "./parts.page.ts";

export const KIND_WORDS: Record<ConsentKind, string> = { video: "Video", audio: "Sound", work: "Student work" };

export const CHOICE_WORDS: Record<ConsentChoice, string> = {
  none: "Not recorded",
  missing: "No form yet",
  granted: "Granted",
  denied: "Denied",
  withdrawn: "Withdrawn",
  "off-camera": "Kept off camera or out",
  blurred: "Blurred or name removed",
};

const TONES: Record<ConsentChoice, string> = {
  none: "",
  missing: "attention",
  granted: "good",
  denied: "bad",
  withdrawn: "bad",
  "off-camera": "waiting",
  blurred: "waiting",
};

function choicesFor(current: ConsentChoice) {
  const offered = CONSENT_CHOICES.filter((choice) => choice !== "withdrawn" || current === "withdrawn");
  return offered.map((value) => ({ value, text: CHOICE_WORDS[value], isChosen: value === current }));
}

/** The board: a line a student, a choice a kind of recording. */
export function consentPage(
  application: Application,
  { errors = [], list = "" }: { errors?: FieldError[]; list?: string } = {},
) {
  const { board, isNobodyRecorded } = application;
  const gaps = consentGapsOf(board);
  const at = `/profiles/${application.id}/consent`;
  return {
    title: "Student consent",
    breadcrumbs: crumbs(application),
    errors,
    list,
    isOpen: isOpenFor(application, "consent"),
    hasStudents: board.length > 0,
    studentCount: board.length,
    isNobodyRecorded,
    isComplete: isConsentComplete(board, isNobodyRecorded),
    gapCount: gaps.length,
    seen: tokenOf(board),
    action: at,
    addAction: `${at}/students`,
    nobodyAction: `${at}/nobody`,
    packHref: `${at}/pack`,
    backHref: `/profiles/${application.id}`,
    kinds: CONSENT_KINDS.map((kind) => ({ value: kind, text: KIND_WORDS[kind] })),
    kindIds: [...CONSENT_KINDS],
    lines: board.map((line) => ({
      studentId: line.studentId,
      label: line.label,
      removalAction: `${at}/students/${line.studentId}/removal`,
      withdrawalHref: `${at}/students/${line.studentId}/withdrawal`,
      cells: CONSENT_KINDS.map((kind) => {
        const current = choiceOf(line[kind]);
        return {
          kind,
          kindText: KIND_WORDS[kind],
          fieldId: `${kind}-${line.studentId}`,
          choices: choicesFor(current),
          text: CHOICE_WORDS[current],
          tone: TONES[current],
        };
      }),
    })),
  };
}

/** One letter a student, to print, send home and collect. */
export function consentPackPage(
  application: Application,
  {
    teacher,
    school,
    cohort,
    keptDays,
  }: { teacher: string; school: School | null; cohort: Pick<Cohort, "name">; keptDays: number },
) {
  const students = application.board.map(({ label }) => label);
  return {
    title: "Consent forms to print",
    breadcrumbs: [...crumbs(application), { text: "Student consent", href: `/profiles/${application.id}/consent` }],
    teacher,
    schoolName: school?.name ?? "our school",
    cohortName: cohort.name,
    keptDays,
    sheets: students.length > 0 ? students : [""],
    isBlank: students.length === 0,
  };
}

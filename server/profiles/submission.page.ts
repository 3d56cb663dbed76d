import type { FieldError } from "../kernel/problem.ts";
import type { MediaItem } from "../media/index.ts";
import type { Cohort } from "../cohorts/index.ts";
import { dateTimeText, durationText, sizeText } from "../platform/wording.ts";
import type { Application } from "./application-record.rules.ts";
import type { ApplicationFacts } from "./application-facts.ts";
import { FILE_ROLES } from "./checklist.page.ts";
import { deadlineToHandIn, gapsBeforeSubmit } from "./hand-in.rules.ts";
import { crumbs } from "./parts.page.ts";
import { inOrder, receiptCode, receiptLines, ROLE_WORDS } from "./receipt.rules.ts";

/** Each gap with the page on which it is mended. */
function gapLinks(application: Application, items: readonly MediaItem[], gaps: readonly FieldError[]) {
  const at = `/profiles/${application.id}`;
  return gaps.map(({ field, message }) => {
    const [part = ""] = field.split(":");
    const item = items.find(({ id }) => id === field.split(":")[1]);
    const isFile = (FILE_ROLES as readonly string[]).includes(part);
    return {
      text: item ? `${item.fileName}: ${message}` : message,
      href: isFile ? `${at}/evidence/${part}` : `${at}/${part}`,
    };
  });
}

const CHECK_WORDS: Record<MediaItem["check"], { text: string; tone: string }> = {
  uploading: { text: "Uploading", tone: "waiting" },
  checking: { text: "Being checked", tone: "waiting" },
  usable: { text: "Good to submit", tone: "good" },
  rejected: { text: "Cannot be used", tone: "bad" },
};

/** The last look before Submit: all that goes in, all that is missing, one button. */
export function submissionPage(facts: ApplicationFacts, refusal: string | null = null) {
  const { application, items, deadlineAt, cohort } = facts;
  const settings = facts.program.settings;
  const gaps = gapsBeforeSubmit(application, { items, rubric: facts.rubric, settings });
  const files = inOrder(items);
  return {
    title: application.state === "returned" ? "Submit again" : "Look it over and submit",
    breadcrumbs: crumbs(application),
    isNarrow: true,
    errors: [],
    refusal,
    gaps: gapLinks(application, items, gaps),
    isOpen: application.state === "draft" || application.state === "returned",
    isUnfinished: files.some(({ check }) => check === "uploading" || check === "checking"),
    dueAt: deadlineToHandIn(application, deadlineAt),
    graceMin: settings.bytesGraceMin,
    cohortName: cohort.name,
    action: `/profiles/${application.id}/submission`,
    backHref: `/profiles/${application.id}`,
    table: {
      caption: "What goes in",
      columns: [{ text: "Part" }, { text: "File" }, { text: "State" }],
      rows: [
        ...files.map(({ role, fileName, sizeBytes, durationMs, check }) => ({
          cells: [
            { text: ROLE_WORDS[role] },
            {
              text: fileName,
              note: [sizeText(sizeBytes), ...(durationMs === null ? [] : [durationText(durationMs / 1000)])].join(", "),
            },
            CHECK_WORDS[check],
          ],
        })),
        ...(application.narrative.length > 0
          ? [
              {
                cells: [
                  { text: ROLE_WORDS.narrative },
                  { text: `Tells of ${application.narrative.length} indicators` },
                  { text: "Good to submit", tone: "good" },
                ],
              },
            ]
          : []),
      ],
    },
  };
}

/** The receipt in the app: what was handed in, frozen as it was at that moment. */
export function receiptPage(application: Application, cohort: Cohort, items: readonly MediaItem[]) {
  const { manifest, submission } = application;
  if (!manifest || !submission) return null;
  const { zone } = cohort.calendar;
  const isFinishing = submission.kind === "finishing";
  return {
    title: "Receipt",
    breadcrumbs: crumbs(application),
    isNarrow: true,
    heading: isFinishing ? "Received, finishing" : "We have your Profile",
    text: isFinishing
      ? "Your Profile counts as submitted. Some files still arrive or are being checked; we write to you when all is done."
      : "Your Profile is complete. It is frozen as it was at that moment; nothing changed afterwards changes it.",
    isFinishing,
    isReturned: submission.kind === "returned",
    rows: [
      { label: "Receipt", value: receiptCode(application.code, manifest) },
      { label: "Cohort", value: cohort.name },
      { label: "Submitted", value: dateTimeText(new Date(manifest.frozenAt), zone) },
      { label: "Deadline", value: dateTimeText(submission.deadlineAt, zone) },
    ],
    manifestHash: manifest.hash,
    lines: receiptLines(manifest, items),
    backHref: `/profiles/${application.id}`,
  };
}

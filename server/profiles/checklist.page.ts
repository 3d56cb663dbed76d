import type { ChecklistItem, Tone } from "../platform/part-models.ts";
import { durationText, pluralText } from "../platform/wording.ts";
import type { MediaItem } from "../media/index.ts";
import type { Application } from "./application-record.rules.ts";
import { consentGapsOf, isConsentComplete } from "./consent.rules.ts";
import { mayWrite } from "./hand-in.rules.ts";
import { ROLE_WORDS } from "./receipt.rules.ts";
import { wholeSeconds } from "./video-length.rules.ts";

/** The pieces of evidence that are files, in the order of the checklist. */
export const FILE_ROLES = ["video", "plan", "work", "data"] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** How long each part takes most people. */
const TIMES = {
  declaration: "about 5 min",
  video: "about 60 min",
  plan: "about 20 min",
  work: "about 40 min",
  data: "about 40 min",
  narrative: "about 2 hours",
  consent: "about 30 min",
  submission: "about 5 min",
} as const;

type Status = { isDone: boolean; status: string; tone: Tone; hint: string };

const TO_DO: Pick<Status, "isDone" | "status" | "tone"> = { isDone: false, status: "To do", tone: "attention" };
const DONE: Pick<Status, "isDone" | "status" | "tone"> = { isDone: true, status: "Done", tone: "good" };

const WHAT: Record<FileRole, string> = {
  video: "One lesson of 45 to 90 minutes, in up to three parts",
  plan: "For the lesson on the video and the unit around it",
  work: "Samples that show where learners began and how far they came",
  data: "Two sources, with a starting point and an end point",
};

function fileStatus(role: FileRole, items: readonly MediaItem[]): Status {
  const own = items.filter((item) => item.role === role);
  if (own.length === 0) return { ...TO_DO, hint: WHAT[role] };
  const files = pluralText(own.length, "file");
  if (own.some(({ check }) => check === "rejected"))
    return { isDone: false, status: "Needs another file", tone: "bad", hint: `${files}, one cannot be used` };
  if (own.some(({ check }) => check === "uploading"))
    return { isDone: true, status: "Uploading", tone: "waiting", hint: files };
  if (own.some(({ check }) => check === "checking"))
    return { isDone: true, status: "Checking", tone: "waiting", hint: files };
  return { ...DONE, hint: role === "video" ? lengthOf(own) : files };
}

function lengthOf(parts: readonly MediaItem[]): string {
  const length = durationText(wholeSeconds(parts.map(({ durationMs }) => durationMs ?? 0)));
  return parts.length === 1 ? `${length}, checked` : `${parts.length} parts, ${length} together, checked`;
}

function declarationStatus({ declaration }: Application): Status {
  const hint = declaration ? declaration.subject : "Who can read your Profile depends on it";
  return declaration ? { ...DONE, hint } : { ...TO_DO, hint };
}

function narrativeStatus({ narrative }: Application): Status {
  if (narrative.length === 0) return { ...TO_DO, hint: "Where your evidence shows each indicator" };
  return { ...DONE, hint: `${pluralText(narrative.length, "indicator")} told` };
}

function consentStatus({ board, isNobodyRecorded }: Application): Status {
  if (board.length === 0 && !isNobodyRecorded)
    return { ...TO_DO, hint: "Every student who can be seen, heard or read" };
  if (isConsentComplete(board, isNobodyRecorded))
    return { ...DONE, hint: board.length === 0 ? "Nobody is recorded" : `${pluralText(board.length, "student")}` };
  const open = new Set(consentGapsOf(board).map(({ studentId }) => studentId)).size;
  return { ...TO_DO, hint: `${board.length - open} of ${pluralText(board.length, "student")} settled` };
}

/** The parts of a Profile with where each stands; `current` is the first one not done. */
export function checklistOf(application: Application, items: readonly MediaItem[]): ChecklistItem[] {
  const at = `/profiles/${application.id}`;
  const parts: [keyof typeof TIMES, string, string, Status][] = [
    ["declaration", "Subject, grade band and school", `${at}/declaration`, declarationStatus(application)],
    ...FILE_ROLES.map((role): [FileRole, string, string, Status] => [
      role,
      ROLE_WORDS[role],
      `${at}/evidence/${role}`,
      fileStatus(role, items),
    ]),
    ["narrative", ROLE_WORDS.narrative, `${at}/narrative`, narrativeStatus(application)],
    ["consent", "Student consent", `${at}/consent`, consentStatus(application)],
  ];
  const first = parts.findIndex(([, , , { isDone }]) => !isDone);
  const listed = parts.map(
    ([id, text, href, { isDone, status, tone, hint }], i): ChecklistItem => ({
      text,
      href,
      hint,
      state: isDone ? "done" : i === first ? "current" : "todo",
      status,
      tone,
      ...(!isDone && { time: TIMES[id] }),
    }),
  );
  const isAllDone = first === -1;
  const submit: ChecklistItem = {
    text: "Look it over and submit",
    href: `${at}/submission`,
    hint: isAllDone ? "Everything is in" : "Shows what is still missing",
    state: isAllDone ? "current" : "todo",
    time: TIMES.submission,
  };
  return [...listed, submit];
}

/** What a return opened again, as a checklist of its own. */
export function fixList(application: Application, items: readonly MediaItem[]): ChecklistItem[] {
  const at = `/profiles/${application.id}`;
  const fixes = (application.returned?.fixes ?? []).map((fix): ChecklistItem => {
    const item = items.find(({ id }) => id === fix.itemId);
    const role = item?.role ?? fix.itemId;
    const isFile = (FILE_ROLES as readonly string[]).includes(role);
    return {
      text: fix.label,
      href: isFile ? `${at}/evidence/${role}` : `${at}/${role}`,
      hint: fix.reason,
      state: "current",
      status: "Needs a fix",
      tone: "attention",
    };
  });
  return [...fixes, { text: "Submit again", href: `${at}/submission`, state: "todo", hint: "When it is mended" }];
}

/** True where somebody may still write the part. */
export const isOpenFor = (application: Application, part: string): boolean => mayWrite(application, part);

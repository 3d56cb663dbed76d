import { areBytesInTime, isInTime } from "../cohorts/index.ts";
import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import type { ProgramSettings } from "../programs/index.ts";
import type { ApplicationState } from "./application.rules.ts";
import { type ConsentBoard, consentGapsOf, isConsentComplete } from "./consent.rules.ts";
import { type VideoLimits, videoGapOf } from "./video-length.rules.ts";

/** What a Profile is made of. Everything but the video may come in several files. */
export const EVIDENCE_ROLES = ["video", "plan", "work", "data", "narrative"] as const;
export type EvidenceRole = (typeof EVIDENCE_ROLES)[number];

/** `uploading`: bytes still arrive. `checking`: all bytes are here. `usable`: checked and good to submit. */
export type EvidenceCheck = "uploading" | "checking" | "usable" | "rejected";

/** `durationMs`: longest track of a video part, in whole milliseconds; null while unknown or for a document. */
export type EvidenceItem = {
  itemId: string;
  role: EvidenceRole;
  check: EvidenceCheck;
  /** Why it was rejected, in plain words. */
  reason: string | null;
  durationMs: number | null;
  completedAt: Date | null;
};

const MISSING: Record<EvidenceRole, string> = {
  video: "Add the video of one lesson, 45 to 90 minutes.",
  plan: "Add at least one lesson or session plan.",
  work: "Add at least one sample of student work.",
  data: "Add student data, for example a spreadsheet of results.",
  narrative: "Add the narrative that ties your evidence to the indicators.",
};

function gapOfRole(role: EvidenceRole, items: readonly EvidenceItem[], limits: VideoLimits): FieldError[] {
  const own = items.filter((item) => item.role === role);
  const rejected = own.filter(({ check }) => check === "rejected");
  if (own.length === 0) return [{ field: role, message: MISSING[role] }];
  if (rejected.length > 0)
    return rejected.map(({ itemId, reason }) => ({
      field: `${role}:${itemId}`,
      message: reason ?? "Please choose another file.",
    }));
  const message = role === "video" ? videoGapOf(own, limits) : null;
  return message === null ? [] : [{ field: role, message }];
}

export type Submission = { items: readonly EvidenceItem[]; board: ConsentBoard; isNobodyRecorded: boolean };

/** All that is missing before Submit, in plain words, one entry a gap. Unfinished uploads and checks are not gaps. */
export function gapsOf({ items, board, isNobodyRecorded }: Submission, limits: VideoLimits): FieldError[] {
  const evidence = EVIDENCE_ROLES.flatMap((role) => gapOfRole(role, items, limits));
  if (isConsentComplete(board, isNobodyRecorded)) return evidence;
  const people = consentGapsOf(board).map(({ studentId, label, kind, answer }) => ({
    field: `consent:${studentId}:${kind}`,
    message: `${label}: consent for ${kind} is ${answer}. Ask the family, or attest that the student is off camera or blurred.`,
  }));
  const nobody = { field: "consent", message: "List the students who are recorded, or say that nobody is." };
  return [...evidence, ...(people.length > 0 ? people : [nobody])];
}

/** In a draft every item may be replaced; after a return only those that were sent back; else nothing changes any more. */
export function mayReplace(state: ApplicationState, itemId: string, returnedIds: readonly string[]): boolean {
  return state === "draft" || (state === "returned" && returnedIds.includes(itemId));
}

/** “Received” at once; “finishing” while bytes or checks still run. */
export type Receipt = { kind: "received" | "finishing"; unfinishedIds: readonly string[] };

/**
 * Submit, by server time. `otherGaps` are those of the parts that are not evidence; all are named in one answer.
 * @throws Problem `wrong-state` after the deadline, `invalid-input` with one entry a gap
 */
export function receive(
  submission: Submission,
  limits: VideoLimits,
  pressedAt: Date,
  deadlineAt: Date,
  otherGaps: readonly FieldError[] = [],
): Receipt {
  if (!isInTime(pressedAt, deadlineAt))
    throw new Problem(
      "wrong-state",
      "The deadline has passed. Your draft is kept, and you can take it into the next cohort.",
    );
  refuseIfAny([...otherGaps, ...gapsOf(submission, limits)], "A few things are missing before you can submit.");
  const unfinishedIds = submission.items.filter(({ check }) => check !== "usable").map(({ itemId }) => itemId);
  return { kind: unfinishedIds.length > 0 ? "finishing" : "received", unfinishedIds };
}

/** How a received submission stands while its checks end: done, still finishing, or these items go back for a fix. */
export type Settlement = { kind: "complete" | "finishing" | "return"; itemIds: readonly string[] };

/** What did not arrive within the grace, was rejected, or made the lesson too short or too long goes back, item by item. */
export function settle(
  items: readonly EvidenceItem[],
  settings: VideoLimits & Pick<ProgramSettings, "bytesGraceMin">,
  deadlineAt: Date,
  now: Date,
): Settlement {
  const isLate = ({ completedAt }: EvidenceItem) =>
    !areBytesInTime(completedAt ?? now, deadlineAt, settings.bytesGraceMin);
  const failed = items.filter((item) => item.check === "rejected" || isLate(item));
  const parts = items.filter(({ role }) => role === "video");
  const isWrongLength = failed.length === 0 && videoGapOf(parts, settings) !== null;
  const back = isWrongLength ? parts : failed;
  if (back.length > 0) return { kind: "return", itemIds: back.map(({ itemId }) => itemId) };
  const open = items.filter(({ check }) => check !== "usable").map(({ itemId }) => itemId);
  return { kind: open.length > 0 ? "finishing" : "complete", itemIds: open };
}

import { type Cohort, countedCloseOn, endOfDay, plusDays } from "../cohorts/index.ts";
import type { MediaItem } from "../media/index.ts";
import type { ProgramSettings } from "../programs/index.ts";
import type { Application } from "./application-record.rules.ts";

/** Whether a Profile was ever handed in: drafts that never were are kept for a shorter time. */
export type RetentionKind = "handed-in" | "draft";
/** `on`: the local day at whose end the bytes go; null while the cohort is open. `days`: what its rules say. */
export type RetentionDue = { kind: RetentionKind; days: number; on: string | null; at: Date | null };

/** When a Profile's video, work and data go: so many days after the close of its cohort, by the cohort's own rules. */
export function retentionDueOf(
  application: Pick<Application, "submission">,
  cohort: Pick<Cohort, "history" | "calendar">,
  settings: Pick<ProgramSettings, "mediaKeptDaysAfterClose" | "draftKeptDays">,
): RetentionDue {
  const kind = application.submission === null ? "draft" : "handed-in";
  const days = kind === "draft" ? settings.draftKeptDays : settings.mediaKeptDaysAfterClose;
  const closedOn = countedCloseOn(cohort);
  if (closedOn === null) return { kind, days, on: null, at: null };
  const on = plusDays(closedOn, days);
  return { kind, days, on, at: endOfDay({ on, zone: cohort.calendar.zone }) };
}

/** Why something was deleted, as the ledger and the certificate say it. */
export function retentionReason({ kind, days }: Pick<RetentionDue, "kind" | "days">): string {
  return kind === "draft"
    ? `a draft that was never handed in, ${days} days after its cohort closed`
    : `${days} days after its cohort closed`;
}

export type RetentionState = "gone" | "empty" | "held" | "due" | "later" | "open";

/** Where one Profile's evidence stands. `open`: its cohort is not closed, so that no day is fixed yet. */
export function retentionStateOf(
  items: readonly Pick<MediaItem, "purgedAt">[],
  { at }: RetentionDue,
  isHeld: boolean,
  now: Date,
): RetentionState {
  if (items.length === 0) return "empty";
  if (items.every(({ purgedAt }) => purgedAt !== null)) return "gone";
  if (isHeld) return "held";
  if (at === null) return "open";
  return at < now ? "due" : "later";
}

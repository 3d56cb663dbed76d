import { after, DAY } from "../kernel/time.ts";

/** When a reminder is due: a share of the time between start and due date, or whole days before (-) or after (+) it. */
export type RungOffset = { pct: number } | { days: number };
export type Rung = { id: string; offset: RungOffset; to: "reviewer" | "coordinator" };

/** Something that waits on somebody. `caseKey` names the due date too (`review:123:2`), so that a new date has a new ladder. */
export type Waiting = { caseKey: string; startAt: Date; dueAt: Date; snoozedUntilAt: Date | null };

/** One row per (case, rung), unique in the store. */
export function rungKey(caseKey: string, rungId: string): string {
  return `${caseKey}:${rungId}`;
}

/** The instant at which a rung is due. A snooze moves a reviewer's reminders to its end, never the hand-back. */
export function rungDueAt({ startAt, dueAt, snoozedUntilAt }: Waiting, { offset, to }: Rung): Date {
  const span = dueAt.getTime() - startAt.getTime();
  const at = "pct" in offset ? after(startAt, Math.floor((span * offset.pct) / 100)) : after(dueAt, offset.days * DAY);
  return to === "reviewer" && snoozedUntilAt !== null && at < snoozedUntilAt ? snoozedUntilAt : at;
}

/** What to write for one case now: the rung to send, and those that a missed day left behind and that it replaces. */
export type LadderStep = { send: Rung; replaced: readonly Rung[] };

/**
 * The rungs due (now >= due) and not yet on record, latest first to be sent; the earlier ones are recorded without a
 * mail, so that a missed day loses nothing and nobody gets three mails at once. A hand-back to the coordinator is
 * always the one sent. Null when nothing is due. The state is looked at again when the mail is sent.
 */
export function nextRung(
  waiting: Waiting,
  ladder: readonly Rung[],
  recordedIds: readonly string[],
  now: Date,
): LadderStep | null {
  const due = ladder
    .filter((rung) => !recordedIds.includes(rung.id) && rungDueAt(waiting, rung) <= now)
    .toSorted((a, b) => rankOf(a) - rankOf(b) || rungDueAt(waiting, a).getTime() - rungDueAt(waiting, b).getTime());
  const send = due.at(-1);
  return send === undefined ? null : { send, replaced: due.slice(0, -1) };
}

const rankOf = ({ to }: Rung) => (to === "coordinator" ? 1 : 0);

import { event } from "../kernel/event.ts";
import { after, MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";

const QUIET_MS = 3 * MINUTE;
/** The rest follows when these have moved. */
const AT_ONCE = 20;

/**
 * Begins again what nobody works at: the worker was killed and its queue entry lost with it, or the queue's memory was.
 * Each is told as an event of its own, so that it is queued under a new name.
 * @returns how many were begun again
 */
export async function resumeWork({
  mediaItems,
  clock,
  newId,
}: Pick<Deps, "mediaItems" | "clock" | "newId">): Promise<number> {
  const before = after(clock.now(), -QUIET_MS);
  const checks = await mediaItems.quietChecks(before);
  const waiting = await mediaItems.unprepared();
  const isAnybodyAtIt = waiting.some(({ workedAt }) => workedAt !== null && workedAt >= before);
  const quiet = isAnybodyAtIt ? [] : waiting.filter((item) => (item.workedAt ?? item.completedAt ?? before) < before);
  for (const [items, name] of [
    [checks, "media-item.check-resumed"],
    [quiet, "media-item.prepare-resumed"],
  ] as const) {
    for (const { id } of items.slice(0, AT_ONCE)) {
      await mediaItems.change(id, (item) => {
        const now = clock.now();
        return [{ ...item, workedAt: now }, event(newId(), name, now, { itemId: id, shelfId: item.shelfId })];
      });
    }
  }
  return checks.length + quiet.length;
}

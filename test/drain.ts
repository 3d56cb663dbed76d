import { storesOf } from "../server/compose.ts";
import type { Deps } from "../server/deps.ts";
import { Problem } from "../server/kernel/problem.ts";
import { ALL_JOBS } from "../workers/all-jobs.ts";
import type { Job } from "../workers/define-job.ts";

/**
 * What relay and workers do, in this process and in order: every stored event to every job that listens, until nothing
 * is left. `times` runs each job so often, as a queue may. Mails stay queued unless `isMailing`.
 */
export async function drain(
  deps: Deps,
  {
    times = 1,
    isMailing = false,
    jobs = ALL_JOBS,
  }: { times?: number; isMailing?: boolean; jobs?: readonly Job[] } = {},
): Promise<string[]> {
  const seen: string[] = [];
  for (let isBusy = true; isBusy; ) {
    isBusy = false;
    for (const store of storesOf(deps)) {
      for (const { id, events } of await store.withEvents(500)) {
        isBusy = true;
        for (const event of events) {
          seen.push(event.name);
          await deps.eventLog.append(store.collection, id, event);
          const listening = jobs.filter((job) => job.on.includes(event.name) && (isMailing || job.queue !== "mail"));
          for (const job of listening)
            for (let run = 0; run < times; run += 1) await runPatiently(deps, job, event.payload, event.id);
        }
        await store.dropEvents(
          id,
          events.map((event) => event.id),
        );
      }
    }
  }
  return seen;
}

async function runPatiently(deps: Deps, job: Job, payload: unknown, eventId: string): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await job.run(deps, payload, {
        eventId,
        signal: new AbortController().signal,
        progress: () => Promise.resolve(),
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.name !== "changed-meanwhile" || tried === 5) throw error;
    }
  }
}

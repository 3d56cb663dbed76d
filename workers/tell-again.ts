import type { DomainEvent } from "../server/kernel/event.ts";
import { DAY, HOUR, SECOND } from "../server/kernel/time.ts";
import { defineSweep, type Sweep } from "./define-job.ts";

type AddToQueues = (event: Pick<DomainEvent, "id" | "name" | "payload">) => Promise<void>;

/** At its start a worker looks back further: Redis may have lost everything while nobody was looking. */
const AT_START_MS = 2 * DAY;
const LATER_MS = HOUR;

/**
 * Events leave MongoDB once they are in the queue; should Redis forget some of it (a failover, a lost disk), they are
 * told again from the record. The same job id makes that nothing for a job that is known, and each job's own unique key
 * makes it nothing for one that was done.
 */
export function toldAgain(add: AddToQueues): Sweep {
  let lookBackMs = AT_START_MS;
  return defineSweep({
    name: "tell-again",
    everySec: 60,
    async run({ eventLog }, { signal }) {
      const now = Date.now();
      for (const event of await eventLog.since(new Date(now - lookBackMs))) {
        if (signal.aborted) return;
        // What was logged a moment ago is still in the relay's hands.
        if (now - event.loggedAt.getTime() > 5 * SECOND) await add(event);
      }
      lookBackMs = LATER_MS;
    },
  });
}

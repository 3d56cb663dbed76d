import { setTimeout as pause } from "node:timers/promises";
import type { DomainEvent } from "../server/kernel/event.ts";
import { DAY, HOUR, SECOND } from "../server/kernel/time.ts";
import { defineSweep, type Sweep } from "./define-job.ts";

type AddToQueues = (event: Pick<DomainEvent, "id" | "name" | "payload">) => Promise<void>;

/** At its start a worker looks back further: Redis may have lost everything while nobody was looking. */
const AT_START_MS = 2 * DAY;
const LATER_MS = HOUR;
/** What was logged a moment ago is still in the relay's hands. */
const RELAYS_OWN_MS = 5 * SECOND;

/**
 * Events leave MongoDB once they are in the queue; should Redis forget some of it (a failover, a lost disk), they are
 * told again from the record. The same job id makes that nothing for a job that is known, and each job's own unique key
 * makes it nothing for one that was done. At its start a worker waits for the youngest too: what died with the worker
 * before it need not wait for the next minute.
 */
export function toldAgain(add: AddToQueues): Sweep {
  let lookBackMs = AT_START_MS;
  return defineSweep({
    name: "tell-again",
    everySec: 60,
    async run({ eventLog }, { signal }) {
      const begun = Date.now();
      const isFirst = lookBackMs === AT_START_MS;
      const events = await eventLog.since(new Date(begun - lookBackMs));
      const isYoung = ({ loggedAt }: (typeof events)[number]) => begun - loggedAt.getTime() <= RELAYS_OWN_MS;
      await tell(
        events.filter((event) => !isYoung(event)),
        signal,
      );
      const young = isFirst ? events.filter(isYoung) : [];
      if (young.length > 0) await pause(RELAYS_OWN_MS, undefined, { signal });
      await tell(young, signal);
      lookBackMs = LATER_MS;
    },
  });

  async function tell(events: Parameters<AddToQueues>[0][], signal: AbortSignal): Promise<void> {
    for (const event of events) {
      if (signal.aborted) return;
      await add(event);
    }
  }
}

import { Worker } from "bullmq";
import { storesOf } from "../server/compose.ts";
import type { Deps } from "../server/deps.ts";
import type { DomainEvent } from "../server/kernel/event.ts";
import { isRace } from "../server/kernel/problem.ts";
import { Relay } from "../server/platform/outbox.ts";
import { createQueues, QUEUES, type QueueName } from "../server/platform/queues.ts";
import { connectPatientRedis } from "../server/platform/redis.ts";
import { ALL_JOBS, ALL_SWEEPS } from "./all-jobs.ts";
import type { Job, Sweep } from "./define-job.ts";
import { toldAgain } from "./tell-again.ts";

const CONCURRENCY: Record<QueueName, number> = { mail: 3, work: 4, "media-check": 2, "media-prepare": 1, matching: 1 };

/** How soon the job of a worker that died is begun by another: short for letters, long where one step may be long. */
const LONG = { lockDuration: 120_000, stalledInterval: 30_000 };
const locksOf = (name: QueueName, jobLockMs: number) =>
  name === "mail" || name === "work" ? { lockDuration: jobLockMs, stalledInterval: Math.round(jobLockMs / 3) } : LONG;

export type Workers = { relay: Relay; stop(): Promise<void> };

/** Starts the relay, a worker a queue, and the sweeps. */
export function runWorkers(
  deps: Deps,
  {
    jobs = ALL_JOBS,
    sweeps = ALL_SWEEPS,
    queues: names = QUEUES,
  }: { jobs?: readonly Job[]; sweeps?: readonly Sweep[]; queues?: readonly QueueName[] } = {},
): Workers {
  const { config, log } = deps;
  const connection = connectPatientRedis(config.redis.url);
  const subscriber = connectPatientRedis(config.redis.url);
  const queues = createQueues(connection, config.redis.prefix);
  const stopping = new AbortController();

  const workers = names.map((name) => {
    const worker = new Worker(
      name,
      async (queued, _token, signal) => {
        const job = jobs.find((each) => each.name === queued.name);
        if (!job) throw new Error(`no job is called ${queued.name}`);
        const begun = performance.now();
        await job.run(deps, queued.data.payload, {
          eventId: queued.data.eventId,
          signal: signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal,
          progress: (percent, text) => queued.updateProgress({ percent, text: text ?? "" }),
        });
        log.info({ job: job.name, eventId: queued.data.eventId, ms: Math.round(performance.now() - begun) }, "job");
      },
      {
        connection,
        prefix: config.redis.prefix,
        concurrency: CONCURRENCY[name],
        ...locksOf(name, config.jobLockMs),
        maxStalledCount: 5,
      },
    );
    worker.on("error", (error) => log.warn({ err: error, queue: name }, "worker: waiting for Redis"));
    worker.on("failed", (queued, error) =>
      log[isRace(error) ? "info" : "warn"](
        { err: error, job: queued?.name, eventId: queued?.data.eventId },
        "job failed",
      ),
    );
    return worker;
  });

  const addToQueues = async (event: Pick<DomainEvent, "id" | "name" | "payload">) => {
    for (const job of jobs.filter((each) => each.on.includes(event.name))) {
      const entry = { eventId: event.id, payload: event.payload };
      await withLimit(queues[job.queue].add(job.name, entry, { jobId: `${job.name}-${event.id}` }), 5000);
    }
  };
  const relay = new Relay({
    stores: storesOf(deps),
    log,
    subscriber,
    prefix: config.redis.prefix,
    async publish(collection, aggregateId, event) {
      await deps.eventLog.append(collection, aggregateId, event);
      deps.faults.reach("relay.before-add");
      await addToQueues(event);
      deps.faults.reach("relay.after-add");
    },
  });
  relay.start();
  const timers = [...sweeps, toldAgain(addToQueues)].map((sweep) => runSweep(sweep, deps, stopping.signal));

  return {
    relay,
    async stop() {
      stopping.abort();
      await Promise.all(timers);
      await relay.stop();
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      subscriber.disconnect();
      connection.disconnect();
    },
  };
}

/** Sweeps act on what stands in MongoDB and are safe side by side, so every worker process runs its own. */
async function runSweep(sweep: Sweep, deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweep.run(deps, { signal });
    } catch (error) {
      if (!signal.aborted) deps.log.warn({ err: error, sweep: sweep.name }, "sweep: will try again");
    }
    await pause(sweep.everySec * 1000, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

/** A queue whose Redis is away never answers; the relay must go on and try again. */
function withLimit<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the queue did not answer")), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

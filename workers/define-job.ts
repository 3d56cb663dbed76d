import type { z } from "zod";
import type { Deps } from "../server/deps.ts";
import type { QueueName } from "../server/platform/queues.ts";

/** What a run may ask of its surroundings. */
export type RunContext = {
  /** The event that caused the run; the same on every repetition. */
  eventId: string;
  /** Aborted when the worker stops or the job is cancelled: kill children, leave nothing half. */
  signal: AbortSignal;
  progress(percent: number, text?: string): Promise<void>;
};

export type Job = {
  name: string;
  on: readonly string[];
  queue: QueueName;
  run(deps: Deps, data: unknown, context: RunContext): Promise<void>;
};

/**
 * A thin job: ids in, checked; one use case or one mail. It may run twice: a unique key in MongoDB stops the second
 * effect, never the queue.
 */
export function defineJob<T>(job: {
  name: string;
  on: string | readonly string[];
  queue?: QueueName;
  data: z.ZodType<T>;
  run(deps: Deps, data: T, context: RunContext): Promise<void>;
}): Job {
  return {
    name: job.name,
    on: typeof job.on === "string" ? [job.on] : job.on,
    queue: job.queue ?? "work",
    run: (deps, data, context) => job.run(deps, job.data.parse(data), context),
  };
}

/** Work that looks at the clock: runs every few seconds, acts on whatever is due, misses nothing after a pause. */
export type Sweep = {
  name: string;
  everySec: number;
  run(deps: Deps, context: { signal: AbortSignal }): Promise<void>;
};

export function defineSweep(sweep: Sweep): Sweep {
  return sweep;
}

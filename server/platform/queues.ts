import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { DAY } from "../kernel/time.ts";

/** Kept apart so that a long transcode never stands before a mail or a check. */
export const QUEUES = ["mail", "work", "media-check", "media-prepare", "matching"] as const;
export type QueueName = (typeof QUEUES)[number];
export type Queues = Record<QueueName, Queue>;

export function createQueues(connection: Redis, prefix: string): Queues {
  const entries = QUEUES.map((name) => {
    const queue = new Queue(name, {
      connection,
      prefix,
      defaultJobOptions: {
        attempts: 8,
        backoff: { type: "exponential", delay: 1000, jitter: 0.3 },
        removeOnComplete: { age: (7 * DAY) / 1000, count: 50_000 },
        removeOnFail: { age: (30 * DAY) / 1000 },
      },
    });
    queue.on("error", () => {}); // each add reports its own failure
    return [name, queue] as const;
  });
  return Object.fromEntries(entries) as Queues;
}

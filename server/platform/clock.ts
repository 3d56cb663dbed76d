import type { Redis } from "ioredis";
import type { Clock } from "../kernel/time.ts";

export const systemClock: Clock = { now: () => new Date() };

/** A clock that people may move for a rehearsal; server and workers follow the same offset, kept in Redis. */
export type RehearsalClock = Clock & {
  offsetMs(): number;
  move(offsetMs: number): Promise<void>;
  stop(): void;
};

/** Reads the offset once a second; `move` is seen at once here and within a second elsewhere. */
export async function createRehearsalClock(redis: Redis, prefix: string): Promise<RehearsalClock> {
  const key = `${prefix}:rehearsal-offset-ms`;
  let offset = Number((await redis.get(key)) ?? 0);
  const timer = setInterval(() => {
    redis.get(key).then(
      (value) => {
        offset = Number(value ?? 0);
      },
      () => {}, // Redis is away: the last known offset holds
    );
  }, 1000);
  timer.unref();
  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    async move(offsetMs) {
      await redis.set(key, String(offsetMs));
      offset = offsetMs;
    },
    stop: () => clearInterval(timer),
  };
}

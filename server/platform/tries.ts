import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from "rate-limiter-flexible";
import { Problem } from "../kernel/problem.ts";

/** How often, within how many seconds. */
const LIMITS = {
  "sign-in-ip": { points: 100, duration: 900 },
  "sign-in-address": { points: 8, duration: 900 },
  "mail-link": { points: 4, duration: 900 },
  "upload-sign": { points: 4000, duration: 600 },
} as const;
export type Limit = keyof typeof LIMITS;

export type Tries = {
  /** @throws Problem `too-many-tries` that says when to come back */
  count(limit: Limit, key: string): Promise<void>;
  forget(limit: Limit, key: string): Promise<void>;
};

/** Counted in Redis; in memory while Redis is away, so that an outage never opens the door wider than one process. */
export function createTries(redis: Redis, prefix: string): Tries {
  const limiters = Object.fromEntries(
    Object.entries(LIMITS).map(([name, limit]) => [
      name,
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `${prefix}:tries:${name}`,
        ...limit,
        insuranceLimiter: new RateLimiterMemory(limit),
      }),
    ]),
  );
  const of = (limit: Limit) => limiters[limit] as RateLimiterRedis;
  return {
    async count(limit, key) {
      try {
        await of(limit).consume(key);
      } catch (refused) {
        if (refused instanceof Error) throw refused;
        const minutes = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 60_000));
        throw new Problem("too-many-tries", `Please try again in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`);
      }
    },
    async forget(limit, key) {
      await of(limit)
        .delete(key)
        .catch(() => {});
    },
  };
}

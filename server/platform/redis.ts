import { Redis } from "ioredis";

/** A connection for short commands: it fails fast instead of waiting for a Redis that is away. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 5000,
    lazyConnect: true,
  });
  redis.on("error", () => {}); // each command reports its own failure; the relay and the workers reconnect
  return redis;
}

/** A connection for BullMQ workers and subscribers, which wait for Redis to come back for as long as it takes. */
export function connectPatientRedis(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(200 * times, 2000) });
  redis.on("error", () => {});
  return redis;
}

/** @throws Error in plain words when Redis does not answer */
export async function checkRedis(redis: Redis, url: string): Promise<void> {
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    throw new Error(`Redis does not answer at ${url.replace(/\/\/[^@/]*@/, "//…@")}. REDIS_URL says where to look.`, {
      cause,
    });
  }
}

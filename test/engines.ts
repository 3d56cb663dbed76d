import { createHash, randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { type EngineName, type Engines, startEngines } from "../dev/engines.ts";
import { compose, type House } from "../server/compose.ts";
import { type Config, loadConfig } from "../server/config.ts";
import type { Clock } from "../server/kernel/time.ts";

export const ROOT_DIR = join(import.meta.dirname, "..");

/** The environment of one test file: the run's engines, with a database, a queue prefix and a bucket of its own. */
export function testEnvironment(file: string, overrides: Record<string, string> = {}): Record<string, string> {
  const name = `${basename(file).replace(/\W/g, "-").slice(0, 24)}-${createHash("sha1").update(file).digest("hex").slice(0, 6)}-${randomBytes(3).toString("hex")}`;
  const url = new URL(process.env["MONGO_URL"] ?? "");
  url.pathname = `/${name}`;
  return {
    ...(process.env as Record<string, string>),
    MONGO_URL: url.toString(),
    REDIS_PREFIX: name,
    S3_BUCKET: name.toLowerCase(),
    SCRATCH_DIR: join(process.env["TEST_RUN_DIR"] ?? ROOT_DIR, "scratch", name),
    ...overrides,
  };
}

export function testConfig(file: string, overrides: Record<string, string> = {}): Config {
  return loadConfig(testEnvironment(file, overrides));
}

export type MovableClock = Clock & { set(at: Date | string): void; advance(ms: number): void };

/** Stands still until it is moved. */
export function fixedClock(at: Date | string = "2026-11-23T15:00:00Z"): MovableClock {
  let now = new Date(at);
  return {
    now: () => new Date(now),
    set(to) {
      now = new Date(to);
    },
    advance(ms) {
      now = new Date(now.getTime() + ms);
    },
  };
}

/** Everything that does I/O, on the run's engines; `close` also drops the database. */
export async function testHouse(
  file: string,
  options: { clock?: Clock; overrides?: Record<string, string> } = {},
): Promise<House> {
  const house = await compose(testConfig(file, options.overrides), {
    name: "test",
    rootDir: ROOT_DIR,
    ...(options.clock && { clock: options.clock }),
  });
  return {
    deps: house.deps,
    async close() {
      await house.deps.connection.dropDatabase();
      await house.close();
    },
  };
}

/**
 * Engines of this test's own, to be killed and restarted without disturbing the others:
 * `testHouse(file, { overrides: engines.env })`. Stop them in `afterAll`.
 */
export function ownEngines(file: string, which?: readonly EngineName[]): Promise<Engines> {
  const folder = join(process.env["TEST_RUN_DIR"] ?? "", "own", basename(file).replace(/\W/g, "-"));
  return startEngines(folder, which ? { which } : {});
}

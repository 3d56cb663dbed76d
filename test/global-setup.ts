import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Children, claim, type Engines, startEngines } from "../dev/engines.ts";

declare global {
  // Jest hands nothing else from set-up to tear-down.
  var testEngines: { engines: Engines; runDir: string } | undefined;
}

/** Beside the clone's own data, on its disk: the S3 server keeps attributes of files, which not every /tmp can hold. */
const RUNS = join(__dirname, "../.cache/test-runs");

/** Starts one set of real engines for the whole run, on ports and in a folder of its own. */
export default async function globalSetup(): Promise<void> {
  mkdirSync(RUNS, { recursive: true });
  await clearAbandonedRuns();
  const runDir = mkdtempSync(join(RUNS, "run-"));
  claim(runDir);
  const engines = await startEngines(runDir);
  Object.assign(process.env, engines.env, {
    NODE_ENV: "test",
    SESSION_SECRET: "only-for-tests-only-for-tests",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    BASE_URL: "http://127.0.0.1:8080",
    TEST_RUN_DIR: runDir,
  });
  globalThis.testEngines = { engines, runDir };
  // Jest leaves at once when it is interrupted, without its tear-down.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void engines.stop().finally(() => process.exit(130)));
}

/** A run that was killed leaves its engines behind; the next one ends them. Runs under way are left alone. */
async function clearAbandonedRuns(): Promise<void> {
  for (const name of readdirSync(RUNS)) {
    const runDir = join(RUNS, name);
    if (claim(runDir) !== null) continue;
    const own = join(runDir, "own");
    const sets = [runDir, ...(existsSync(own) ? readdirSync(own).map((test) => join(own, test)) : [])];
    for (const set of sets) await new Children(join(set, "engines")).endStale();
    rmSync(runDir, { recursive: true, force: true });
  }
}

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBrowser } from "../dev/build-browser.ts";
import { type Engines, startEngines } from "../dev/engines.ts";

declare global {
  // Jest hands nothing else from set-up to tear-down.
  var testEngines: { engines: Engines; runDir: string } | undefined;
}

/** Starts one set of real engines for the whole run, on ports and in a folder of its own. */
export default async function globalSetup(): Promise<void> {
  const runDir = mkdtempSync(join(tmpdir(), "pathway-test-"));
  await buildBrowser();
  const engines = await startEngines(runDir);
  Object.assign(process.env, engines.env, {
    NODE_ENV: "test",
    SESSION_SECRET: "only-for-tests-only-for-tests",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    BASE_URL: "http://127.0.0.1:8080",
  });
  globalThis.testEngines = { engines, runDir };
}

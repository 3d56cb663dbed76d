import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installEngines } from "./install-engines.ts";

/**
 * `npm test`: set-up, types, format, lint, arrows, browser build, then every test on real engines. Paths as arguments
 * run only those tests. `--long` adds the long forms. The last line is read by machines: `N passed, N failed`.
 */
const ROOT = join(import.meta.dirname, "..");
const args = process.argv.slice(2);
const isLong = args.includes("--long");
const paths = args.filter((arg) => arg !== "--long");
const REPORT = join(ROOT, ".cache/test-report.json");

function step(what: string, command: string, commandArgs: readonly string[]): void {
  const begun = Date.now();
  const { status } = spawnSync(command, commandArgs, { cwd: ROOT, stdio: "inherit" });
  process.stdout.write(
    `${status === 0 ? "ok    " : "FAILED"} ${what} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`,
  );
  if (status !== 0) {
    process.stdout.write("0 passed, 1 failed\n");
    process.exit(1);
  }
}

installEngines((line) => process.stdout.write(`${line}\n`));
if (paths.length === 0) {
  step("types", "tsc", []);
  step("format", "biome", ["format", "."]);
  step("lint", "npm", ["run", "-s", "lint"]);
  step("arrows", "node", ["dev/check-arrows.ts"]);
}
step("browser build", "node", ["dev/build-browser.ts"]);

rmSync(REPORT, { force: true });
const { status } = spawnSync(
  "node",
  [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/.bin/jest",
    "--json",
    `--outputFile=${REPORT}`,
    ...paths,
  ],
  { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...(isLong && { LONG: "1" }) } },
);

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  testResults: { name: string; startTime: number; endTime: number }[];
};
let report: Report | null = null;
try {
  report = JSON.parse(readFileSync(REPORT, "utf8")) as Report;
} catch {
  process.stdout.write("The test runner ended without a report.\n0 passed, 1 failed\n");
  process.exit(1);
}
process.stdout.write("\nSeconds a suite:\n");
for (const { name, startTime, endTime } of report.testResults.sort(
  (a, b) => b.endTime - b.startTime - (a.endTime - a.startTime),
)) {
  process.stdout.write(`${((endTime - startTime) / 1000).toFixed(1).padStart(7)}  ${name.slice(ROOT.length + 1)}\n`);
}
const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
process.stdout.write(`\n${report.numPassedTests} passed, ${failed} failed, ${report.numPendingTests} skipped\n`);
process.exit(status === 0 && failed === 0 ? 0 : 1);

/**
 * `npm test`: set-up, types, format, lint, arrows, browser build, then every test on real engines. Paths as arguments
 * run only the tests below them, without the checks. `--long` adds the long forms.
 * The last line is for machines: `N passed, N failed`, alone.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installEngines } from "./install-engines.ts";

const ROOT = join(import.meta.dirname, "..");
const REPORT = join(ROOT, ".cache", `test-report-${process.pid}.json`);
const JEST = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "node_modules/.bin/jest", "--ci"];

type Counts = { passed: number; failed: number };
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  testResults: { name: string; startTime: number; endTime: number }[];
};

async function main(): Promise<Counts> {
  const args = process.argv.slice(2);
  const paths = args.filter((arg) => arg !== "--long");
  await installEngines((line) => process.stdout.write(`${line}\n`));
  const checks = paths.length === 0 ? ["types", "format", "lint", "arrows", "build"] : ["build"];
  let failed = 0;
  for (const check of checks) failed += (await step(check)) ? 0 : 1;
  if (failed > 0) return { passed: 0, failed };
  return tests(paths, args.includes("--long"));
}

async function step(name: string): Promise<boolean> {
  const begun = Date.now();
  const isFine = (await run("npm", ["run", "--silent", name])) === 0;
  process.stdout.write(`${isFine ? "ok    " : "FAILED"} ${name}, ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  return isFine;
}

async function tests(paths: readonly string[], isLong: boolean): Promise<Counts> {
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  const env = isLong ? { ...process.env, LONG: "1" } : process.env;
  const code = await run("node", [...JEST, "--json", `--outputFile=${REPORT}`, ...paths], env);
  const report = readReport();
  if (report === null) {
    process.stdout.write("The test runner ended without a report.\n");
    return { passed: 0, failed: 1 };
  }
  sayTimes(report);
  if (report.numPendingTests > 0) process.stdout.write(`\n${report.numPendingTests} skipped\n`);
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // A runner that ended badly without a failed test (a set-up that threw, a leak) is a failure all the same.
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

function readReport(): Report | null {
  try {
    return JSON.parse(readFileSync(REPORT, "utf8")) as Report;
  } catch {
    return null;
  } finally {
    rmSync(REPORT, { force: true });
  }
}

function sayTimes({ testResults }: Report): void {
  const took = testResults.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }));
  process.stdout.write("\nSeconds a suite:\n");
  for (const { name, seconds } of took.sort((a, b) => b.seconds - a.seconds))
    process.stdout.write(`${seconds.toFixed(1).padStart(7)}  ${name.slice(ROOT.length + 1)}\n`);
}

let running: ReturnType<typeof spawn> | undefined;

function run(command: string, args: readonly string[], env = process.env): Promise<number> {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: ROOT, stdio: "inherit", env });
    running.once("error", () => resolve(1)).once("exit", (code) => resolve(code ?? 1));
  });
}

// The runner tears its engines down when it is asked to stop; then we end with its code.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => running?.kill(signal));

main().then(
  ({ passed, failed }) => {
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  },
  (error: unknown) => {
    process.stdout.write(`\n${error instanceof Error ? error.message : String(error)}\n\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  },
);

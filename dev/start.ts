import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { type Engines, startEngines } from "./engines.ts";
import { installEngines } from "./install-engines.ts";

/** `npm start`: everything from nothing. `--reset` begins with fresh data; Ctrl-C stops all that was started here. */
const ROOT = join(import.meta.dirname, "..");
const RUN_DIR = join(ROOT, ".run");
const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  if (process.argv.includes("--reset")) rmSync(RUN_DIR, { recursive: true, force: true });
  installEngines(say);
  mkdirSync(RUN_DIR, { recursive: true });
  const engines = await startEngines(RUN_DIR);
  const port = process.env["PORT"] ?? "8080";
  const env = {
    ...process.env,
    ...engines.env,
    NODE_ENV: "development",
    PORT: port,
    BASE_URL: process.env["BASE_URL"] ?? `http://127.0.0.1:${port}`,
    SESSION_SECRET: keptSecret(),
    REHEARSAL: "1",
    SCRATCH_DIR: join(RUN_DIR, "scratch"),
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
  };
  await run("dev/build-browser.ts", env);
  if (existsSync(join(ROOT, "dev/demo/load-demo.ts"))) await run("dev/demo/load-demo.ts", env);
  const children = ["server/main.ts", "workers/main.ts"].map((script) => keepRunning(script, env));
  stopOnSignal(engines, children);
  say(`\nModel Pathway is at   ${env.BASE_URL}`);
  say(`The mail inbox is at  ${engines.env["MAIL_INBOX_URL"]}`);
  say("Ctrl-C stops everything; the data stays. “npm start -- --reset” begins anew.");
}

function run(script: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, script)], { cwd: ROOT, stdio: "inherit", env });
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}`))));
  });
}

type Kept = { stop(): void };
let isStopping = false;

/** Starts a process and starts it again when it dies, a little later each time. */
function keepRunning(script: string, env: NodeJS.ProcessEnv): Kept {
  let child: ChildProcess;
  let waitMs = 200;
  const start = () => {
    child = spawn(process.execPath, [join(ROOT, script)], { cwd: ROOT, stdio: "inherit", env, detached: true });
    child.on("exit", (code) => {
      if (isStopping) return;
      say(`${script} ended (${code}); starting it again.`);
      setTimeout(start, waitMs);
      waitMs = Math.min(waitMs * 2, 10_000);
    });
  };
  start();
  return { stop: () => void child.kill("SIGTERM") };
}

function stopOnSignal(engines: Engines, children: readonly Kept[]): void {
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    say("\nStopping ...");
    for (const child of children) child.stop();
    setTimeout(() => void engines.stop().then(() => process.exit(0)), 1500);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
}

/** Sessions survive a restart. */
function keptSecret(): string {
  const file = join(RUN_DIR, "session-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

main().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

/**
 * `npm start`: everything from nothing, and the address at the end. `--reset` begins with fresh data, `--compose` uses
 * containers. Ctrl-C stops all that was started here and nothing else; the data stays in `.run/`.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LEADS } from "./demo/cast.ts";
import { Children, type EngineName, type Engines, startEngines } from "./engines.ts";
import { installEngines } from "./install-engines.ts";
import { appPort } from "./start/app-port.ts";
import { startWithCompose } from "./start/compose.ts";
import { keepRunning } from "./start/kept-process.ts";
import { takeOver } from "./start/take-over.ts";

const ROOT = join(import.meta.dirname, "..");
/** `RUN_DIR` names another folder, for a second set of data or a test. */
const RUN_DIR = process.env["RUN_DIR"] ?? join(ROOT, ".run");
const say = (line: string) => process.stdout.write(`${line}\n`);

let starting: Promise<Engines> | undefined;
let engines: Engines | undefined;
const children = new Children(join(RUN_DIR, "app"));
let isStopping = false;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { reset: { type: "boolean" }, compose: { type: "boolean" } } });
  if (values.compose) process.exit(startWithCompose(RUN_DIR, say));
  await takeOver(RUN_DIR, values.reset === true, say);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  stopWithParent();

  await installEngines(say);
  if (isStopping) return;
  const port = await appPort(RUN_DIR);
  starting = startEngines(RUN_DIR, { onDeath: bringBack });
  engines = await starting;
  if (isStopping) return;
  const env = appEnvironment(port, engines);
  await run("dev/build-browser.ts", env);
  await run("dev/demo/load-demo.ts", env);
  const ending = () => isStopping;
  const kept = ["server/main.ts", "workers/main.ts"].map((script) => keepRunning(children, script, env, say, ending));
  await Promise.all(kept.map(({ ready }) => ready));
  welcome(env);
}

function appEnvironment(port: number, { env }: Engines): NodeJS.ProcessEnv & { BASE_URL: string } {
  return {
    ...process.env,
    ...env,
    NODE_ENV: "development",
    PORT: String(port),
    BASE_URL: process.env["BASE_URL"] ?? `http://127.0.0.1:${port}`,
    SESSION_SECRET: keptSecret(),
    REHEARSAL: process.env["REHEARSAL"] ?? "1",
    SCRATCH_DIR: join(RUN_DIR, "scratch"),
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
  };
}

/** One step before the app. After Ctrl-C it never comes back: nothing further is to be started. */
async function run(script: string, env: NodeJS.ProcessEnv): Promise<void> {
  const stdio = ["ignore", "inherit", "inherit"] as const;
  const child = children.start(script, process.execPath, [join(ROOT, script)], env, [...stdio]);
  await child.exited;
  if (isStopping) await new Promise(() => undefined);
  if (child.process.exitCode !== 0) throw new Error(`${script} did not succeed; its own words are above.`);
}

/** An engine that dies under us comes back; meanwhile requests fail plainly and jobs wait. */
function bringBack(name: EngineName): void {
  if (isStopping) return;
  say(`The engine “${name}” died; starting it again. Its log: ${join(RUN_DIR, "log", `${name}.log`)}`);
  engines?.restart(name).catch((error: Error) => fail(error));
}

function welcome({ BASE_URL, MAIL_INBOX_URL }: NodeJS.ProcessEnv): void {
  say(`\nModel Pathway is at   ${BASE_URL}`);
  say(`The mail inbox is at  ${MAIL_INBOX_URL}`);
  say("\nSign in with the password “demo” as");
  for (const { email, says } of LEADS) if (says !== null) say(`  ${email.padEnd(34)} ${says}`);
  say("\nCtrl-C stops everything; the data stays. “npm start -- --reset” begins anew.");
}

let firstSignalAt = 0;

/** npm, a terminal and a parent may each pass on the same Ctrl-C; only one that comes later means "at once". */
function onSignal(): void {
  if (isStopping) {
    if (Date.now() - firstSignalAt > 1000) process.exit(130);
    return;
  }
  firstSignalAt = Date.now();
  say("\nStopping ...");
  void stop().then(() => process.exit(0));
}

async function stop(): Promise<void> {
  isStopping = true;
  await children.stopAll();
  // Engines that are just coming up are waited for: none is left behind.
  await starting?.then(
    (begun) => begun.stop(),
    () => undefined,
  );
}

/** When `npm start` itself is killed nobody passes a signal on. */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || isStopping || onSignal(), 1000).unref();
}

/** Sessions survive a restart. */
function keptSecret(): string {
  const file = join(RUN_DIR, "session-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

function fail(error: unknown): void {
  if (isStopping) return;
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  void stop().then(() => process.exit(1));
}

main().catch(fail);

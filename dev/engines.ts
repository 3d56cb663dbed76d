/** The engines that development, tests and benchmarks run on: real ones, on ports of their own. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Child, Children } from "./engines/children.ts";
import { commandOf, ENGINES, type EngineName, environmentOf, FOLDERS } from "./engines/commands.ts";
import { choosePorts, isTaken, type Ports } from "./engines/ports.ts";
import { prepareReplicaSet } from "./engines/replica-set.ts";

export { Children, claim } from "./engines/children.ts";
export { ENGINES, type EngineName } from "./engines/commands.ts";
export type { Ports } from "./engines/ports.ts";
export { CACHE_BIN, CACHE_DIR, find, has } from "./engines/programs.ts";

export type Engines = {
  ports: Ports;
  /** What the app reads: MONGO_URL and so on. */
  env: Record<string, string>;
  /** kill -9; the engine stays down until `restart`. */
  kill(name: EngineName): Promise<void>;
  restart(name: EngineName): Promise<void>;
  stop(): Promise<void>;
};

/** `onDeath` hears of an engine that ended without being asked to. */
export type EngineOptions = { which?: readonly EngineName[]; onDeath?: (name: EngineName) => void };

/**
 * Starts MongoDB (a replica set of one), Redis, the S3 server and the mail inbox with their data below `runDir`.
 * @throws Error that names the engine, the end of its log and where the rest is; or the port that is taken
 */
export async function startEngines(runDir: string, { which = ENGINES, onDeath }: EngineOptions = {}): Promise<Engines> {
  const root = resolve(runDir);
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  const children = new Children(join(root, "engines"));
  await children.endStale();
  const ports = await choosePorts(root);
  const asked = new Set<EngineName>();

  const start = async (name: EngineName) => {
    asked.delete(name);
    const child = launch(children, name, root, ports);
    await answers(child, ports[name], join(root, "log", `${name}.log`));
    if (name === "mongo") await prepareReplicaSet(ports.mongo);
    void child.exited.then(() => {
      if (!asked.has(name)) onDeath?.(name);
    });
  };
  const end = async (name: EngineName, signal: NodeJS.Signals) => {
    asked.add(name);
    await children.stop(name, signal);
  };
  const engines: Engines = {
    ports,
    env: environmentOf(ports),
    kill: (name) => end(name, "SIGKILL"),
    async restart(name) {
      await end(name, "SIGKILL");
      await start(name);
    },
    async stop() {
      for (const name of ENGINES) asked.add(name);
      await children.stopAll();
    },
  };
  const started = await Promise.allSettled(which.map(start));
  const failed = started.find((each) => each.status === "rejected");
  if (failed) {
    await engines.stop();
    throw failed.reason;
  }
  return engines;
}

function launch(children: Children, name: EngineName, root: string, ports: Ports): Child {
  const { program, args, env } = commandOf(name, root, ports);
  const log = openSync(join(root, "log", `${name}.log`), "a");
  try {
    return children.start(name, program, args, { ...process.env, ...env }, ["ignore", log, log]);
  } finally {
    closeSync(log);
  }
}

const PATIENCE_MS = 60_000;

async function answers({ name, process: { exitCode, signalCode }, exited }: Child, port: number, log: string) {
  let hasEnded = exitCode !== null || signalCode !== null;
  void exited.then(() => {
    hasEnded = true;
  });
  for (const begun = Date.now(); Date.now() - begun < PATIENCE_MS; ) {
    if (hasEnded) throw new Error(`The engine “${name}” stopped at once.\n${endOf(log)}`);
    if (await isTaken(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`The engine “${name}” did not answer on port ${port} within a minute.\n${endOf(log)}`);
}

function endOf(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-5) : [];
  const said = lines.map((line) => `  | ${line.slice(0, 400)}`).join("\n");
  return `The end of its log says:\n${said || "  | (nothing)"}\nAll of it: ${log}`;
}

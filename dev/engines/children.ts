import { type ChildProcess, execFileSync, spawn, type StdioOptions } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** `identity` tells a process from a later one with the same number. */
type Known = { name: string; pid: number; identity: string };
export type Child = { name: string; process: ChildProcess; exited: Promise<void> };

/**
 * The processes of one folder, each with its own process group. What runs is on record in `children.json`, so that
 * after a kill -9 of the owner the next one finds what was left behind, and nothing else is ever touched.
 */
export class Children {
  readonly #file: string;
  readonly #running = new Map<string, Child>();

  constructor(runDir: string) {
    mkdirSync(runDir, { recursive: true });
    this.#file = join(runDir, "children.json");
  }

  start(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): Child {
    const process = spawn(command, args, { stdio, detached: true, env });
    const exited = new Promise<void>((resolve) => {
      process.once("exit", () => resolve());
      process.once("error", () => resolve());
    });
    const child = { name, process, exited };
    this.#running.set(name, child);
    void exited.then(() => {
      if (this.#running.get(name) === child) this.#running.delete(name);
      this.#record();
    });
    this.#record();
    return child;
  }

  get(name: string): Child | undefined {
    return this.#running.get(name);
  }

  /** Asks the whole group, waits, then insists: a child that ignores SIGTERM goes too. */
  async stop(name: string, signal: NodeJS.Signals = "SIGTERM", patienceMs = 8000): Promise<void> {
    const child = this.#running.get(name);
    if (!child?.process.pid) return;
    signalGroup(child.process.pid, signal);
    const timer = setTimeout(() => signalGroup(child.process.pid as number, "SIGKILL"), patienceMs);
    await child.exited;
    clearTimeout(timer);
    // What the child itself had started, and did not take along.
    signalGroup(child.process.pid, "SIGKILL");
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((name) => this.stop(name)));
  }

  /** Ends what an owner before us left running. Returns the names. */
  async endStale(): Promise<string[]> {
    const left = readKnown(this.#file).filter(({ pid, identity }) => identityOf(pid) === identity);
    for (const { pid } of left) signalGroup(pid, "SIGTERM");
    for (const known of left) await goneOrKilled(known);
    return left.map(({ name }) => name);
  }

  #record(): void {
    const known = [...this.#running.values()].flatMap(({ name, process: { pid } }) => {
      const identity = pid === undefined ? null : identityOf(pid);
      return pid === undefined || identity === null ? [] : [{ name, pid, identity }];
    });
    writeKnown(this.#file, known);
  }
}

/**
 * Makes this process the owner of a folder. Returns the number of the process that already owns it, or null.
 * Ownership ends with the process, however it ends.
 */
export function claim(runDir: string): number | null {
  mkdirSync(runDir, { recursive: true });
  const file = join(runDir, "owner.json");
  const [owner] = readKnown(file);
  if (owner && owner.pid !== process.pid && identityOf(owner.pid) === owner.identity) return owner.pid;
  writeKnown(file, [{ name: "owner", pid: process.pid, identity: identityOf(process.pid) ?? "" }]);
  return null;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function goneOrKilled({ pid, identity }: Known): Promise<void> {
  for (let waited = 0; identityOf(pid) === identity; waited += 50) {
    if (waited >= 8000) signalGroup(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The boot and the instant in which a process began: with its number they name one process only. Its command line would
 * not do, for Redis writes its own. Null when there is no such process, or only its entry is left.
 */
export function identityOf(pid: number): string | null {
  if (process.platform !== "linux") return identityByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may hold anything; the fields after it do not. State is the first, start time the 20th.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? null : `${fields[19]} ${bootId()}`;
  } catch {
    return null;
  }
}

const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

function identityByPs(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}

function readKnown(file: string): Known[] {
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Known[]) : [];
  } catch {
    return [];
  }
}

function writeKnown(file: string, known: readonly Known[]): void {
  writeFileSync(`${file}.new`, JSON.stringify(known, null, 2));
  renameSync(`${file}.new`, file);
}

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import mongoose from "mongoose";

export const ENGINES = ["mongo", "redis", "s3", "mail"] as const;
export type EngineName = (typeof ENGINES)[number];
type Port = EngineName | "inbox";
export type Ports = Record<Port, number>;

/** The one set of keys for development and tests; the store listens on this machine only. */
const S3_KEYS = { access: "development", secret: "development-only" };

export type Engines = {
  ports: Ports;
  /** What the app reads: MONGO_URL and so on. */
  env: Record<string, string>;
  kill(name: EngineName): Promise<void>;
  restart(name: EngineName): Promise<void>;
  stop(): Promise<void>;
};

export const CACHE_DIR = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "model-pathway");

/**
 * Starts MongoDB (a replica set of one), Redis, the S3 server and the mail inbox with their data under `runDir`.
 * @throws Error that names the engine and its log file when one does not come up, or the port that is taken
 */
export async function startEngines(runDir: string, which: readonly EngineName[] = ENGINES): Promise<Engines> {
  for (const folder of ["mongo", "redis", "s3", "s3-versions", "s3-iam", "mail", "log"])
    mkdirSync(join(runDir, folder), { recursive: true });
  const ports = await choosePorts(runDir);
  const children = new Map<EngineName, ChildProcess>();
  const start = async (name: EngineName) => {
    const [command, args, env] = commandOf(name, runDir, ports);
    const log = openSync(join(runDir, "log", `${name}.log`), "a");
    const child = spawn(command, args, {
      stdio: ["ignore", log, log],
      detached: true,
      env: { ...process.env, ...env },
    });
    children.set(name, child);
    await answers(name, ports[name], child, join(runDir, "log", `${name}.log`));
    if (name === "mongo") await initiateReplicaSet(ports.mongo);
  };
  const kill = async (name: EngineName, signal: NodeJS.Signals = "SIGKILL") => {
    const child = children.get(name);
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const hard = setTimeout(() => child.kill("SIGKILL"), 8000);
    await gone;
    clearTimeout(hard);
  };
  const engines: Engines = {
    ports,
    env: environmentOf(ports),
    kill: (name) => kill(name),
    async restart(name) {
      await kill(name);
      await start(name);
    },
    async stop() {
      await Promise.all([...children.keys()].map((name) => kill(name, "SIGTERM")));
    },
  };
  try {
    await Promise.all(which.map(start));
  } catch (error) {
    await engines.stop();
    throw error;
  }
  return engines;
}

function environmentOf(ports: Ports): Record<string, string> {
  return {
    MONGO_URL: `mongodb://127.0.0.1:${ports.mongo}/pathway?replicaSet=rs0`,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    S3_ACCESS_KEY: S3_KEYS.access,
    S3_SECRET_KEY: S3_KEYS.secret,
    SMTP_URL: `smtp://127.0.0.1:${ports.mail}`,
    MAIL_INBOX_URL: `http://127.0.0.1:${ports.inbox}`,
  };
}

function commandOf(name: EngineName, runDir: string, ports: Ports): [string, string[], Record<string, string>] {
  const at = (folder: string) => join(runDir, folder);
  switch (name) {
    case "mongo":
      return [
        find("mongod"),
        [
          "--dbpath",
          at("mongo"),
          "--port",
          String(ports.mongo),
          "--bind_ip",
          "127.0.0.1",
          "--replSet",
          "rs0",
          "--wiredTigerCacheSizeGB",
          "0.25",
          "--oplogSize",
          "256",
          "--nounixsocket",
        ],
        {},
      ];
    case "redis":
      return [
        find("redis-server"),
        [
          "--port",
          String(ports.redis),
          "--bind",
          "127.0.0.1",
          "--dir",
          at("redis"),
          "--appendonly",
          "yes",
          "--appendfsync",
          "everysec",
          "--maxmemory-policy",
          "noeviction",
          "--save",
          "",
        ],
        {},
      ];
    case "s3":
      return [
        find("versitygw"),
        [
          "--port",
          `127.0.0.1:${ports.s3}`,
          "--iam-dir",
          at("s3-iam"),
          "posix",
          "--versioning-dir",
          at("s3-versions"),
          at("s3"),
        ],
        { ROOT_ACCESS_KEY: S3_KEYS.access, ROOT_SECRET_KEY: S3_KEYS.secret },
      ];
    case "mail":
      return [
        process.execPath,
        [
          join(import.meta.dirname, "../node_modules/.bin/maildev"),
          "--smtp",
          String(ports.mail),
          "--web",
          String(ports.inbox),
          "--ip",
          "127.0.0.1",
          "--mail-directory",
          at("mail"),
        ],
        {},
      ];
  }
}

/** The program on the PATH, or the one that set-up put into the cache. */
export function find(program: string): string {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), join(CACHE_DIR, "bin")]) {
    if (folder && existsSync(join(folder, program))) return join(folder, program);
  }
  throw new Error(`${program} is not installed yet. “npm start” and “npm test” install it.`);
}

/** Free ports, chosen once and kept: the replica set remembers its own address. */
async function choosePorts(runDir: string): Promise<Ports> {
  const file = join(runDir, "ports.json");
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Ports;
    for (const [name, port] of Object.entries(kept)) {
      if (await isTaken(port)) {
        throw new Error(
          `Port ${port} (${name}) is taken: this clone may be running already, or another program has it. Stop that one, or delete ${file} and the data beside it with “npm start -- --reset”.`,
        );
      }
    }
    return kept;
  }
  const [mongo, redis, s3, mail, inbox] = (await freePorts(5)) as [number, number, number, number, number];
  const ports: Ports = { mongo, redis, s3, mail, inbox };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once("error", reject).listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const done = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once("connect", () => done(true))
      .once("error", () => done(false))
      .connect(port, "127.0.0.1");
  });
}

async function answers(name: EngineName, port: number, child: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} stopped at once. Its log says why: ${log}`);
    if (await isTaken(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} did not come up within a minute. Its log says why: ${log}`);
}

async function initiateReplicaSet(port: number): Promise<void> {
  const connection = await mongoose.createConnection(`mongodb://127.0.0.1:${port}/?directConnection=true`).asPromise();
  try {
    const admin = connection.getClient().db("admin");
    await admin
      .command({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: `127.0.0.1:${port}` }] } })
      .catch((error: { codeName?: string }) => {
        if (error.codeName !== "AlreadyInitialized") throw error;
      });
    while (!(await admin.command({ hello: 1 }))["isWritablePrimary"])
      await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    await connection.close();
  }
}

/** Is this program there? */
export function has(program: string): boolean {
  try {
    find(program);
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { Redis } from "ioredis";
import mongoose from "mongoose";
import { Children, claim, type Engines, startEngines } from "../../dev/engines.ts";
import { identityOf } from "../../dev/engines/children.ts";
import { compose } from "../../server/compose.ts";
import { ownEngines, ROOT_DIR, testConfig } from "../engines.ts";

jest.setTimeout(180_000);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(process.env["TEST_RUN_DIR"] ?? "", "set-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const isAlive = (pid: number | undefined) => identityOf(pid ?? -1) !== null;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await wait(20);
}
/** The numbers of the processes that were started with this folder in their command line, or work in it. */
function processesOf(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const called = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return isAlive(pid) && (called.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder));
      } catch {
        return false;
      }
    });
}
async function inMongo<T>({ env }: Engines, work: (db: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(env["MONGO_URL"] ?? "").asPromise();
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

test("data and ports survive a restart, and a kill -9 of an engine", async () => {
  const first = await startEngines(root, { which: ["mongo"] });
  await inMongo(first, (db) => db.collection("notes").insertOne({ text: "kept" }, { writeConcern: { w: 1, j: true } }));
  await first.kill("mongo");
  await first.restart("mongo");
  await first.stop();
  const second = await startEngines(root, { which: ["mongo"] });
  expect(second.ports).toEqual(first.ports);
  expect(await inMongo(second, (db) => db.collection("notes").countDocuments({ text: "kept" }))).toBe(1);
  await second.stop();
  expect(processesOf(root)).toEqual([]);
});

test("with new ports the data stays", async () => {
  const first = await startEngines(root, { which: ["mongo"] });
  await inMongo(first, (db) => db.collection("notes").insertOne({ text: "kept" }));
  await first.stop();
  const moved = Object.fromEntries(Object.entries(first.ports).map(([name, port]) => [name, port + 7]));
  writeFileSync(join(root, "ports.json"), JSON.stringify(moved));
  const second = await startEngines(root, { which: ["mongo"] });
  expect(second.ports.mongo).toBe(first.ports.mongo + 7);
  expect(await inMongo(second, (db) => db.collection("notes").countDocuments({ text: "kept" }))).toBe(1);
  await second.stop();
});

test("a taken port is named, and what to do about it", async () => {
  const first = await startEngines(root, { which: ["redis"] });
  const { ports } = first;
  await first.stop();
  const other: Server = createServer().listen(ports.redis, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  await expect(startEngines(root, { which: ["redis"] })).rejects.toThrow(
    `Port ${ports.redis}, on which this clone keeps redis, is taken by another program.\nStop that program, or delete ${join(root, "ports.json")}`,
  );
  await new Promise((resolve) => other.close(resolve));
});

test("an engine that cannot start says so with the end of its log, and nothing else is left running", async () => {
  await (await startEngines(root, { which: ["redis"] })).stop();
  const log = join(root, "redis/appendonlydir/appendonly.aof.manifest");
  writeFileSync(log, "this is no manifest\n");
  await expect(startEngines(root, { which: ["redis", "s3"] })).rejects.toThrow(
    /The engine “redis” stopped at once\.\nThe end of its log says:\n(.*\n)*.*AOF manifest/,
  );
  expect(processesOf(root)).toEqual([]);
});

test("what a killed owner left running is ended by the next start, and a stranger with its number is not", async () => {
  const first = await startEngines(root, { which: ["redis"] });
  const left = processesOf(root);
  expect(left).toHaveLength(1);
  const record = join(root, "engines/children.json");
  const [known] = JSON.parse(readFileSync(record, "utf8")) as [{ pid: number }];
  expect(known.pid).toBe(left[0]);

  const stranger = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  writeFileSync(record, JSON.stringify([known, { name: "redis", pid: stranger.pid, identity: "1 another boot" }]));
  expect(await new Children(join(root, "engines")).endStale()).toEqual(["redis"]);
  expect([isAlive(left[0]), isAlive(stranger.pid)]).toEqual([false, true]);
  stranger.kill("SIGKILL");
  await first.stop();
});

test("stopping reaches a child that ignores it, and what that child had started", async () => {
  const children = new Children(join(root, "stubborn"));
  const script = `trap "" TERM INT; sleep 300 & echo $!; while true; do sleep 1; done`;
  const child = children.start("stubborn", "bash", ["-c", script], process.env, ["ignore", "pipe", "ignore"]);
  const grandchild = Number(await new Promise((resolve) => child.process.stdout?.once("data", resolve)));
  expect([isAlive(child.process.pid), isAlive(grandchild)]).toEqual([true, true]);
  await children.stop("stubborn", "SIGTERM", 200);
  await until(() => !isAlive(grandchild));
  expect(isAlive(child.process.pid)).toBe(false);
});

test("an engine that dies unasked is told; one that was asked to stop is not", async () => {
  const dead: string[] = [];
  const engines = await startEngines(root, { which: ["redis"], onDeath: (name) => dead.push(name) });
  const [pid] = processesOf(root);
  process.kill(pid as number, "SIGKILL");
  await until(() => dead.length > 0);
  await engines.restart("redis");
  await engines.stop();
  await wait(100);
  expect(dead).toEqual(["redis"]);
});

test("engines of a test's own die alone", async () => {
  const own = await ownEngines(__filename, ["redis"]);
  await own.kill("redis");
  const ping = async (url = "") => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      return await redis.ping();
    } catch {
      return "down";
    } finally {
      redis.disconnect();
    }
  };
  expect([await ping(own.env["REDIS_URL"]), await ping(process.env["REDIS_URL"])]).toEqual(["down", "PONG"]);
  await own.restart("redis");
  expect(await ping(own.env["REDIS_URL"])).toBe("PONG");
  await own.stop();
});

test("a folder has one owner, until that one is gone", async () => {
  const owner: ChildProcess = spawn(
    process.execPath,
    [
      "-e",
      `import(${JSON.stringify(join(ROOT_DIR, "dev/engines.ts"))}).then(({ claim }) => { claim(${JSON.stringify(root)}); console.log("mine"); setInterval(() => {}, 1000); })`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise((resolve) => owner.stdout?.once("data", resolve));
  expect(claim(root)).toBe(owner.pid);
  owner.kill("SIGKILL");
  await until(() => !isAlive(owner.pid));
  expect(claim(root)).toBe(null);
});

const DOWN: [variable: string, url: string, says: RegExp][] = [
  ["MONGO_URL", "mongodb://127.0.0.1:1/x?serverSelectionTimeoutMS=500", /MongoDB.*MONGO_URL/s],
  ["REDIS_URL", "redis://127.0.0.1:1", /Redis.*REDIS_URL/s],
  ["S3_ENDPOINT", "http://127.0.0.1:1", /file store.*S3_ENDPOINT/s],
];

test.each(DOWN)(
  "the app that finds nothing behind %s says which engine it is and which variable",
  async (variable, url, says) => {
    const config = testConfig(__filename, { [variable]: url });
    await expect(compose(config, { name: "test", rootDir: ROOT_DIR })).rejects.toThrow(says);
  },
);

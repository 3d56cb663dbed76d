import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canListen } from "../../dev/engines/ports.ts";
import { identityOf } from "../../dev/engines/children.ts";
import { ROOT_DIR } from "../engines.ts";

// A whole house starts here several times, on a machine that runs other tests meanwhile.
jest.setTimeout(300_000);

const RUN_DIR = join(process.env["TEST_RUN_DIR"] ?? "", "start");
let port = 18_080;
const started: ChildProcess[] = [];

beforeAll(async () => {
  while (!(await canListen(port))) port += 1;
});
afterAll(() => {
  for (const { pid } of running()) process.kill(-pid, "SIGKILL");
  for (const child of started) child.kill("SIGKILL");
});

type Start = { child: ChildProcess; said: () => string; ended: Promise<number | null> };

/** As `npm start` does it, with a folder of its own. */
function start(...args: string[]): Start {
  const { NODE_ENV: _, BASE_URL: __, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT_DIR, "dev/start.ts"), ...args], {
    env: { ...env, RUN_DIR, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (said += String(text)));
  return { child, said: () => said, ended: new Promise((resolve) => child.once("exit", resolve)) };
}

/** What is on record as started for this folder, and still runs. */
function running(): { name: string; pid: number }[] {
  return ["engines", "app"].flatMap((group) => {
    try {
      const known = JSON.parse(readFileSync(join(RUN_DIR, group, "children.json"), "utf8")) as {
        name: string;
        pid: number;
        identity: string;
      }[];
      return known.filter(({ pid, identity }) => identityOf(pid) === identity);
    } catch {
      return [];
    }
  });
}

const names = () =>
  running()
    .map(({ name }) => name)
    .sort();
const pidOf = (name: string) => running().find((each) => each.name === name)?.pid ?? 0;
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

async function welcomed({ said, child }: Start): Promise<string> {
  while (!said().includes("Ctrl-C stops everything")) {
    if (child.exitCode !== null) throw new Error(said());
    await pause();
  }
  return said();
}

async function answers(address: string): Promise<number> {
  for (;;) {
    try {
      return (await fetch(address, { headers: { accept: "text/html" } })).status;
    } catch {
      await pause();
    }
  }
}

const EVERYTHING = ["mail", "mongo", "redis", "s3", "server/main.ts", "workers/main.ts"];

test("a start welcomes with an app and an inbox that answer; a second one beside it is refused; Ctrl-C stops all of it", async () => {
  const first = start();
  const said = await welcomed(first);
  expect(said).toContain(`Model Pathway is at   http://127.0.0.1:${port}\n`);
  for (const role of ["applicant", "reviewer", "coordinator"]) expect(said).toContain(`\n  ${role}@district.example `);
  const inbox = /inbox is at {2}(\S+)/.exec(said)?.[1] ?? "";
  expect(await Promise.all([answers(`http://127.0.0.1:${port}/`), answers(inbox)])).toEqual([200, 200]);
  expect(names()).toEqual(EVERYTHING);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.said()).toContain(`This clone is running already, as process ${first.child.pid}.`);
  expect(names()).toEqual(EVERYTHING);

  first.child.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(names()).toEqual([]);
});

test.each(["mongo", "server/main.ts"])("Ctrl-C while %s comes up leaves nothing behind", async (name) => {
  const early = start();
  while (pidOf(name) === 0) await pause();
  early.child.kill("SIGINT");
  expect(await early.ended).toBe(0);
  expect(early.said()).not.toContain("Model Pathway is at");
  expect(names()).toEqual([]);
});

test("what dies comes back, and after kill -9 of the start itself the next one clears up and keeps the data", async () => {
  const first = start();
  await welcomed(first);
  const before = { redis: pidOf("redis"), server: pidOf("server/main.ts") };
  process.kill(before.redis, "SIGKILL");
  process.kill(before.server, "SIGKILL");
  while ([0, before.redis].includes(pidOf("redis")) || [0, before.server].includes(pidOf("server/main.ts")))
    await pause();
  expect(await answers(`http://127.0.0.1:${port}/`)).toBe(200);

  first.child.kill("SIGKILL");
  await first.ended;
  const left = running();
  expect(left.map(({ name }) => name).sort()).toEqual(EVERYTHING);
  const ports = readFileSync(join(RUN_DIR, "ports.json"), "utf8");
  const second = start();
  expect(await welcomed(second)).toContain("Ended what an earlier start left behind:");
  expect(running().filter(({ pid }) => left.some((each) => each.pid === pid))).toEqual([]);
  expect(readFileSync(join(RUN_DIR, "ports.json"), "utf8")).toBe(ports);
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
  expect(names()).toEqual([]);
});

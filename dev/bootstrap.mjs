/**
 * The one entry behind `npm start`, `npm test`, `npm run bench` and `npm run match`. Runs on the host's own Node (20 or
 * newer) in a fresh clone, installs the packages, and hands over to the Node 24 that they bring.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const SCRIPTS = { start: "dev/start.ts", test: "dev/test.ts", bench: "bench/run.ts", match: "dev/match.ts" };

const MARK = join(ROOT, "node_modules/.installed-lock");

const [, , command = "", ...args] = process.argv;
const script = SCRIPTS[command];
if (!script) {
  process.stderr.write(`Say one of: ${Object.keys(SCRIPTS).join(", ")}\n`);
  process.exit(2);
}

if (!isInstalled()) install();
const node = join(ROOT, "node_modules/node/bin/node");
const path = `${join(ROOT, "node_modules/.bin")}:${process.env.PATH ?? ""}`;
const child = spawn(node, [join(ROOT, script), ...args], {
  cwd: ROOT,
  stdio: "inherit",
  env: { ...process.env, PATH: path },
});
// Ctrl-C in a terminal reaches the child by itself as well; it takes two in one second for one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  process.stderr.write(`${error.message}\nDelete node_modules and start again.\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));

function isInstalled() {
  return existsSync(MARK) && readFileSync(MARK, "utf8") === lockFile();
}

/** `git pull` may bring another one; then the packages are installed anew. */
function lockFile() {
  return readFileSync(join(ROOT, "package-lock.json"), "utf8");
}

/**
 * `npm install`, not `npm ci`: the lock file lists the builds of one platform only, and `npm ci` refuses it on another.
 * `--no-save` leaves the lock file as it is; every locked version is kept.
 */
function install() {
  process.stdout.write("Installing the packages (once, about a minute) ...\n");
  const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) {
    process.stderr.write("npm install did not succeed. Its words above say why; most often the network or the disk.\n");
    process.exit(1);
  }
  writeFileSync(MARK, lockFile());
}

/**
 * The one entry behind `npm start`, `npm test`, `npm run bench` and `npm run match`. Runs on the host's own Node (20 or
 * newer) in a fresh clone, installs the packages, and hands over to the Node 24 that they bring.
 */
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const SCRIPTS = { start: "dev/start.ts", test: "dev/test.ts", bench: "bench/run.ts", match: "dev/match.ts" };

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
// Ctrl-C reaches the child by itself (same terminal); a signal sent to this process is passed on.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
process.on("SIGINT", () => {});
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));

function isInstalled() {
  const mark = join(ROOT, "node_modules/.installed-lock");
  return existsSync(mark) && readFileSync(mark, "utf8") === readFileSync(join(ROOT, "package-lock.json"), "utf8");
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
  copyFileSync(join(ROOT, "package-lock.json"), join(ROOT, "node_modules/.installed-lock"));
}

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT_DIR } from "../engines.ts";

/** A clone in small: the real bootstrap, one small package, and scripts that say how they were run. */
let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "bootstrap-"));
  mkdirSync(join(clone, "dev"));
  mkdirSync(join(clone, "a-package"));
  writeFileSync(join(clone, "dev/bootstrap.mjs"), readFileSync(join(ROOT_DIR, "dev/bootstrap.mjs")));
  writeFileSync(join(clone, "dev/start.ts"), `console.log("started", process.argv.slice(2).join()); process.exit(7);`);
  writeFileSync(join(clone, "dev/test.ts"), `process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);`);
  // Its “bin” stands for the Node that the packages bring.
  mkdirSync(join(clone, "a-package/bin"));
  writeFileSync(join(clone, "a-package/bin/node"), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
  writeFileSync(join(clone, "a-package/package.json"), `{ "name": "node", "version": "1.0.0" }`);
  writeFileSync(join(clone, "package.json"), `{ "name": "x", "dependencies": { "node": "file:a-package" } }`);
  execFileSync("npm", ["install", "--package-lock-only", "--offline", "--silent"], { cwd: clone });
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function bootstrap(...args: string[]) {
  const run = spawnSync(process.execPath, ["dev/bootstrap.mjs", ...args], { cwd: clone, encoding: "utf8" });
  return { code: run.status, said: run.stdout, complained: run.stderr };
}
const lockFile = () => readFileSync(join(clone, "package-lock.json"), "utf8");

test("a fresh clone installs its packages, passes the arguments on, and gives the exit code back", () => {
  const before = lockFile();
  const first = bootstrap("start", "--reset");
  expect(first.said).toContain("Installing the packages");
  expect(first.said).toContain("started --reset");
  expect(first.code).toBe(7);
  expect(lockFile()).toBe(before);
});

test("a second time nothing is installed; a changed lock file installs again", () => {
  bootstrap("start");
  expect(bootstrap("start").said).toBe("started \n");
  writeFileSync(join(clone, "package-lock.json"), `${lockFile()}\n`);
  expect(bootstrap("start").said).toContain("Installing the packages");
});

test("what is killed by a signal does not count as passed", () => {
  expect(bootstrap("test").code).toBe(128 + 15);
});

test("packages that cannot be installed end it with words, and are tried again the next time", () => {
  const sound = readFileSync(join(clone, "package.json"), "utf8");
  writeFileSync(join(clone, "package.json"), "{ this is not JSON");
  const failed = bootstrap("start");
  expect([failed.code, failed.said.includes("started")]).toEqual([1, false]);
  expect(failed.complained).toContain("npm install did not succeed");
  expect(existsSync(join(clone, "node_modules/.installed-lock"))).toBe(false);
  writeFileSync(join(clone, "package.json"), sound);
  expect(bootstrap("start").code).toBe(7);
});

test("an unknown word says which there are", () => {
  expect(bootstrap("strat")).toEqual({ code: 2, said: "", complained: "Say one of: start, test, bench, match\n" });
});

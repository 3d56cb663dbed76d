import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { claim } from "../../dev/engines.ts";
import { takeOver } from "../../dev/start/take-over.ts";

let runDir: string;
let said: string[];
let other: ChildProcess | undefined;
const say = (line: string) => said.push(line);
const kept = () => join(runDir, "data", "kept");

beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), "take-over-"));
  said = [];
  mkdirSync(join(runDir, "data"));
  writeFileSync(kept(), "a district");
});
afterEach(async () => {
  if (other) await new Promise((resolve) => other?.once("exit", resolve).kill());
  other = undefined;
  rmSync(runDir, { recursive: true, force: true });
});

/** Another process that owns the folder and lives on, as a running `npm start` does. */
async function startElsewhere(): Promise<number | undefined> {
  const engines = pathToFileURL(join(__dirname, "../../dev/engines.ts")).href;
  const source = `const { claim } = await import(${JSON.stringify(engines)}); claim(${JSON.stringify(runDir)});
    console.log("claimed"); setInterval(() => 0, 60000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  other = child;
  await new Promise((resolve) => child.stdout.once("data", resolve));
  return child.pid;
}

test("a second start keeps the data", async () => {
  await takeOver(runDir, false, say);
  expect(existsSync(kept())).toBe(true);
  expect(said).toEqual([]);
});

test("--reset begins anew, says so, and the folder is still ours", async () => {
  await takeOver(runDir, true, say);
  expect(existsSync(kept())).toBe(false);
  expect(existsSync(join(runDir, "owner.json"))).toBe(true);
  expect(said).toEqual(["Beginning anew: the data of this clone is gone."]);
});

test("--reset is refused while another start works with the data, which stays", async () => {
  const pid = await startElsewhere();
  await expect(takeOver(runDir, true, say)).rejects.toThrow(`running already, as process ${pid}.`);
  expect(existsSync(kept())).toBe(true);
  expect(claim(runDir)).toBe(pid);
});

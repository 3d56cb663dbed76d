import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { has } from "../engines.ts";

const ROOT = join(import.meta.dirname, "../..");

/** `npm start -- --compose`: the same set in containers. Returns the exit code. */
export function startWithCompose(say: (line: string) => void): number {
  if (!has("docker") || spawnSync("docker", ["compose", "version"], { stdio: "ignore" }).status !== 0) {
    say("Docker with its compose plugin is not on this machine. “npm start” alone needs neither.");
    return 1;
  }
  say("Model Pathway will be at   https://localhost:8443   (a certificate of its own: the browser asks once)");
  say("The mail inbox will be at  http://localhost:8025");
  return spawnSync("docker", ["compose", "up", "--build"], { cwd: ROOT, stdio: "inherit" }).status ?? 1;
}

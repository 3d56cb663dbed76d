import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { has } from "../engines.ts";

const ROOT = join(import.meta.dirname, "../..");

/** `npm start -- --compose`: the same set in containers, with the demonstration in it. Returns the exit code. */
export function startWithCompose(runDir: string, say: (line: string) => void): number {
  if (!has("docker") || spawnSync("docker", ["compose", "version"], { stdio: "ignore" }).status !== 0) {
    say("Docker with its compose plugin is not on this machine. “npm start” alone needs neither.");
    return 1;
  }
  say("Model Pathway will be at   https://localhost:8443   (a certificate of its own: the browser asks once)");
  say("The mail inbox will be at  http://localhost:8025");
  const env = { NODE_ENV: "development", REHEARSAL: "1", ...keptSecrets(runDir), ...process.env };
  return (
    spawnSync("docker", ["compose", "--profile", "demo", "up", "--build"], { cwd: ROOT, stdio: "inherit", env })
      .status ?? 1
  );
}

/** A trial asks nobody for secrets; they are kept, because the volumes are. */
function keptSecrets(runDir: string): Record<string, string> {
  const file = join(runDir, "compose-secrets.json");
  if (!existsSync(file)) {
    mkdirSync(runDir, { recursive: true });
    const [SESSION_SECRET, S3_SECRET_KEY] = [randomBytes(32).toString("hex"), randomBytes(24).toString("hex")];
    writeFileSync(file, JSON.stringify({ SESSION_SECRET, S3_SECRET_KEY }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

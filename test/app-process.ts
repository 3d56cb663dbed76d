import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { ROOT_DIR } from "./engines.ts";

/** A real process of ours. `exited` tells the signal or the code that ended it; `said` is the end of its log. */
export type AppProcess = { exited: Promise<string>; said(): string; kill(): Promise<void> };

const LOG_KEPT = 20_000;

/** Starts `server/main.ts` or `workers/main.ts` and waits until it says that it is ready. */
export async function launch(script: "server" | "workers", env: Record<string, string>): Promise<AppProcess> {
  const child: ChildProcess = spawn(process.execPath, [`${script}/main.ts`], {
    cwd: ROOT_DIR,
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-LOG_KEPT);
    });
  const exited = new Promise<string>((resolve) =>
    child.once("exit", (code, signal) => resolve(signal ?? String(code))),
  );
  const ready = new Promise<void>((resolve) => child.once("message", () => resolve()));
  const ended = exited.then((how) =>
    Promise.reject(new Error(`${script} ended (${how}) before it was ready: ${said}`)),
  );
  await Promise.race([ready, ended]);
  ended.catch(() => {}); // later ends are the caller's to judge
  return {
    exited,
    said: () => said,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

import { join } from "node:path";
import { Children } from "../engines.ts";

/** One of the app's own processes. */
export type KeptProcess = { ready: Promise<void> };

const ROOT = join(import.meta.dirname, "../..");

/**
 * Runs a script and, once it has been ready, starts it again whenever it dies, a little later each time.
 * `ready` is refused when it ends before it was ever ready: then something is wrong that a restart does not mend.
 */
export function keepRunning(
  children: Children,
  script: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  isStopping: () => boolean,
): KeptProcess {
  let wasReady = false;
  let waitMs = 200;
  const ready = new Promise<void>((resolve, reject) => {
    const start = () => {
      const child = children.start(script, process.execPath, [join(ROOT, script)], env, STDIO);
      const begun = Date.now();
      child.process.on("message", (message) => {
        if (message !== "ready") return;
        wasReady = true;
        resolve();
      });
      void child.exited.then(() => {
        if (isStopping()) return;
        if (!wasReady) return reject(new Error(`${script} could not start; its own words are above.`));
        if (Date.now() - begun > 60_000) waitMs = 200;
        say(`${script} ended (${child.process.signalCode ?? child.process.exitCode}); starting it again.`);
        setTimeout(() => isStopping() || start(), waitMs);
        waitMs = Math.min(waitMs * 2, 10_000);
      });
    };
    start();
  });
  return { ready };
}

const STDIO = ["ignore", "inherit", "inherit", "ipc"] as const as ["ignore", "inherit", "inherit", "ipc"];

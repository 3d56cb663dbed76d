import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** One tab. */
export type Tab = {
  goTo(address: string): Promise<void>;
  /** The value of an expression, waited for where it is a promise. */
  run<Answer>(expression: string): Promise<Answer>;
  /** Resolves once the expression is true. */
  until(expression: string, withinMs?: number): Promise<void>;
  choose(selector: string, path: string): Promise<void>;
  close(): Promise<void>;
};

export type Chromium = { openTab(): Promise<Tab>; close(): Promise<void> };

/**
 * A real Chromium, told what to do over its own protocol and watched by nobody: a driver that listens to the network
 * is sent every part's bytes a second time, and would be what is measured.
 */
export async function openChromium(folder: string): Promise<Chromium> {
  const profile = mkdtempSync(join(folder, "chromium-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio"];
  flags.push("--disable-background-networking", "--disable-component-update", "--disable-sync");
  flags.push("--disable-background-timer-throttling", "--disable-renderer-backgrounding");
  flags.push("--disable-backgrounding-occluded-windows", "--autoplay-policy=no-user-gesture-required");
  const program = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"], {
    stdio: "ignore",
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const close = async () => {
    kill(child);
    await exited;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const wire = await connect(await addressOf(profile));
    return { openTab: () => openTab(wire), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function kill({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}

async function addressOf(profile: string): Promise<string> {
  const file = join(profile, "DevToolsActivePort");
  for (let tries = 0; tries < 300; tries += 1) {
    const [port, path] = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
    await pause(100);
  }
  throw new Error("Chromium did not start within 30 seconds.");
}

/** A browser that hangs must not hold up the rest. */
const ANSWER_WITHIN_MS = 120_000;

type Wire = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

async function connect(address: string): Promise<Wire> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  let last = 0;
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as {
      id: number;
      result: never;
      error?: { message: string };
    };
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
    waiting.delete(id);
  };
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      const timer = setTimeout(() => reject(new Error(`Chromium gave no answer to ${method}`)), ANSWER_WITHIN_MS);
      const ended =
        <Said>(then: (said: Said) => void) =>
        (said: Said) => {
          clearTimeout(timer);
          then(said);
        };
      waiting.set(id, { resolve: ended(resolve as (result: never) => void), reject: ended(reject) });
      socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    });
}

async function openTab(wire: Wire): Promise<Tab> {
  const { browserContextId } = await wire("Target.createBrowserContext");
  const { targetId } = await wire("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await wire("Target.attachToTarget", { targetId, flatten: true });
  const ask: Wire = (method, params) => wire(method, params, sessionId as string);
  const run = async <Answer>(expression: string) => {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = (await ask("Runtime.evaluate", options)) as {
      result: { value: Answer };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "the page threw");
    return result.value;
  };
  const until = async (expression: string, withinMs = 60_000) => {
    for (const begun = Date.now(); Date.now() - begun < withinMs; await pause(100)) {
      // While a page is exchanged for the next there is nobody to ask.
      if (await run<boolean>(`Boolean(${expression})`).catch(() => false)) return;
    }
    throw new Error(`The page did not come to: ${expression}`);
  };
  return {
    run,
    until,
    async goTo(address) {
      await run(`globalThis.isOld = true`);
      await ask("Page.navigate", { url: address });
      await until("globalThis.isOld === undefined && document.readyState === 'complete'");
    },
    async choose(selector, path) {
      const { result } = (await ask("Runtime.evaluate", {
        expression: `document.querySelector(${JSON.stringify(selector)})`,
      })) as { result: { objectId: string } };
      await ask("DOM.setFileInputFiles", { files: [path], objectId: result.objectId });
    },
    async close() {
      await wire("Target.disposeBrowserContext", { browserContextId });
    },
  };
}

/** Asks our own server, as long as it takes: a lost connection, a restart or an expired sign-in only delay the answer. */

import { sessionTouched } from "../parts/session.ts";

export class Refused extends Error {
  readonly status: number;
  constructor(status: number, words: string) {
    super(words);
    this.status = status;
  }
}

export type Trouble = "offline" | "server" | "signed-out";

/** A wait that grows with each try, spread at random so that a whole school does not come back in the same second. */
export function backOffMs(tries: number): number {
  return Math.random() * Math.min(30_000, 500 * 2 ** Math.min(tries, 10));
}

/** Resolves after `ms`, or earlier when the network or the reader comes back. Rejects when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      clearTimeout(timer);
      for (const name of ["online", "focus"]) removeEventListener(name, done);
      signal.removeEventListener("abort", stop);
    };
    const done = () => {
      leave();
      resolve();
    };
    const stop = () => {
      leave();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return reject(signal.reason as Error);
    const timer = setTimeout(done, ms);
    for (const name of ["online", "focus"]) addEventListener(name, done);
    signal.addEventListener("abort", stop);
  });
}

/**
 * POSTs JSON until there is an answer that trying again would not change.
 * @throws Refused with the server's plain words; the signal's reason
 */
export async function call<T>(
  path: string,
  body: object,
  { signal, onTrouble }: { signal: AbortSignal; onTrouble: (trouble: Trouble | null) => void },
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const trouble = await once<T>(path, body, signal);
    if (typeof trouble === "object") {
      sessionTouched(); // the page's warning of an expired sign-in counts from here
      onTrouble(null);
      return trouble.answer;
    }
    signal.throwIfAborted();
    onTrouble(trouble);
    await pause(trouble === "signed-out" ? 3000 : 300 + backOffMs(tries), signal);
  }
}

async function once<T>(path: string, body: object, signal: AbortSignal): Promise<{ answer: T } | Trouble> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(90_000)]),
    });
  } catch {
    return navigator.onLine ? "server" : "offline";
  }
  if (answer.status === 401) return "signed-out";
  if (answer.status >= 500 || answer.status === 429) return "server";
  try {
    const said = (await answer.json()) as T & { detail?: string };
    if (!answer.ok) throw new Refused(answer.status, said.detail ?? "This was refused.");
    return { answer: said };
  } catch (error) {
    if (error instanceof Refused) throw error;
    return "server"; // cut off in the middle of the answer
  }
}

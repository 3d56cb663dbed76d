import { createReadStream } from "node:fs";
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";

/** `too-large` is the scanner's own limit (StreamMaxLength), not a finding. */
export type Scan = { found: null } | { found: string } | { tooLarge: true };

/** Nobody answers there, or not in words that are a verdict: the file is not judged by it. */
export class NoVerdict extends Error {}

/** Asks one scanner about one file. */
export type Scanner = (path: string, signal?: AbortSignal) => Promise<Scan>;

const ANSWER_WITHIN_MS = 120_000;
const CHUNK = 64 * 1024;
/** A reset may swallow the answer that came just before it, one time in six: then it is asked again. */
const RESET_TURNS = 10;

const isReset = (error: unknown) => ["EPIPE", "ECONNRESET"].includes((error as NodeJS.ErrnoException).code ?? "");

async function write(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  if (!socket.write(bytes)) await once(socket, "drain", { signal });
}

/** Sends the file in pieces, each with its length in front, until it ends or the scanner has heard enough. */
async function send(socket: Socket, path: string, signal: AbortSignal): Promise<void> {
  await write(socket, Buffer.from("zINSTREAM\0"), signal);
  const length = Buffer.alloc(4);
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
    // Beyond its limit clamd answers and resets the connection: its answer is read before a write finds that out.
    await turn();
    if (!socket.writable || socket.bytesRead > 0) return;
    length.writeUInt32BE(chunk.length);
    await write(socket, Buffer.concat([length, chunk]), signal);
  }
  await write(socket, Buffer.alloc(4), signal);
}

/** What the scanner said. Beyond its limit it answers and closes while we still send: the answer counts, not our broken pipe. */
function answer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    let broken: Error | null = null;
    socket.on("data", (bytes) => {
      text += bytes.toString();
    });
    socket.on("error", (error) => {
      broken = error;
    });
    socket.on("close", () => {
      if (text === "" && broken) reject(broken);
      else resolve(text.replaceAll("\0", "").trim());
    });
  });
}

function read(said: string): Scan {
  if (said === "stream: OK") return { found: null };
  const [, name] = /^stream: (.+) FOUND$/.exec(said) ?? [];
  if (name) return { found: name };
  if (said.startsWith("INSTREAM size limit exceeded")) return { tooLarge: true };
  throw new Error(`The virus scanner gave no verdict: ${said.slice(0, 200) || "it hung up"}`);
}

/**
 * Speaks to clamd (its INSTREAM command).
 * @param url `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`
 * @returns a scanner that throws whenever there is no clear verdict, so that nothing passes unscanned
 */
export function clamdAt(url: string): Scanner {
  const { protocol, hostname, port, pathname } = new URL(url);
  const ask = async (path: string, signal: AbortSignal | undefined): Promise<Scan> => {
    const socket = protocol === "unix:" ? connect(pathname) : connect(Number(port || 3310), hostname);
    const limit = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const stop = AbortSignal.any(signal ? [signal, limit] : [limit]);
    const over = new AbortController();
    const hangUp = () => socket.destroy(stop.reason as Error);
    stop.addEventListener("abort", hangUp, { once: true });
    try {
      const said = answer(socket);
      // A file that cannot be read ends the talk; a scanner that hung up has already ended it.
      void send(socket, path, over.signal).catch((error: Error) => socket.destroy(error));
      return read(await said);
    } finally {
      stop.removeEventListener("abort", hangUp);
      over.abort();
      socket.destroy();
    }
  };
  return async (path, signal) => {
    for (let left = RESET_TURNS; ; left -= 1) {
      try {
        return await ask(path, signal);
      } catch (cause) {
        signal?.throwIfAborted();
        if (left > 1 && isReset(cause)) continue;
        throw new NoVerdict(`The virus scanner at ${url} does not answer as it should.`, { cause });
      }
    }
  };
}

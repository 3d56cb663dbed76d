import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { join } from "node:path";

export const PORT_NAMES = ["mongo", "redis", "s3", "mail", "inbox"] as const;
export type Ports = Record<(typeof PORT_NAMES)[number], number>;

/** Below the range that systems hand out to outgoing connections, so that a port kept over a restart is not lost to one. */
const FIRST = 20_000;
const LAST = 32_000;

/**
 * The ports of this folder: chosen free once, and the same ever after.
 * @throws Error that names the port that another program has, and what to do
 */
export async function choosePorts(runDir: string): Promise<Ports> {
  const file = join(runDir, "ports.json");
  const kept = readPorts(file);
  if (kept === null) return keep(file, await freePorts(runDir));
  for (const name of PORT_NAMES) {
    if (await isTaken(kept[name])) {
      throw new Error(
        `Port ${kept[name]}, on which this clone keeps ${name}, is taken by another program.\n` +
          `Stop that program, or delete ${file}: new ports are chosen, and the data stays.`,
      );
    }
  }
  return kept;
}

function readPorts(file: string): Ports | null {
  if (!existsSync(file)) return null;
  const ports = JSON.parse(readFileSync(file, "utf8")) as Partial<Ports>;
  return PORT_NAMES.every((name) => typeof ports[name] === "number") ? (ports as Ports) : null;
}

function keep(file: string, ports: Ports): Ports {
  writeFileSync(`${file}.new`, JSON.stringify(ports, null, 2));
  renameSync(`${file}.new`, file);
  return ports;
}

/** Looks from a place that the folder's name decides, so that two clones that begin at once look elsewhere. */
async function freePorts(runDir: string): Promise<Ports> {
  const start = createHash("sha256").update(runDir).digest().readUInt32BE(0) % (LAST - FIRST);
  const free: number[] = [];
  for (let step = 0; step < LAST - FIRST && free.length < PORT_NAMES.length; step++) {
    const port = FIRST + ((start + step) % (LAST - FIRST));
    if (await canListen(port)) free.push(port);
  }
  if (free.length < PORT_NAMES.length) throw new Error(`No free ports between ${FIRST} and ${LAST}.`);
  return Object.fromEntries(PORT_NAMES.map((name, i) => [name, free[i]])) as Ports;
}

/** Can a server listen here, on every address? */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server
      .once("error", () => resolve(false))
      .listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Does something answer on this port of this machine? */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const done = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .once("connect", () => done(true))
      .once("error", () => done(false))
      .connect(port, "127.0.0.1");
  });
}

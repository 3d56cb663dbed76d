import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canListen } from "../engines/ports.ts";

/**
 * The port of the app: `PORT` where it is set, else the one this clone had before, else 8080 or the next free one.
 * @throws Error when it is taken
 */
export async function appPort(runDir: string): Promise<number> {
  const asked = process.env["PORT"];
  if (asked !== undefined && asked !== "") return usable(Number(asked), "PORT says so");
  const file = join(runDir, "app-port");
  if (existsSync(file)) return usable(Number(readFileSync(file, "utf8")), `${file} says so`);
  let port = 8080;
  while (!(await canListen(port))) port += 1;
  writeFileSync(file, String(port));
  return port;
}

async function usable(port: number, why: string): Promise<number> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${port} is not a port (${why}).`);
  if (await canListen(port)) return port;
  throw new Error(
    `Port ${port} of the app (${why}) is taken by another program.\nStop that program, or choose another: PORT=9090 npm start`,
  );
}

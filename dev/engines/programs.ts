import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Outside the clone, so that a second clone finds what the first one installed. */
export const CACHE_DIR = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "model-pathway");
export const CACHE_BIN = join(CACHE_DIR, "bin");

/**
 * The program on the PATH, or the one that set-up put into the cache.
 * @throws Error when it is in neither
 */
export function find(program: string): string {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), CACHE_BIN]) {
    if (folder && isExecutable(join(folder, program))) return join(folder, program);
  }
  throw new Error(`${program} is not installed yet. “npm start” and “npm test” install it.`);
}

/** Is this program there? */
export function has(program: string): boolean {
  try {
    find(program);
    return true;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

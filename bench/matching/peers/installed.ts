import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Contestant } from "./peer.ts";

const HERE = import.meta.dirname;
const CACHE = join(HERE, "../../../.cache/bench");
const SOURCE = join(HERE, "lemon.cc");
const PROGRAM = join(CACHE, "lemon");

/** A peer that this machine has, or why it has not and what it showed earlier elsewhere (context, never a ratio). */
export type Peer =
  | { name: string; start: (dimacs: string, instance: string) => Contestant; skipped?: undefined }
  | { name: string; skipped: string; earlier: string; start?: undefined };

/** LEMON is compiled here on demand; OR-tools is asked for in Python. Neither is a part of the product. */
export function installedPeers(): Peer[] {
  const lemon = compileLemon();
  const ortools = spawnSync("python3", ["-c", "import ortools.graph.python.min_cost_flow"]).status === 0;
  return [
    lemonPeer("LEMON network simplex", "ns", lemon, "1,664 ms at 10,000 x 4,000 in November 2026"),
    lemonPeer("LEMON cost scaling", "cs", lemon, "3,295 ms at 10,000 x 4,000 in November 2026"),
    ortools
      ? {
          name: "OR-tools",
          start: (file) => new Contestant("OR-tools", "python3", [join(HERE, "ortools_flow.py"), file]),
        }
      : {
          name: "OR-tools",
          skipped: "pip install ortools would add it",
          earlier: "2,679 ms at 10,000 x 4,000 in November 2026",
        },
  ];
}

function lemonPeer(name: string, method: string, missing: string | null, earlier: string): Peer {
  if (missing !== null) return { name, skipped: missing, earlier };
  return { name, start: (file) => new Contestant(name, PROGRAM, [method, file]) };
}

/** Null when the program is there, else what is missing. */
function compileLemon(): string | null {
  if (!existsSync("/usr/include/lemon/network_simplex.h")) return "apt-get install liblemon-dev would add it";
  if (spawnSync("g++", ["--version"]).status !== 0) return "apt-get install g++ would add it";
  if (existsSync(PROGRAM) && statSync(PROGRAM).mtimeMs > statSync(SOURCE).mtimeMs) return null;
  mkdirSync(CACHE, { recursive: true });
  const { status, stderr } = spawnSync("g++", ["-O3", "-o", PROGRAM, SOURCE]);
  return status === 0 ? null : `it did not compile: ${stderr.toString().slice(0, 200)}`;
}

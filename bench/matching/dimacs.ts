import { closeSync, openSync, writeSync } from "node:fs";
import type { Network } from "./network.ts";

/**
 * Writes a network as DIMACS `p min`, which every minimum-cost flow solver reads: nodes count from 1, `n` lines give
 * supplies, `a` lines tail, head, lower bound 0, capacity and cost.
 */
export function writeDimacs(path: string, network: Network, note: string): void {
  const file = openSync(path, "w");
  try {
    for (const text of dimacsOf(network, note)) writeSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** The same as text, in pieces of some thousand lines. */
export function* dimacsOf(network: Network, note: string): Generator<string> {
  const { nodeCount, supply, tail, head, capacity, cost } = network;
  yield `c ${note}\nc nodes: Profiles, reviewers, sink, then a Profile's schools with two or more readers\n`;
  yield `p min ${nodeCount} ${tail.length}\n`;
  let lines: string[] = [];
  for (let node = 0; node < nodeCount; node++) if (supply[node] !== 0) lines.push(`n ${node + 1} ${supply[node]}\n`);
  for (let arc = 0; arc < tail.length; arc++) {
    lines.push(`a ${(tail[arc] as number) + 1} ${(head[arc] as number) + 1} 0 ${capacity[arc]} ${cost[arc]}\n`);
    if (lines.length < 8_192) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

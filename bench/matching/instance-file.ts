import { readFileSync, writeFileSync } from "node:fs";
import type { Instance } from "../../server/matching/instance.rules.ts";

const ARRAYS = ["demand", "capacity", "held", "pairStart", "pairReviewer", "pairCost", "school"] as const;

/** Writes an instance as one line of JSON and its arrays behind it, for a process that starts without having drawn it. */
export function writeInstance(path: string, instance: Instance): void {
  const { profileCount, reviewerCount, isOnePerSchool, loadWeight, seed } = instance;
  const lengths = ARRAYS.map((name) => instance[name].length);
  const head = JSON.stringify({ profileCount, reviewerCount, isOnePerSchool, loadWeight, seed, lengths });
  const padded = Buffer.from(`${head.padEnd(Math.ceil((head.length + 1) / 4) * 4 - 1)}\n`);
  const bodies = ARRAYS.map((name) =>
    Buffer.from(instance[name].buffer, instance[name].byteOffset, instance[name].byteLength),
  );
  const stands = Buffer.from(
    instance.pairStands.buffer,
    instance.pairStands.byteOffset,
    instance.pairStands.byteLength,
  );
  writeFileSync(path, Buffer.concat([padded, ...bodies, stands]));
}

/** Reads what `writeInstance` wrote; the arrays are views of one buffer. */
export function readInstance(path: string): Instance {
  const file = readFileSync(path);
  const bytes = new Uint8Array(file).buffer;
  const newline = file.indexOf(10);
  const { lengths, ...head } = JSON.parse(file.subarray(0, newline).toString()) as Head;
  let at = newline + 1;
  const [demand, capacity, held, pairStart, pairReviewer, pairCost, school] = lengths.map((length) => {
    const array = new Int32Array(bytes, at, length);
    at += length * 4;
    return array;
  }) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  const pairStands = new Uint8Array(bytes, at);
  return { ...head, demand, capacity, held, pairStart, pairReviewer, pairCost, pairStands, school };
}

type Head = Pick<Instance, "profileCount" | "reviewerCount" | "isOnePerSchool" | "loadWeight" | "seed"> & {
  lengths: number[];
};

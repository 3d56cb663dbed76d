/**
 * `npm run bench -- NAME [--quick]` runs `bench/NAME/bench.ts` and prints a table and, as its last line, the same as JSON. It
 * reports what it measured, met or not, and ends well unless something could not be measured at all.
 */
import { existsSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Bench, jsonOf, tableOf } from "./report.ts";

const HERE = import.meta.dirname;
const [name, ...flags] = process.argv.slice(2);
const names = readdirSync(HERE).filter((each) => existsSync(join(HERE, each, "bench.ts")));
const unknown = flags.filter((flag) => flag !== "--quick");
if (!name || !names.includes(name) || unknown.length > 0) {
  process.stderr.write(`Say: npm run bench -- NAME [--quick], where NAME is one of: ${names.join(", ")}\n`);
  process.exit(2);
}

const { bench } = (await import(pathToFileURL(join(HERE, name, "bench.ts")).href)) as { bench: Bench };
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`${name}: Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`);
const rows = await bench({ isQuick: flags.includes("--quick"), say });
say(`\n${tableOf(rows)}\n`);
say(jsonOf(name, rows));

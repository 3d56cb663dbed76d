import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkArrows } from "../../dev/check-arrows.ts";
import { ROOT_DIR } from "../engines.ts";

/** A tree with just this one file. */
function planted(file: string, source: string): string[] {
  const root = mkdtempSync(join(tmpdir(), "arrows-"));
  try {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), source);
    return checkArrows(root).map(({ rule }) => rule);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test("the house keeps its own arrows", () => {
  expect(checkArrows(ROOT_DIR)).toEqual([]);
});

test.each([
  [
    "a call to the right",
    "server/profiles/x.ts",
    'import { y } from "../reviews/index.ts";',
    "profiles does not call to its right (reviews)",
  ],
  [
    "a call past the front door",
    "server/reviews/x.ts",
    'import { y } from "../profiles/y.ts";',
    "profiles is reached through its index.ts",
  ],
  [
    "a type past the front door",
    "server/reviews/x.ts",
    'import type { Y } from "../profiles/y.ts";',
    "profiles is reached through its index.ts",
  ],
  [
    "a worker past the front door",
    "workers/x.ts",
    'import { y } from "../server/profiles/y.ts";',
    "profiles is reached through its index.ts",
  ],
  [
    "rules that read files",
    "server/people/x.rules.ts",
    'import { readFile } from "node:fs/promises";',
    "rules are pure: no I/O, no framework",
  ],
  [
    "rules that use a store",
    "server/people/x.rules.ts",
    'import { S } from "./x.store.ts";',
    "rules import rules and the kernel",
  ],
  ["a kernel with a package", "server/kernel/x.ts", 'import express from "express";', "the kernel imports nothing"],
  [
    "a platform that knows a feature",
    "server/platform/x.ts",
    'import { y } from "../people/index.ts";',
    "the platform knows no feature",
  ],
  ["a use case with mongoose", "server/people/x.ts", 'import mongoose from "mongoose";', "only stores know mongoose"],
  ["a use case with express", "server/people/x.ts", 'import express from "express";', "only routes know express"],
  [
    "the environment read in a use case",
    "server/people/x.ts",
    "const a = process.env.HOME;",
    "only server/config.ts reads the environment",
  ],
  [
    "a feature that imports its composer",
    "server/people/x.ts",
    'import { compose } from "../compose.ts";',
    "features do not import what composes them",
  ],
  [
    "a re-export past the front door",
    "server/reviews/index.ts",
    'export { y } from "../people/y.ts";',
    "people is reached through its index.ts",
  ],
  [
    "a dynamic import to the right",
    "server/people/x.ts",
    'await import("../quality/index.ts");',
    "people does not call to its right (quality)",
  ],
  [
    "the server importing a worker",
    "server/people/x.ts",
    'import { y } from "../../workers/y.ts";',
    "the server does not import workers",
  ],
])("%s is found", (_what, file, source, rule) => {
  expect(planted(file, source)).toEqual([rule]);
});

test("a leftward call through the front door is fine", () => {
  expect(planted("server/reviews/x.ts", 'import { y } from "../profiles/index.ts";')).toEqual([]);
});

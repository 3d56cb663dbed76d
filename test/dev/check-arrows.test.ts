import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkArrows } from "../../dev/check-arrows.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "arrows-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const plant = (files: Record<string, string>) => {
  for (const [path, source] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return checkArrows(root).map(({ file, imports, rule }) => `${file} -> ${imports}: ${rule}`);
};

/** A small house in which every arrow is right. */
const SOUND: Record<string, string> = {
  "server/kernel/event.ts": "export const event = 1;",
  "server/platform/mongo.ts": `import mongoose from "mongoose"; import { event } from "../kernel/event.ts"; export { event, mongoose };`,
  "server/config.ts": "export const port = process.env.PORT;",
  "server/deps.ts": `import type { PersonStore } from "./people/index.ts"; export type Deps = { people: PersonStore };`,
  "server/compose.ts": `import { PersonStore } from "./people/index.ts"; export const people = new PersonStore();`,
  "server/people/person.rules.ts": `import { createHash } from "node:crypto"; import { event } from "../kernel/event.ts";
    // process.env and Date.now() in a comment are only words, and so is "import x from 'express'" in a text
    export const may = (at: Date) => [createHash, event, new Date(at), "process.env"];`,
  "server/people/person.store.ts": `import mongoose from "mongoose"; import { may } from "./person.rules.ts";
    import { event } from "../platform/mongo.ts"; export class PersonStore { x = [mongoose, may, event]; }`,
  "server/people/sign-in.ts": `import type { Deps } from "../deps.ts"; import { may } from "./person.rules.ts";
    export const signIn = (deps: Deps) => may(new Date()) && deps;`,
  "server/people/people.routes.ts": `import express from "express"; import { signIn } from "./sign-in.ts";
    import { mongoose } from "../platform/mongo.ts"; export const routes = [express, signIn, mongoose];`,
  "server/people/index.ts": `export { may } from "./person.rules.ts"; export { PersonStore } from "./person.store.ts";
    export { signIn } from "./sign-in.ts"; export { routes } from "./people.routes.ts";`,
  "server/reviews/review.rules.ts": `import { may } from "../people/index.ts";
    import type { PersonStore } from "../people/index.ts"; export const score = (store: PersonStore) => [may, store];`,
  "server/reviews/score-review.ts": `import { signIn } from "../people/index.ts"; export const scoreReview = signIn;`,
  "server/reviews/index.ts": `export { scoreReview } from "./score-review.ts";`,
  "workers/tell.ts": `import { scoreReview } from "../server/reviews/index.ts"; export const tell = scoreReview;`,
};

test("a house in which every arrow is right has no violation", () => {
  expect(plant({})).toEqual([]);
});

const PLANTED: [what: string, file: string, source: string, found: string][] = [
  [
    "a feature that calls to its right",
    "server/people/find-reviews.ts",
    `import { scoreReview } from "../reviews/index.ts"; export { scoreReview };`,
    "server/reviews/index.ts: people does not call to its right (reviews)",
  ],
  [
    "even for a type",
    "server/people/find-reviews.ts",
    `import type { X } from "../reviews/index.ts"; export type { X };`,
    "server/reviews/index.ts: people does not call to its right (reviews)",
  ],
  [
    "a type imported in passing",
    "server/people/find-reviews.ts",
    `export type X = import("../reviews/index.ts").X;`,
    "server/reviews/index.ts: people does not call to its right (reviews)",
  ],
  [
    "a dynamic import to the right",
    "server/people/find-reviews.ts",
    `export const load = () => import("../reviews/index.ts");`,
    "server/reviews/index.ts: people does not call to its right (reviews)",
  ],
  [
    "a path computed at run time",
    "server/people/find-reviews.ts",
    "export const load = (name: string) => import(`../${name}/index.ts`);",
    "a path computed at run time: a path computed at run time cannot be checked",
  ],
  [
    "a way round the front door",
    "server/reviews/peek.ts",
    `import { may } from "../people/person.rules.ts"; export { may };`,
    "server/people/person.rules.ts: people is reached through its index.ts",
  ],
  [
    "a way round the front door by a re-export",
    "server/reviews/peek.ts",
    `export * from "../people/person.rules.ts";`,
    "server/people/person.rules.ts: people is reached through its index.ts",
  ],
  [
    "a worker that goes round the front door",
    "workers/peek.ts",
    `import { PersonStore } from "../server/people/person.store.ts"; export { PersonStore };`,
    "server/people/person.store.ts: people is reached through its index.ts",
  ],
  [
    "a composing file that goes round the front door",
    "server/app.ts",
    `import { routes } from "./people/people.routes.ts"; export { routes };`,
    "server/people/people.routes.ts: people is reached through its index.ts",
  ],
  [
    "files in a rule",
    "server/people/x.rules.ts",
    `import { readFileSync } from "node:fs"; export { readFileSync };`,
    "node:fs: rules are pure: no I/O, no framework",
  ],
  [
    "mongoose in a rule, only as a type",
    "server/people/x.rules.ts",
    `import type { Schema } from "mongoose"; export type { Schema };`,
    "mongoose: rules are pure: no I/O, no framework",
  ],
  [
    "express in a rule",
    "server/people/x.rules.ts",
    `import express from "express"; export { express };`,
    "express: rules are pure: no I/O, no framework",
  ],
  [
    "chance in a rule",
    "server/people/x.rules.ts",
    `import { randomUUID } from "node:crypto"; export { randomUUID };`,
    "node:crypto: rules use only createHash of node:crypto",
  ],
  [
    "the clock in a rule",
    "server/people/x.rules.ts",
    "export const now = () => Date.now();",
    "Date.now: rules know no clock, no chance and no network",
  ],
  [
    "a new date in a rule",
    "server/people/x.rules.ts",
    "export const now = () => new Date();",
    "new Date(): rules know no clock, no chance and no network",
  ],
  [
    "Math.random in a rule",
    "server/people/x.rules.ts",
    `export const dice = () => Math["random"]();`,
    "Math.random: rules know no clock, no chance and no network",
  ],
  [
    "the network in a rule",
    "server/people/x.rules.ts",
    `export const get = () => fetch("http://x.example");`,
    "fetch(): rules know no clock, no chance and no network",
  ],
  [
    "the platform in a rule",
    "server/people/x.rules.ts",
    `import { event } from "../platform/mongo.ts"; export { event };`,
    "server/platform/mongo.ts: rules does not import the platform",
  ],
  [
    "a store in a rule",
    "server/people/x.rules.ts",
    `import { PersonStore } from "./person.store.ts"; export { PersonStore };`,
    "server/people/person.store.ts: rules does not import a store",
  ],
  [
    "another feature's store in a rule, through its front door",
    "server/reviews/x.rules.ts",
    `import { PersonStore } from "../people/index.ts"; export { PersonStore };`,
    "server/people/index.ts: rules takes only rules from people, not PersonStore",
  ],
  [
    "everything of another feature in a rule",
    "server/reviews/x.rules.ts",
    `import * as people from "../people/index.ts"; export { people };`,
    "server/people/index.ts: rules takes only rules from people, not *",
  ],
  [
    "mongoose in a use case",
    "server/people/x.ts",
    `import mongoose from "mongoose"; export { mongoose };`,
    "mongoose: only stores know mongoose",
  ],
  [
    "express in a use case",
    "server/people/x.ts",
    `import express from "express"; export { express };`,
    "express: only routes know the web framework",
  ],
  [
    "a queue in a use case",
    "server/people/x.ts",
    `import { Queue } from "bullmq"; export { Queue };`,
    "bullmq: what reaches outside comes through Deps",
  ],
  [
    "files in a use case",
    "server/people/x.ts",
    `import { readFile } from "node:fs/promises"; export { readFile };`,
    "node:fs/promises: files are read by the platform, through Deps",
  ],
  [
    "a store in a use case",
    "server/people/x.ts",
    `import { PersonStore } from "./person.store.ts"; export { PersonStore };`,
    "server/people/person.store.ts: use case does not import a store",
  ],
  [
    "Deps by value",
    "server/people/x.ts",
    `import { Deps } from "../deps.ts"; export { Deps };`,
    "server/deps.ts: of Deps and of the configuration only the types are imported",
  ],
  [
    "express in a store",
    "server/people/x.store.ts",
    `import express from "express"; export { express };`,
    "express: only routes know the web framework",
  ],
  [
    "a use case in a store",
    "server/people/x.store.ts",
    `import { signIn } from "./sign-in.ts"; export { signIn };`,
    "server/people/sign-in.ts: store does not import a use case",
  ],
  [
    "a use case in a page",
    "server/people/x.page.ts",
    `import { signIn } from "./sign-in.ts"; export { signIn };`,
    "server/people/sign-in.ts: page does not import a use case",
  ],
  [
    "mongoose in routes",
    "server/people/x.routes.ts",
    `import mongoose from "mongoose"; export { mongoose };`,
    "mongoose: only stores know mongoose",
  ],
  [
    "a front door on another feature",
    "server/reviews/index.ts",
    `export { event } from "../kernel/event.ts";`,
    "server/kernel/event.ts: a front door opens on its own feature only",
  ],
  [
    "a package in the kernel",
    "server/kernel/x.ts",
    `import express from "express"; export { express };`,
    "express: the kernel imports nothing",
  ],
  [
    "the platform in the kernel",
    "server/kernel/x.ts",
    `import { event } from "../platform/mongo.ts"; export { event };`,
    "server/platform/mongo.ts: the kernel imports nothing",
  ],
  [
    "a feature in the platform",
    "server/platform/x.ts",
    `import type { may } from "../people/index.ts"; export type { may };`,
    "server/people/index.ts: the platform knows no feature",
  ],
  [
    "Deps in the platform",
    "server/platform/x.ts",
    `import type { Deps } from "../deps.ts"; export type { Deps };`,
    "server/deps.ts: the platform knows no feature",
  ],
  [
    "the environment read in a feature",
    "server/people/x.ts",
    `export const port = process.env["PORT"];`,
    "process.env: only server/config.ts reads the environment",
  ],
  [
    "the environment read in a worker",
    "workers/x.ts",
    "const { PORT } = process.env; export { PORT };",
    "process.env: only server/config.ts reads the environment",
  ],
  [
    "a worker in the server",
    "server/people/x.ts",
    `import { tell } from "../../workers/tell.ts"; export { tell };`,
    "workers/tell.ts: the server does not import workers",
  ],
  [
    "development code in the server",
    "server/people/x.ts",
    `import { startEngines } from "../../dev/engines.ts"; export { startEngines };`,
    "dev/engines.ts: server and workers import only server and workers",
  ],
  [
    "a feature that imports what composes it",
    "server/people/x.ts",
    `import { people } from "../compose.ts"; export { people };`,
    "server/compose.ts: features do not import what composes them",
  ],
  [
    "a room that the plan does not have",
    "server/people/x.ts",
    `import { help } from "../utilities/help.ts"; export { help };`,
    "server/utilities/help.ts: server and workers import only server and workers",
  ],
  [
    "an import in a JavaScript file",
    "server/people/x.mjs",
    `import { scoreReview } from "../reviews/index.ts"; export { scoreReview };`,
    "server/reviews/index.ts: people does not call to its right (reviews)",
  ],
];

test.each(PLANTED)("%s is found", (_what, file, source, found) => {
  expect(plant({ [file]: source })).toEqual([`${file} -> ${found}`]);
});

test("the arrows of this house hold", () => {
  expect(checkArrows(join(__dirname, "../.."))).toEqual([]);
});

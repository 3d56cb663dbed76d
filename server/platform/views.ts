/**
 * Handlebars pages. The engine is strict: a page that prints a value its view model lacks fails at once, so that no
 * empty word reaches a reader. Partials see only what they are passed. What a page must give: `views/README.md`.
 */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Express } from "express";
import { create } from "express-handlebars";
import Handlebars from "handlebars";
import { HELPERS, type Manifest } from "./view-helpers.ts";

/** The explicit plain object that a template shows. Never spread user input into it: `layout` is one of its keys. */
export type ViewModel = Record<string, unknown>;

export type Views = {
  /** Makes `res.render("people/sign-in", model)` work; the request-wide part comes from `res.locals.page`. */
  configure(app: Express): void;
  /** The finished HTML of `views/NAME.hbs` within the layout that the model names (`main`, `bare`, or `false`). */
  render(name: string, model: ViewModel): Promise<string>;
};

/** How Handlebars compiles everything here. `knownHelpersOnly` makes a mistyped helper an error. */
export const COMPILER_OPTIONS = {
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
  explicitPartialContext: true,
  // An indented partial would indent every line of what somebody wrote in a text box, once more with each save.
  preventIndent: true,
} as const;

/** @throws Error when `public/build/manifest.json` is missing: run `node dev/build-browser.ts` */
export function createViews(rootDir: string, { isCached = true }: { isCached?: boolean } = {}): Views {
  const manifest = manifestReader(join(rootDir, "public/build/manifest.json"));
  const viewsDir = join(rootDir, "views");
  const handlebars = Handlebars.create();
  const engine = create({
    handlebars,
    extname: ".hbs",
    defaultLayout: "main",
    layoutsDir: join(viewsDir, "layouts"),
    partialsDir: join(viewsDir, "partials"),
    compilerOptions: COMPILER_OPTIONS,
    helpers: { ...HELPERS, asset: (name: unknown) => assetAddress(manifest(), String(name)) },
  });
  return {
    configure(app) {
      app.engine(".hbs", (path, options, done) => void engine.renderView(path, refuseReserved({ ...options }), done));
      app.set("view engine", ".hbs");
      app.set("views", viewsDir);
      if (isCached) app.enable("view cache");
      else app.disable("view cache");
    },
    render: (name, model) =>
      engine.renderView(join(viewsDir, `${name}.hbs`), refuseReserved({ layout: "main", ...model, cache: isCached })),
  };
}

/** The engine's own options travel beside the model's words; a model that names one of these would steer the engine. */
const RESERVED = ["helpers", "partials", "data", "runtimeOptions", "encoding"];
const LAYOUTS: readonly unknown[] = ["main", "bare", false, undefined];

function refuseReserved(options: ViewModel): ViewModel {
  const taken = RESERVED.find((key) => options[key] !== undefined);
  if (taken !== undefined) throw new Error(`a view model may not use the word "${taken}"`);
  if (!LAYOUTS.includes(options["layout"])) throw new Error(`no such layout: ${JSON.stringify(options["layout"])}`);
  return options;
}

function assetAddress(manifest: Manifest, name: string): string {
  const address = manifest[name];
  if (address === undefined) throw new Error(`no built file "${name}": run node dev/build-browser.ts`);
  return address;
}

/** Reads the manifest, and anew whenever it was built again: the old files are gone then. */
function manifestReader(path: string): () => Manifest {
  let manifest = readManifest(path);
  let readAt = statSync(path).mtimeMs;
  return () => {
    const { mtimeMs } = statSync(path);
    if (mtimeMs !== readAt) manifest = readManifest(path);
    readAt = mtimeMs;
    return manifest;
  };
}

function readManifest(path: string): Manifest {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch (cause) {
    throw new Error("the browser's files are not built yet: run `node dev/build-browser.ts`", { cause });
  }
}

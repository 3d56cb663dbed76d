/**
 * Makes what a browser fetches: `browser/*.ts` and the theme become `public/build/`, every name with a hash of its
 * content, and `manifest.json` says which is which. `node dev/build-browser.ts` takes seconds; the theme is compiled
 * anew only when it, or USWDS, changed.
 */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { COMPRESSED } from "../server/platform/built-files.ts";
import { build, type BuildOptions, type Metafile } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const OUT = join(ROOT, "public/build");
const CACHE = join(ROOT, ".cache");
const USWDS = join(ROOT, "node_modules/@uswds/uswds");

/** Plain name -> address. */
export type Manifest = Record<string, string>;
/** One kind of output; `files` are all its names in the folder, maps and fonts too. */
type Made = { manifest: Manifest; files: string[] };

const COMMON = {
  bundle: true,
  minify: true,
  metafile: true,
  absWorkingDir: ROOT,
  outdir: OUT,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  logLevel: "warning",
  target: ["chrome110", "firefox115", "safari16"],
} satisfies BuildOptions;

/** Builds everything, unless nothing changed since the last time (`isForced` builds all the same). Returns the manifest. */
export async function buildBrowser({ isForced = false } = {}): Promise<Manifest> {
  mkdirSync(OUT, { recursive: true });
  const stamp = inputsHash();
  const built = readBuilt();
  if (!isForced && built?.stamp === stamp) return built.manifest;
  const made = [await scripts(), await theme(), copies()];
  const manifest = Object.assign({}, ...made.map((part) => part.manifest)) as Manifest;
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
  const files = made.flatMap((part) => part.files);
  const compressed = compress(files);
  writeWhole(join(OUT, "manifest.json"), JSON.stringify(sorted, null, 2));
  writeWhole(join(OUT, "stamp"), stamp);
  dropOld(new Set([...files, ...compressed, "manifest.json", "stamp"]));
  return sorted;
}

/** Of all that the output depends on: our sources, this file, and the versions of the packages. */
function inputsHash(): string {
  const hash = createHash("sha256");
  const files = ["browser", "styles"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const path of [...files.sort(), import.meta.filename, join(ROOT, "package-lock.json")]) {
    hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function readBuilt(): { stamp: string; manifest: Manifest } | null {
  try {
    const manifest = JSON.parse(readFileSync(join(OUT, "manifest.json"), "utf8")) as Manifest;
    return { stamp: readFileSync(join(OUT, "stamp"), "utf8"), manifest };
  } catch {
    return null;
  }
}

/** Renamed into place: a reader meanwhile never sees half of it. */
function writeWhole(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

async function scripts(): Promise<Made> {
  const entryPoints = readdirSync(join(ROOT, "browser"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(ROOT, "browser", name));
  const { metafile } = await build({ ...COMMON, entryPoints, format: "esm", sourcemap: true, sourcesContent: false });
  return madeOf(metafile, (entry) => basename(entry).replace(/\.ts$/, ".js"));
}

/** The sass output goes through esbuild, which copies only the fonts and pictures that the theme really uses. */
async function theme(): Promise<Made> {
  const { metafile } = await build({
    ...COMMON,
    stdin: { contents: await themeCss(), loader: "css", resolveDir: join(USWDS, "dist/css"), sourcefile: "theme.css" },
    entryNames: "theme-[hash]",
    loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  });
  return madeOf(metafile, () => "theme.css");
}

async function themeCss(): Promise<string> {
  const parts = readdirSync(join(ROOT, "styles")).filter((name) => name.endsWith(".css"));
  // product.css first: the parts of single pages build on it.
  const inOrder = ["product.css", ...parts.filter((name) => name !== "product.css").sort()];
  return (await compiledSass()) + inOrder.map((name) => readFileSync(join(ROOT, "styles", name), "utf8")).join("\n");
}

async function compiledSass(): Promise<string> {
  const sources = readdirSync(join(ROOT, "styles")).filter((name) => name.endsWith(".scss"));
  const key = createHash("sha256").update(readFileSync(join(USWDS, "package.json")));
  for (const name of sources.sort()) key.update(name).update(readFileSync(join(ROOT, "styles", name)));
  const cached = join(CACHE, `theme-${key.digest("hex").slice(0, 16)}.css`);
  try {
    return readFileSync(cached, "utf8");
  } catch {
    const { compileAsync } = await import("sass");
    const { css } = await compileAsync(join(ROOT, "styles/theme.scss"), {
      loadPaths: [join(USWDS, "packages")],
      quietDeps: true,
      // USWDS 3.14 still uses them; nothing of ours does.
      silenceDeprecations: ["global-builtin", "import", "if-function"],
    });
    mkdirSync(CACHE, { recursive: true });
    writeWhole(cached, css);
    return css;
  }
}

/** Files taken as they are, with a hash in the name. */
function copies(): Made {
  const made: Made = { manifest: {}, files: [] };
  for (const source of ["dist/js/uswds-init.min.js", "dist/js/uswds.min.js", "dist/img/sprite.svg"]) {
    const path = join(USWDS, source);
    const hash = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 8);
    const plain = basename(path).replace(".min", "");
    const hashed = plain.replace(/\.(\w+)$/, `-${hash}.$1`);
    copyFileSync(path, join(OUT, hashed));
    made.manifest[plain] = `/build/${hashed}`;
    made.files.push(hashed);
  }
  return made;
}

function madeOf({ outputs }: Metafile, plainName: (entryPoint: string) => string): Made {
  const made: Made = { manifest: {}, files: [] };
  for (const [path, { entryPoint }] of Object.entries(outputs)) {
    made.files.push(basename(path));
    if (entryPoint !== undefined) made.manifest[plainName(entryPoint)] = `/build/${basename(path)}`;
  }
  return made;
}

/** Writes `NAME.gz` beside each, once; the names of what it wrote. */
function compress(files: readonly string[]): string[] {
  return files
    .filter((name) => COMPRESSED.test(name))
    .map((name) => {
      const compressed = `${name}.gz`;
      if (!existsSync(join(OUT, compressed))) {
        writeFileSync(join(OUT, compressed), gzipSync(readFileSync(join(OUT, name)), { level: 9 }));
      }
      return compressed;
    });
}

/** Only after the new ones are in place, so that a running server misses nothing for longer than a moment. */
function dropOld(kept: ReadonlySet<string>): void {
  for (const name of readdirSync(OUT)) {
    if (!kept.has(name)) rmSync(join(OUT, name), { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const began = Date.now();
  const manifest = await buildBrowser();
  console.log(`${Object.keys(manifest).length} entries in public/build, ${Date.now() - began} ms`);
  if (!process.argv.includes("--watch")) return;
  let timer: NodeJS.Timeout | undefined;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void buildBrowser().then(() => console.log("built"), console.error), 100);
  };
  for (const folder of ["browser", "styles"]) watch(join(ROOT, folder), { recursive: true }, again);
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}

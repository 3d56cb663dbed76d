/**
 * Checks the arrows of docs/architecture.md over every import of server/ and workers/. A feature calls only to its left
 * and only through a front door; the suffix of a file is its layer; rules are pure; the kernel and the platform know no
 * feature; one file reads the environment. `node dev/check-arrows.ts [root]` prints each violation and ends with 1 if
 * there is any.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { FEATURES, type Layer, packageRule, type Place, placeOf, PURE_NAMES, SHARED, WITHIN } from "./arrows/layers.ts";
import { type Import, type Read, readSource } from "./arrows/read-source.ts";

export type Violation = { file: string; imports: string; rule: string };
type Edge = { file: string; from: Place; target: string; to: Place; edge: Import };
type Tree = ReadonlyMap<string, Read>;

/** Every arrow that points the wrong way below `root`, in the order of the files. */
export function checkArrows(root: string): Violation[] {
  const tree: Tree = new Map(
    ["server", "workers"]
      .flatMap((folder) => filesIn(join(root, folder)))
      .map((path) => [relative(root, path), readSource(readFileSync(path, "utf8"))]),
  );
  return [...tree].flatMap(([file, read]) => [
    ...outsideWorld(file, read),
    ...read.imports.flatMap((edge) => {
      const target = edge.path.startsWith(".") ? normalize(join(dirname(file), edge.path)) : edge.path;
      const rule = brokenRule({ file, from: placeOf(file), target, to: placeOf(target), edge }, tree);
      return rule === null ? [] : [{ file, imports: target, rule }];
    }),
  ]);
}

function outsideWorld(file: string, { readsEnvironment, impure }: Read): Violation[] {
  const found: Violation[] = [];
  if (readsEnvironment && file !== "server/config.ts")
    found.push({ file, imports: "process.env", rule: "only server/config.ts reads the environment" });
  if (file.endsWith(".rules.ts"))
    for (const name of impure)
      found.push({ file, imports: name, rule: "rules know no clock, no chance and no network" });
  return found;
}

function brokenRule(arrow: Edge, tree: Tree): string | null {
  const { file, from, target, to, edge } = arrow;
  if (edge.path === "a path computed at run time") return "a path computed at run time cannot be checked";
  if (to.room === "elsewhere") return "server and workers import only server and workers";
  if (file.startsWith("server/") && to.room === "workers") return "the server does not import workers";
  if (to.room === "package") return packageRule(from, target, edge.isTypeOnly) ?? namesRule(from, edge);
  if (from.room === "kernel") return to.room === "kernel" ? null : "the kernel imports nothing";
  if (from.room === "platform") return platformRule(to);
  if (to.room === "feature") return doorRule(arrow, to, tree);
  return from.room === "feature" ? sharedRule(from, to, edge) : null;
}

function platformRule(to: Place): string | null {
  return to.room === "kernel" || to.room === "platform" || to.room === "config"
    ? null
    : "the platform knows no feature";
}

/** Of some packages only a few names are pure. */
function namesRule(from: Place, edge: Import): string | null {
  const pure = PURE_NAMES[edge.path];
  if (!pure || edge.isTypeOnly || !mustBePure(from)) return null;
  const others = edge.names.filter((name) => !pure.includes(name));
  return others.length === 0 ? null : `rules use only ${pure.join(", ")} of ${edge.path}`;
}

const mustBePure = (place: Place): boolean =>
  place.room === "kernel" || (place.room === "feature" && place.layer === "rules");

/** Into a feature: leftward, and through the front door. The same door for workers and for the composing files. */
function doorRule({ from, target, to, edge }: Edge, into: Place & { room: "feature" }, tree: Tree): string | null {
  if (from.room !== "feature") return to.room === "feature" && into.layer === "index" ? null : throughDoor(into);
  if (from.feature === into.feature) return withinRule(from.layer, into.layer, edge);
  if (FEATURES.indexOf(into.feature) > FEATURES.indexOf(from.feature))
    return `${from.feature} does not call to its right (${into.feature})`;
  if (into.layer !== "index") return throughDoor(into);
  if (edge.isTypeOnly || !["rules", "store", "page"].includes(from.layer)) return null;
  const impure = edge.names.filter((name) => !isRuleOf(target, name, tree));
  return impure.length === 0 ? null : `${from.layer} takes only rules from ${into.feature}, not ${impure.join(", ")}`;
}

const throughDoor = ({ feature }: { feature: string }) => `${feature} is reached through its index.ts`;

function withinRule(from: Layer, to: Layer, edge: Import): string | null {
  if (WITHIN[from].includes(to)) return null;
  if (edge.isTypeOnly && from !== "rules") return null;
  if (to === "index") return "inside a feature, files are imported by their own names";
  return `${from} does not import ${to === "use case" ? "a use case" : `a ${to}`}`;
}

function sharedRule({ layer, feature }: Place & { room: "feature" }, to: Place, edge: Import): string | null {
  if (SHARED[layer].includes(to.room)) return null;
  // Its work is running tools on files, in the platform's sandbox.
  if (feature === "media" && layer === "use case" && to.room === "platform") return null;
  if (layer === "index") return "a front door opens on its own feature only";
  if (to.room === "composing") return "features do not import what composes them";
  if (edge.isTypeOnly && layer !== "rules") return null;
  if (to.room === "deps" || to.room === "config") return "of Deps and of the configuration only the types are imported";
  return `${layer} does not import the ${to.room}`;
}

/** Does this front door hand the name on from a `.rules.ts`? A rule that takes only such names stays pure. */
function isRuleOf(door: string, name: string, tree: Tree): boolean {
  const exports = tree.get(door)?.imports.filter(({ isExport }) => isExport) ?? [];
  const isRules = ({ path }: Import) => path.endsWith(".rules.ts");
  const named = exports.find(({ names }) => names.includes(name));
  if (named) return isRules(named);
  return name !== "*" && exports.filter(({ names }) => names.includes("*")).some(isRules);
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ts|mts|cts|js|mjs|cjs)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

if (process.argv[1]?.endsWith("check-arrows.ts")) {
  const violations = checkArrows(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const { file, imports, rule } of violations) process.stdout.write(`${file} -> ${imports}: ${rule}\n`);
  process.stdout.write(violations.length === 0 ? "The arrows hold.\n" : `${violations.length} arrows are wrong.\n`);
  process.exit(violations.length === 0 ? 0 : 1);
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/**
 * Checks the arrows of docs/architecture.md over every import of server/ and workers/. A feature calls only to its left
 * and only through a front door; rules are pure; the kernel and the platform know no feature; one file reads the
 * environment. `node dev/check-arrows.ts [root]` prints each violation and ends with 1 if there is any.
 */
export const FEATURES = [
  "people",
  "letters",
  "programs",
  "cohorts",
  "media",
  "profiles",
  "matching",
  "reviews",
  "calibration",
  "outcomes",
  "interviews",
  "decisions",
  "quality",
] as const;

export type Violation = { file: string; imports: string; rule: string };
type Import = { path: string; isTypeOnly: boolean };

/** Packages that rules may use: they compute and do no I/O. */
const PURE_PACKAGES = new Set(["zod", "luxon", "node:crypto"]);

export function checkArrows(root: string): Violation[] {
  const files = ["server", "workers"]
    .flatMap((folder) => filesIn(join(root, folder)))
    .map((file) => relative(root, file));
  return files.flatMap((file) => violationsOf(root, file)).sort((a, b) => (a.file < b.file ? -1 : 1));
}

function violationsOf(root: string, file: string): Violation[] {
  const source = readFileSync(join(root, file), "utf8");
  const found = importsOf(source).flatMap(({ path, isTypeOnly }) => {
    const target = path.startsWith(".") ? normalize(join(dirname(file), path)) : path;
    const rule = brokenRule(file, target, isTypeOnly);
    return rule === null ? [] : [{ file, imports: target, rule }];
  });
  if (file !== "server/config.ts" && /\bprocess\.env\b/.test(source)) {
    found.push({ file, imports: "process.env", rule: "only server/config.ts reads the environment" });
  }
  return found;
}

function brokenRule(file: string, target: string, isTypeOnly: boolean): string | null {
  const isPackage = !target.includes("/") || !/^(server|workers|browser|dev|test|bench)\//.test(target);
  const [, from = ""] = file.split("/");
  if (!isPackage && !/^(server|workers)\//.test(target)) return "server and workers import only server and workers";
  if (file.startsWith("server/") && target.startsWith("workers/")) return "the server does not import workers";
  if (file.startsWith("server/kernel/")) return kernelRule(target, isPackage);
  if (file.startsWith("server/platform/")) return platformRule(target, isPackage);
  const doors = doorRule(file, target);
  if (doors !== null) return doors;
  if (!isFeature(from)) return null;
  return layerRule(file, target, isPackage, isTypeOnly);
}

function kernelRule(target: string, isPackage: boolean): string | null {
  if (isPackage) return PURE_PACKAGES.has(target) ? null : "the kernel imports nothing";
  return target.startsWith("server/kernel/") ? null : "the kernel imports nothing";
}

function platformRule(target: string, isPackage: boolean): string | null {
  if (isPackage || /^server\/(kernel|platform)\//.test(target) || target === "server/config.ts") return null;
  return "the platform knows no feature";
}

/** Across features: leftward, and through the front door. The same doors for workers and for the composing files. */
function doorRule(file: string, target: string): string | null {
  const to = featureOf(target);
  if (to === null || to === featureOf(file)) return null;
  const from = featureOf(file);
  if (from !== null && FEATURES.indexOf(to) > FEATURES.indexOf(from))
    return `${from} does not call to its right (${to})`;
  return target === `server/${to}/index.ts` || target.endsWith(".worker.ts")
    ? null
    : `${to} is reached through its index.ts`;
}

/** Inside a feature the suffix is the layer. */
function layerRule(file: string, target: string, isPackage: boolean, isTypeOnly: boolean): string | null {
  const inKernel = target.startsWith("server/kernel/");
  if (file.endsWith(".rules.ts")) {
    if (isPackage) return PURE_PACKAGES.has(target) ? null : "rules are pure: no I/O, no framework";
    if (inKernel || /\.(rules|json)(\.ts)?$/.test(target) || target.endsWith("/index.ts")) return null;
    return "rules import rules and the kernel";
  }
  const isRoute = file.endsWith(".routes.ts") || file.endsWith(".upload.ts");
  const isStore = file.endsWith(".store.ts");
  if (isPackage && target === "express" && !isRoute && !isTypeOnly) return "only routes know express";
  if (isPackage && target === "mongoose" && !isStore && !isTypeOnly) return "only stores know mongoose";
  if (file.endsWith(".page.ts") && target === "server/deps.ts") return "a page only shapes what it is given";
  if (target === "server/compose.ts" || target === "server/app.ts") return "features do not import what composes them";
  if (target === "server/deps.ts" && !isTypeOnly) return "only the type of Deps is imported";
  return null;
}

function featureOf(path: string): (typeof FEATURES)[number] | null {
  const [top, name = "", rest] = path.split("/");
  return top === "server" && rest !== undefined && isFeature(name) ? name : null;
}

function isFeature(name: string): name is (typeof FEATURES)[number] {
  return (FEATURES as readonly string[]).includes(name);
}

function importsOf(source: string): Import[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const statements = code.matchAll(/(?:^|\n|;)\s*(import|export)\b(\s+type\b)?[^;"']*?\bfrom\s*["']([^"']+)["']/g);
  const bare = code.matchAll(/(?:^|\n|;)\s*import\s*["']([^"']+)["']/g);
  const dynamic = code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [
    ...[...statements].map(([, , type, path]) => ({ path: path ?? "", isTypeOnly: type !== undefined })),
    ...[...bare, ...dynamic].map(([, path]) => ({ path: path ?? "", isTypeOnly: false })),
  ];
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

if (process.argv[1]?.endsWith("check-arrows.ts")) {
  const violations = checkArrows(process.argv[2] ?? join(import.meta.dirname, ".."));
  for (const { file, imports, rule } of violations) process.stdout.write(`${file} -> ${imports}: ${rule}\n`);
  process.stdout.write(violations.length === 0 ? "The arrows hold.\n" : `${violations.length} arrows are wrong.\n`);
  process.exit(violations.length === 0 ? 0 : 1);
}

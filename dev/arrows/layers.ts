/** The arrows of docs/architecture.md as data and pure questions; `check-arrows.ts` asks them of every import. */
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

export type Feature = (typeof FEATURES)[number];
export type Layer = "rules" | "store" | "use case" | "routes" | "page" | "index";
/** Where a file stands, or `package` for what is not ours. */
export type Place =
  | { room: "feature"; feature: Feature; layer: Layer }
  | { room: "kernel" | "platform" | "config" | "deps" | "composing" | "workers" | "elsewhere" | "package" };

/** Packages that compute and do no I/O. Of node:crypto only hashes: see `PURE_NAMES`. */
const PURE_PACKAGES = ["zod", "luxon", "node:crypto"];
export const PURE_NAMES: Record<string, readonly string[]> = { "node:crypto": ["createHash"] };

const FRAMEWORKS = /^(express|express-session|express-handlebars|multer|helmet)$/;
const OUTSIDE = /^(bullmq|ioredis|nodemailer|mongodb|@aws-sdk\/.*|node:(child_process|net|http|https|http2|dns|tls))$/;
const FILES = /^node:fs/;

export function placeOf(path: string): Place {
  const [top, name = "", ...rest] = path.split("/");
  if (!/^(server|workers|browser|dev|test|bench)$/.test(top ?? "") || name === "") return { room: "package" };
  if (top === "workers") return { room: "workers" };
  if (top !== "server") return { room: "elsewhere" };
  if (name === "kernel" || name === "platform") return { room: name };
  if (name === "config.ts") return { room: "config" };
  if (name === "deps.ts") return { room: "deps" };
  if (rest.length > 0 && isFeature(name)) return { room: "feature", feature: name, layer: layerOf(path) };
  // A folder that is no feature, no kernel and no platform is a room that the plan does not have.
  return rest.length > 0 ? { room: "elsewhere" } : { room: "composing" };
}

function layerOf(path: string): Layer {
  if (path.endsWith("/index.ts") && path.split("/").length === 3) return "index";
  if (path.endsWith(".json")) return "rules";
  const suffix = /\.(rules|store|routes|page|upload|home)\.ts$/.exec(path)?.[1];
  // What a feature puts on the first page, and how a form's files come in, are edges like routes.
  return suffix === "upload" || suffix === "home" ? "routes" : ((suffix as Layer | undefined) ?? "use case");
}

export const isFeature = (name: string): name is Feature => (FEATURES as readonly string[]).includes(name);

/** Why a package may not be used at this place, or null. */
export function packageRule(place: Place, name: string, isTypeOnly: boolean): string | null {
  if (place.room === "kernel" || (place.room === "feature" && place.layer === "rules")) {
    if (PURE_PACKAGES.includes(name)) return null;
    return place.room === "kernel" ? "the kernel imports nothing" : "rules are pure: no I/O, no framework";
  }
  if (place.room !== "feature" || isTypeOnly) return null;
  if (FRAMEWORKS.test(name) && place.layer !== "routes") return "only routes know the web framework";
  if (name === "mongoose" && place.layer !== "store") return "only stores know mongoose";
  if (OUTSIDE.test(name)) return "what reaches outside comes through Deps";
  // Media is about files: its tools read them in the worker's scratch folder.
  if (FILES.test(name) && place.feature !== "media") return "files are read by the platform, through Deps";
  return null;
}

/** Inside a feature the suffix is the layer: which layer may import which of the same feature. */
export const WITHIN: Record<Layer, readonly Layer[]> = {
  rules: ["rules"],
  store: ["rules", "store"],
  "use case": ["rules", "use case"],
  routes: ["rules", "use case", "page", "routes"],
  page: ["rules", "page"],
  index: ["rules", "store", "use case", "routes", "page"],
};

/** What a layer may import from the shared rooms; types of all of them but `composing` are free for all but rules. */
export const SHARED: Record<Layer, readonly Place["room"][]> = {
  rules: ["kernel"],
  store: ["kernel", "platform"],
  "use case": ["kernel"],
  routes: ["kernel", "platform", "composing"],
  page: ["kernel", "platform"],
  index: [],
};

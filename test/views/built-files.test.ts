import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildBrowser, type Manifest } from "../../dev/build-browser.ts";
import { openGallery } from "../../dev/gallery.ts";

const ROOT = join(import.meta.dirname, "../..");
let manifest: Manifest;
let gallery: Awaited<ReturnType<typeof openGallery>>;

beforeAll(async () => {
  manifest = await buildBrowser();
  gallery = await openGallery();
});

afterAll(() => gallery.close());

test("a second build changes nothing", async () => {
  const first = readFileSync(join(ROOT, "public/build/manifest.json"), "utf8");
  expect(await buildBrowser({ isForced: true })).toEqual(manifest);
  expect(readFileSync(join(ROOT, "public/build/manifest.json"), "utf8")).toBe(first);
});

test.each(["theme.css", "main.js", "sprite.svg"])(
  "%s is sent small to whom it can be, else whole, and kept",
  async (name) => {
    const fetched = (encoding: string) =>
      fetch(`${gallery.origin}${manifest[name]}`, { headers: { "accept-encoding": encoding } });
    const [small, whole] = await Promise.all([fetched("gzip"), fetched("identity")]);
    const headers = ["content-encoding", "content-type", "cache-control"].map((header) => small.headers.get(header));
    expect(headers).toEqual(["gzip", whole.headers.get("content-type"), "public, max-age=31536000, immutable"]);
    expect(whole.headers.get("content-encoding")).toBeNull();
    expect(await small.text()).toBe(await whole.text());
  },
);

test("every font and picture that the style names is there", () => {
  const css = readFileSync(join(ROOT, "public", manifest["theme.css"] ?? ""), "utf8");
  const named = [...css.matchAll(/url\("?([^")]+)"?\)/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => !name.startsWith("data:"));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !existsSync(join(ROOT, "public/build", name)))).toEqual([]);
});

test("a name that was never built is not found, compressed or not", async () => {
  expect((await fetch(`${gallery.origin}/build/none.css`)).status).toBe(404);
});

import * as fc from "fast-check";
import { freeze, isIntact, type ManifestItem, seal } from "../../server/profiles/index.ts";

const AT = new Date("2026-03-14T03:59:59Z");
const SEAL = { objectVersion: "v1", sha256: "ab".repeat(32), sizeBytes: 5_000_000_000 };
const item = (itemId: string, part: Partial<ManifestItem> = {}): ManifestItem => ({
  itemId,
  role: "plan",
  part: 1,
  fileName: `${itemId}.pdf`,
  seal: SEAL,
  ...part,
});

test("the order in which items were added does not change the manifest", () => {
  const items = [item("a"), item("b", { role: "video" }), item("c", { role: "video", part: 2 }), item("d")];
  fc.assert(
    fc.property(fc.shuffledSubarray(items, { minLength: 4 }), (shuffled) => {
      expect(freeze("app", 1, AT, shuffled)).toEqual(freeze("app", 1, AT, items));
    }),
  );
});

test("a manifest has its hash once every item is sealed, and a sealed item never changes", () => {
  const open = freeze("app", 1, AT, [item("a"), item("b", { seal: null })]);
  const done = seal(open, "b", { ...SEAL, objectVersion: "v7" });
  expect([open.hash, isIntact(open), isIntact(done)]).toEqual([null, false, true]);
  expect(seal(done, "b", { ...SEAL, objectVersion: "v8" })).toEqual(done);
  expect(seal(done, "not-submitted", SEAL)).toEqual(done);
});

test.each([
  ["object version", { objectVersion: "v2" }],
  ["sum", { sha256: "cd".repeat(32) }],
  ["size", { sizeBytes: 1 }],
])("another %s is noticed", (_, part) => {
  const manifest = freeze("app", 1, AT, [item("a")]);
  expect(isIntact({ ...manifest, items: [item("a", { seal: { ...SEAL, ...part } })] })).toBe(false);
});

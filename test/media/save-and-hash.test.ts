import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { saveAndHash } from "../../server/media/save-and-hash.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "save-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("what was hashed is what was written", async () => {
  const parts = Array.from({ length: 50 }, (_, i) => Buffer.alloc(100_000, i));
  const path = join(folder, "whole");
  const saved = await saveAndHash(Readable.from(parts), path);
  const whole = Buffer.concat(parts);
  const sha256 = createHash("sha256").update(whole).digest("hex");
  expect(saved).toEqual({ sha256, sizeBytes: 5_000_000 });
  expect((await readFile(path)).equals(whole)).toBe(true);
});

test("a source that breaks off and a full disk are errors, never a shorter file", async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from("half");
      await Promise.resolve();
      throw new Error("the store hung up");
    })(),
  );
  await expect(saveAndHash(broken, join(folder, "half"))).rejects.toThrow("the store hung up");
  await expect(saveAndHash(Readable.from([Buffer.alloc(100)]), "/dev/full")).rejects.toThrow("ENOSPC");
});

test("a cancelled download says why", async () => {
  const cancel = new AbortController();
  const endless = Readable.from(
    (async function* () {
      for (;;) yield await Promise.resolve(Buffer.alloc(1000));
    })(),
  );
  setTimeout(() => cancel.abort(new Error("the worker stops")), 20);
  await expect(saveAndHash(endless, join(folder, "endless"), cancel.signal)).rejects.toThrow("the worker stops");
});

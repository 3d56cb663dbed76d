/** The worker's copy of a stored file: the same bytes and their hash, whatever happens on the way. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { HashedFile } from "../../server/media/hashed-file.ts";
import { type MediaItem, startItem } from "../../server/media/media-item.rules.ts";
import { copyHere } from "../../server/media/scratch.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { createS3 } from "../../server/platform/s3.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";
import { MIB, sha256, someBytes } from "./shelf-of.ts";

jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
let house: House;
let folder: string;
beforeAll(async () => {
  house = await compose(loadConfig(testEnvironment(__filename)), { name: "test", rootDir: ROOT_DIR });
  folder = await mkdtemp(join(tmpdir(), "copy-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await house?.deps.connection.dropDatabase();
  await house?.close();
});

async function stored(bytes: Buffer, sizeBytes = bytes.length): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/shelf-copy/${id}`;
  const { objectVersion } = await putStream(deps.s3, key, Readable.from([bytes]), "video/mp4");
  const about = { id, shelfId: "shelf-copy", ownerId: "copy", role: "video" as const, part: 1, fileName: "lesson.mp4" };
  const object = { key, objectVersion };
  return { ...startItem({ ...about, contentType: "video/mp4", sizeBytes, object }, null, new Date()), version: 0 };
}

/** Stands between the worker and the store, and breaks the first connections off after so many bytes. */
async function openGate(breaks: number[]): Promise<{ server: Server; url: string; count: () => number }> {
  const { hostname, port } = new URL(house.deps.config.s3.endpoint);
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    let left = breaks.shift() ?? Infinity;
    const onward = connect({ host: hostname, port: Number(port) });
    const end = () => {
      socket.destroy();
      onward.destroy();
    };
    for (const side of [socket, onward]) side.on("error", end);
    socket.on("close", end);
    onward.on("close", () => socket.end());
    socket.pipe(onward);
    onward.on("data", (bytes: Buffer) => {
      const passed = bytes.subarray(0, left);
      left -= passed.length;
      socket.write(passed, () => left === 0 && end());
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

test.each([1, MIB, 3 * MIB - 1, 12 * MIB + 7])("%d bytes come as they are, with their hash", async (size) => {
  const bytes = someBytes(size);
  const path = join(folder, `whole-${size}`);
  const seen: number[] = [];
  const hash = await copyHere(house.deps, await stored(bytes), path, {
    signal: NEVER,
    onBytes: (all) => seen.push(all),
  });
  expect(hash).toBe(sha256(bytes));
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect(seen.at(-1)).toBe(size);
});

test.each([[[7 * MIB]], [[0]], [[100]], [[5 * MIB, 3 * MIB]]])(
  "a connection that breaks after %j bytes costs nothing but time",
  async (breaks) => {
    const bytes = someBytes(12 * MIB);
    const item = await stored(bytes);
    const gate = await openGate([...breaks]);
    const { config } = house.deps;
    try {
      const s3 = createS3({ ...config.s3, endpoint: gate.url });
      const path = join(folder, "broken");
      const copy = copyHere({ s3, config }, item, path, { signal: NEVER });
      // The second way breaks off too: then the job is tried again, and no shorter file is taken for the whole.
      if (breaks.length > 1) await expect(copy).rejects.toThrow();
      else {
        expect(await copy).toBe(sha256(bytes));
        expect((await readFile(path)).equals(bytes)).toBe(true);
      }
      expect(gate.count()).toBeGreaterThanOrEqual(2);
      s3.client.destroy();
    } finally {
      gate.server.close();
    }
  },
);

test("an object of another size, one that is gone, and a worker that stops are errors", async () => {
  const { deps } = house;
  const path = join(folder, "wrong");
  const bytes = someBytes(3 * MIB);
  await expect(copyHere(deps, await stored(bytes, 3 * MIB - 1), path, { signal: NEVER })).rejects.toThrow(
    `the store gave ${3 * MIB} of ${3 * MIB - 1} bytes`,
  );
  const item = await stored(bytes);
  const gone = { ...item, object: { key: "evidence/shelf-copy/nothing", objectVersion: null } };
  await expect(copyHere(deps, gone, path, { signal: NEVER })).rejects.toThrow(/not exist/i);
  const stop = new AbortController();
  const copy = copyHere(deps, item, path, {
    signal: stop.signal,
    onBytes: () => stop.abort(new Error("the worker stops")),
  });
  await expect(copy).rejects.toThrow("the worker stops");
});

test("a full disk is an error that says so, never a shorter file", async () => {
  const item = await stored(someBytes(6 * MIB));
  await expect(copyHere(house.deps, item, "/dev/full", { signal: NEVER })).rejects.toThrow("ENOSPC");
  const file = await HashedFile.create("/dev/full");
  await file.add(Buffer.alloc(100));
  await expect(file.finish()).rejects.toThrow("ENOSPC");
  await file.close();
});

test("what is hashed is what is written, however small or large the pieces", async () => {
  const path = join(folder, "pieces");
  const pieces = [1, 0, 70_000, 5 * MIB, 3, MIB].map((size) => someBytes(size));
  const file = await HashedFile.create(path);
  for (const piece of pieces) await file.add(piece);
  const whole = Buffer.concat(pieces);
  expect(file.sizeBytes).toBe(whole.length);
  expect(await file.finish()).toBe(sha256(whole));
  await file.close();
  expect((await readFile(path)).equals(whole)).toBe(true);
});

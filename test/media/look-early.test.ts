/** What a video's table tells while the rest is still on its way is what the whole file tells. */
import { createReadStream } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { mkdtemp, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCutOff, makeNamedVideo, makeVideo, type VideoName } from "../../dev/make-media.ts";
import { SYSTEM } from "../../server/kernel/actor.ts";
import { checkItem } from "../../server/media/index.ts";
import { finishItem, startItem } from "../../server/media/media-item.rules.ts";
import { createS3 } from "../../server/platform/s3.ts";
import { until } from "../until.ts";
import { compose, type House } from "../../server/compose.ts";
import { loadConfig } from "../../server/config.ts";
import { bringTable, lookEarly } from "../../server/media/look-early.ts";
import { findTable, isWholeTable } from "../../server/media/mp4-table.rules.ts";
import { probeHeader, probePackets } from "../../server/media/probe-video.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { ROOT_DIR, testEnvironment } from "../engines.ts";

jest.setTimeout(120_000);

const NEVER = new AbortController().signal;
let house: House;
let folder: string;
beforeAll(async () => {
  house = await compose(loadConfig(testEnvironment(__filename)), { name: "test", rootDir: ROOT_DIR });
  folder = await mkdtemp(join(tmpdir(), "early-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await house?.deps.connection.dropDatabase();
  await house?.close();
});

/** Looks at a film of which only what `bringTable` brings is here. */
async function early(film: string) {
  const { deps } = house;
  const { size: sizeBytes } = await stat(film);
  const key = `evidence/shelf-early/${deps.newId()}`;
  const { objectVersion } = await putStream(deps.s3, key, createReadStream(film), "video/mp4");
  const path = join(folder, deps.newId());
  const isBrought = await bringTable(deps, { object: { key, objectVersion }, sizeBytes }, path, NEVER);
  const look = isBrought ? await lookEarly(deps.sandbox, path, NEVER) : null;
  return { isBrought, look };
}

async function whole(film: string) {
  const header = await probeHeader(house.deps.sandbox, film, "mp4");
  if (!header) throw new Error("this film has no header");
  return { header, tracks: await probePackets(house.deps.sandbox, film, header) };
}

test.each<VideoName>([
  "good",
  "one second short",
  "hevc",
  "hdr",
  "rotated",
  "variable rate",
  "edited header",
  "silent",
  "still",
])("a video that is %s: the same header and the same packets", async (name) => {
  const film = await makeNamedVideo(name);
  expect((await early(film)).look).toEqual(await whole(film));
});

test("with most of the film not here: the same header and the same packets", async () => {
  const film = await makeVideo({ durationSec: 300, height: 1080, fps: 30, videoBitrate: 7_900_000 });
  expect((await stat(film)).size).toBeGreaterThan(100e6);
  expect((await early(film)).look).toEqual(await whole(film));
});

test("a table in front does as well, and tells what a film without its end lacks", async () => {
  const film = await makeVideo({ isFastStart: true });
  const full = await early(film);
  expect(full.look).toEqual(await whole(film));
  const cut = await makeCutOff(film);
  const { look } = await early(cut);
  expect(look).toEqual(await whole(cut));
  expect(look?.tracks?.durationMs).toBeLessThan(full.look?.tracks?.durationMs ?? 0);
});

test.each<VideoName>(["fragmented", "live recording", "wrong container"])(
  "a video that is %s is looked at when all of it is here",
  async (name) => {
    expect(await early(await makeNamedVideo(name))).toEqual({ isBrought: false, look: null });
  },
);

test("what is no film, has no table, or is not there brings nothing", async () => {
  const path = join(folder, "strange");
  const nothing = { isBrought: false, look: null };
  for (const bytes of ["", "hello", `\0\0\0\x18ftypisom${"\0".repeat(12)}`, `\0\0\0\x08ftyp\0\0\0\x02moov`]) {
    await writeFile(path, bytes);
    expect(await early(path)).toEqual(nothing);
  }
  expect(await early(await makeCutOff(await makeNamedVideo("good")))).toEqual(nothing);
  await writeFile(path, "x");
  await truncate(path, 1);
  const gone = { object: { key: "evidence/shelf-early/none", objectVersion: null }, sizeBytes: 4096 };
  expect(await bringTable(house.deps, gone, path, NEVER)).toBe(false);
});

/** Stands between the worker and the store, and holds whole files back until it is told. Ranges pass. */
async function openGate(): Promise<{ server: Server; url: string; release: () => void }> {
  const { hostname, port } = new URL(house.deps.config.s3.endpoint);
  let held: (() => void)[] | null = [];
  const server = createServer((socket) => {
    const onward = connect({ host: hostname, port: Number(port) });
    const end = () => {
      socket.destroy();
      onward.destroy();
    };
    for (const side of [socket, onward]) side.on("error", end).on("close", end);
    socket.once("data", (head) => {
      const isRange = /\r\nrange: /i.test(head.toString("latin1"));
      onward.write(head);
      socket.pipe(onward);
      if (isRange || held === null) onward.pipe(socket);
      else held.push(() => onward.pipe(socket));
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const release = () => {
    for (const go of held ?? []) go();
    held = null;
  };
  return { server, url, release };
}

test.each<[VideoName, RegExp]>([
  ["small", /too small to see students' work/],
  ["one second long", /please shorten it/],
])("a video that is %s: what is the matter is said while the copy has hardly begun", async (name, words) => {
  const { deps } = house;
  const film = await makeNamedVideo(name);
  const { size: sizeBytes } = await stat(film);
  const id = deps.newId();
  const key = `evidence/shelf-early/${id}`;
  const { objectVersion } = await putStream(deps.s3, key, createReadStream(film), "video/mp4");
  const about = { id, shelfId: "shelf-early", ownerId: "early", role: "video" as const, part: 1, fileName: "l.mp4" };
  const object = { key, objectVersion: null };
  const begun = startItem({ ...about, contentType: "video/mp4", sizeBytes, object }, null, new Date());
  const [item] = finishItem(begun, { objectVersion, sizeBytes, sha256: null }, SYSTEM, deps.newId(), new Date());
  await deps.mediaItems.insert(item);
  const gate = await openGate();
  const s3 = createS3({ ...deps.config.s3, endpoint: gate.url });
  try {
    const checking = checkItem({ ...deps, s3 }, id, NEVER);
    const foreseen = await until("it is foreseen", async () => {
      const now = await deps.mediaItems.get({ id });
      return now.reason === null ? null : now;
    });
    expect(foreseen).toMatchObject({ check: "checking", reason: expect.stringMatching(words) });
    gate.release();
    await checking;
    const judged = await deps.mediaItems.get({ id });
    expect(judged).toMatchObject({ check: "rejected", reason: expect.stringMatching(words) });
    expect(judged.reason).not.toContain("We still read it");
    expect(judged.seal?.sizeBytes).toBe(sizeBytes);
  } finally {
    gate.server.close();
    s3.client.destroy();
  }
});

const box = (type: string, body: Buffer = Buffer.alloc(0)) => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + body.length);
  head.write(type, 4);
  return Buffer.concat([head, body]);
};

test("the table's place by the outermost boxes, whatever their sizes say", () => {
  const front = box("ftyp", Buffer.alloc(16));
  const film = Buffer.concat([front, box("mdat", Buffer.alloc(100)), box("moov", box("trak"))]);
  expect(findTable(film, 0, film.length)).toEqual({ table: { from: 132, to: film.length } });
  expect(findTable(film.subarray(0, 60), 0, film.length)).toEqual({ unknownFrom: 132 });
  expect(findTable(film.subarray(132), 132, film.length)).toEqual({ table: { from: 132, to: film.length } });
  expect(findTable(front, 0, front.length)).toBeNull();
  const large = Buffer.alloc(16);
  large.writeUInt32BE(1);
  large.write("mdat", 4);
  large.writeBigUInt64BE(5_000_000_000n, 8);
  expect(findTable(Buffer.concat([front, large]), 0, 6_000_000_000)).toEqual({ unknownFrom: 5_000_000_024 });
  expect(findTable(Buffer.concat([front, large]), 0, 4_000_000_000)).toBeNull();
  const tooSmall = box("mdat");
  tooSmall.writeUInt32BE(4);
  expect(findTable(Buffer.concat([front, tooSmall, box("moov")]), 0, 40)).toBeNull();
  expect(isWholeTable(box("moov", box("trak")))).toBe(true);
  expect(isWholeTable(box("moov", Buffer.concat([box("trak"), box("mvex")])))).toBe(false);
});

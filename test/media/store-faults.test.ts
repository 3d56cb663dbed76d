/** The file store and the virus scanner answer nonsense, or nothing, to the app and to its workers. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { buffer } from "node:stream/consumers";
import type request from "supertest";
import { makeVideo } from "../../dev/make-media.ts";
import { createApp } from "../../server/app.ts";
import type { House } from "../../server/compose.ts";
import { checkItem, finishItem, type MediaItem, prepareItem, startItem } from "../../server/media/index.ts";
import { clamdAt } from "../../server/platform/clamd.ts";
import { openObject, storedVersions } from "../../server/platform/objects.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { ROOT_DIR, testHouse } from "../engines.ts";
import { addApplicant, sha256, signedIn, someBytes } from "./shelf-of.ts";
import { type BadWeather, openWeather } from "./weather.ts";

jest.setTimeout(180_000);

let weather: BadWeather;
let house: House;
let film: MediaItem;
let ann: ReturnType<typeof request.agent>;
const never = new AbortController().signal;
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"];
const SKIES = [500, 503, "silence", "cut"] as const;
const SAFE = "Your file is safe; the check begins again by itself.";

beforeAll(async () => {
  weather = await openWeather(process.env["S3_ENDPOINT"] ?? "");
  weather.methods = METHODS;
  house = await testHouse(__filename, { overrides: { S3_ENDPOINT: weather.url, S3_ANSWER_SEC: "2" } });
  await addApplicant(house.deps, "ann");
  ann = await signedIn(createApp(house.deps, ROOT_DIR), "ann");
  film = await arrived(await makeVideo({ durationSec: 60 }), "film.mp4");
  await checkItem(house.deps, film.id, never);
});
afterEach(async () => {
  weather.sky = () => "fair";
  weather.methods = METHODS;
  for (const fileName of ["lesson.mp4", "scores.csv", "a.mp4"]) await house.deps.mediaItems.remove({ fileName });
});
afterAll(async () => {
  await house?.close();
  await weather?.close();
});

async function arrived(path: string, fileName = "lesson.mp4"): Promise<MediaItem> {
  const { deps } = house;
  const id = deps.newId();
  const key = `evidence/shelf-ann/${id}`;
  const put = await putStream(deps.s3, key, createReadStream(path), "video/mp4");
  const { size: sizeBytes } = await stat(path);
  const about = { shelfId: "shelf-ann", ownerId: "ann", role: "video" as const, part: 1, fileName };
  const object = { key, objectVersion: null };
  const begun = startItem({ ...about, id, contentType: "video/mp4", sizeBytes, object }, null, deps.clock.now());
  const seal = { ...put, sha256: null };
  const [item, event] = finishItem(begun, seal, { role: "system" }, deps.newId(), deps.clock.now());
  return deps.mediaItems.insert(item, [event]);
}

const itemOf = (id: string) => house.deps.mediaItems.get({ id });
const docsOf = async () => (await house.deps.mediaItems.ofShelf("shelf-ann")).filter(({ role }) => role === "data");
const sendCsv = (bytes: Buffer | string) =>
  ann.post("/evidence/shelf-ann/data/documents").accept("html").attach("file", Buffer.from(bytes), "scores.csv");
const askVideo = { shelfId: "shelf-ann", role: "video", fileName: "a.mp4", contentType: "video/mp4", lastModified: 1 };
const begin = () =>
  ann
    .post("/media/uploads")
    .accept("json")
    .send({ ...askVideo, sizeBytes: 9_000_000 });

// First: after a long outage the SDK tries nothing a second time until enough has gone well.
test.each(SKIES)(
  "the file store answers %s to the first try of every request: what arrives is the file, in one object",
  async (sky) => {
    // Joining the parts is asked once, and waited for as long as a large file may need.
    weather.methods = METHODS.filter((method) => method !== "POST");
    const seen = new Set<string>();
    weather.sky = (request) => (seen.size < seen.add(request).size ? sky : "fair");
    const text = someBytes(6 * 1024 * 1024).toString("hex");
    await sendCsv(text).expect(303);
    weather.sky = () => "fair";
    const [item] = await docsOf();
    const stored = sha256(
      await buffer(await openObject(house.deps.s3, item?.object ?? { key: "", objectVersion: null })),
    );
    const hash = sha256(Buffer.from(text));
    expect([item?.seal?.sha256, stored, seen.size > 2]).toEqual([hash, hash, true]);
  },
);

describe.each(SKIES)("the file store answers %s", (sky) => {
  test("the app says so, keeps nothing half, and the same step succeeds afterwards", async () => {
    weather.sky = () => sky;
    const stream = await ann.get(`/media/${film.id}/stream`).set("Range", "bytes=0-99").expect(503);
    expect(stream.text).toContain("Our file store is not answering");
    const { "content-type": type, "content-range": range, "content-disposition": name } = stream.headers;
    expect([type, range, name]).toEqual(["text/html; charset=utf-8", undefined, undefined]);
    const refused = await begin().expect(503);
    expect(refused.body.type).toBe("about:blank#engine-down");
    for (const text of ["Student,Score\nA,4\n", "A,4\n".repeat(3_000_000)])
      expect((await sendCsv(text).expect(503)).text).toContain("Nothing was lost");
    expect(await docsOf()).toEqual([]);
    weather.sky = () => "fair";
    await ann.get(`/media/${film.id}/stream`).set("Range", "bytes=0-99").expect(206);
    await begin().expect(201);
    await sendCsv("Student,Score\nA,4\n").expect(303);
    expect(await docsOf()).toHaveLength(1);
  });

  test("a check says so and judges nothing; it ends well when the store is back", async () => {
    const { id } = await arrived(await makeVideo({ durationSec: 60 }));
    weather.sky = () => sky;
    await expect(checkItem(house.deps, id, never)).rejects.toThrow("The file store failed");
    const waiting = await itemOf(id);
    const said = `Our file store does not answer at this moment. ${SAFE}`;
    expect([waiting.check, waiting.seal, waiting.reason]).toEqual(["checking", null, said]);
    weather.sky = () => "fair";
    await checkItem(house.deps, id, never);
    expect(await itemOf(id)).toMatchObject({ check: "usable", reason: null });
  });
});

test("a store that is away while a video is made ready is none of its tries", async () => {
  const { id } = await arrived(await makeVideo({ durationSec: 60 }));
  await checkItem(house.deps, id, never);
  weather.sky = () => 503;
  for (let n = 0; n < 4; n += 1) await expect(prepareItem(house.deps, id, never)).rejects.toThrow("file store");
  expect((await itemOf(id)).playable).not.toBe("failed");
  weather.sky = () => "fair";
  await prepareItem(house.deps, id, never);
  expect(await itemOf(id)).toMatchObject({ playable: "ready", failedTries: 0 });
});

/** Somebody at the scanner's address who reads all and answers this; null hangs up. */
async function scannerSaying(text: string | null): Promise<[Server, string]> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      if (text === null) return socket.destroy();
      // A stream ends with a piece of no bytes.
      if (bytes.subarray(-4).equals(Buffer.alloc(4))) socket.end(`${text}\0`);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return [server, `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`];
}

test.each<[string, string | null]>([
  ["is not there", null],
  ["hangs up", null],
  ["answers nonsense", "stream: MAYBE"],
  ["answers an error", "Error reading database. ERROR"],
])(
  "the virus scanner %s: nothing passes, it is said plainly, and the check ends when it is back",
  async (how, text) => {
    await sendCsv("Student,Score\nA,4\n").expect(303);
    const [item] = await docsOf();
    const id = item?.id ?? "";
    const [bad, badUrl] = await scannerSaying(text);
    if (how === "is not there") await new Promise((resolve) => bad.close(resolve));
    const withScanner = (url: string) => ({ ...house.deps, scanner: clamdAt(url) });
    await expect(checkItem(withScanner(badUrl), id, never)).rejects.toThrow("does not answer as it should");
    const waiting = await itemOf(id);
    const said = `Our virus scanner does not answer at this moment. ${SAFE}`;
    expect([waiting.check, waiting.reason, waiting.renditions]).toEqual(["checking", said, []]);
    expect((await ann.get("/evidence/shelf-ann/data").expect(200)).text).toContain(said);
    bad.close();
    const [good, goodUrl] = await scannerSaying("stream: OK");
    await checkItem(withScanner(goodUrl), id, never);
    good.close();
    expect(await itemOf(id)).toMatchObject({ check: "usable", reason: null });
  },
);

test("what the scanner found is refused, and nothing is made of it", async () => {
  await sendCsv("Student,Score\nA,4\n").expect(303);
  const [item] = await docsOf();
  const id = item?.id ?? "";
  const [server, url] = await scannerSaying("stream: Eicar-Test-Signature FOUND");
  await checkItem({ ...house.deps, scanner: clamdAt(url) }, id, never);
  server.close();
  const judged = await itemOf(id);
  expect([judged.check, judged.renditions]).toEqual(["rejected", []]);
  expect(judged.reason).toContain("Please use a clean copy");
  const made: string[] = [];
  for await (const { key } of storedVersions(house.deps.s3, `renditions/shelf-ann/${id}`)) made.push(key);
  expect(made).toEqual([]);
});

import { createHash, randomBytes } from "node:crypto";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import type { House } from "../../server/compose.ts";
import { headObject, openUploads } from "../../server/platform/multipart.ts";
import { openObject } from "../../server/platform/objects.ts";
import { putStream } from "../../server/platform/put-stream.ts";
import { createS3 } from "../../server/platform/s3.ts";
import { testHouse } from "../engines.ts";

jest.setTimeout(60_000);
const MIB = 1024 * 1024;
let house: House;
beforeAll(async () => {
  house = await testHouse(__filename);
});
afterAll(() => house.close());

/** The whole in pieces of an odd size, as a form gives them. */
const pieces = (bytes: Buffer) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += 65_521) yield bytes.subarray(at, at + 65_521);
    })(),
  );

test.each([0, 9, 5 * MIB, 5 * MIB + 1, 21 * MIB + 3])("%d bytes lie in the store as they came", async (size) => {
  const { s3 } = house.deps;
  const bytes = randomBytes(size);
  const key = `evidence/shelf-put/${size}`;
  const put = await putStream(s3, key, pieces(bytes), "application/octet-stream");
  expect(put).toMatchObject({ sizeBytes: size, sha256: createHash("sha256").update(bytes).digest("hex") });
  const stored = await buffer(await openObject(s3, { key, objectVersion: put.objectVersion }));
  expect(stored.equals(bytes)).toBe(true);
});

test("a part that is damaged on its way is refused by the store, and nothing is left behind", async () => {
  const { s3, config } = house.deps;
  const store = new URL(config.s3.endpoint);
  let damaged = 0;
  const way = createServer((req, res) => {
    void buffer(req).then((body) => {
      if (req.url?.includes("partNumber=2")) {
        damaged += 1;
        body.writeUInt8(body.readUInt8(1_000_000) ^ 1, 1_000_000);
      }
      const { method, url: path, headers } = req;
      const onward = request({ hostname: store.hostname, port: store.port, method, path, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onward.end(body);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => way.once("listening", resolve));
  const endpoint = `http://127.0.0.1:${(way.address() as AddressInfo).port}`;
  const through = createS3({ ...config.s3, endpoint });
  try {
    const key = "evidence/shelf-put/damaged";
    const put = putStream(through, key, pieces(randomBytes(12 * MIB)), "application/octet-stream");
    await expect(put).rejects.toThrow(/checksum|digest/i);
    expect(damaged).toBeGreaterThan(0);
    expect(await headObject(s3, key)).toBeNull();
    const open = [];
    for await (const one of openUploads(s3, key)) open.push(one);
    expect(open).toEqual([]);
  } finally {
    through.client.destroy();
    way.closeAllConnections();
    way.close();
  }
});

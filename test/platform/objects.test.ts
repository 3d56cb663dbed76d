import { text } from "node:stream/consumers";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { House } from "../../server/compose.ts";
import { openObject } from "../../server/platform/objects.ts";
import { testHouse } from "../engines.ts";

let house: House;
beforeAll(async () => {
  house = await testHouse(__filename);
});
afterAll(() => house.close());

test("eighty readers who pause do not keep the next one waiting", async () => {
  const { s3 } = house.deps;
  const at = { key: "evidence/shelf-paused/film", objectVersion: null };
  // More than the connections themselves take in while nobody reads.
  await s3.client.send(
    new PutObjectCommand({ Bucket: s3.bucket, Key: at.key, Body: Buffer.alloc(16 * 1024 * 1024, "a") }),
  );
  const paused = await Promise.all(Array.from({ length: 80 }, () => openObject(s3, at)));
  try {
    expect(await text(await openObject(s3, at, { start: 0, end: 9 }))).toBe("aaaaaaaaaa");
  } finally {
    for (const stream of paused) stream.destroy();
  }
});

import { crc32, inBase64 } from "../../browser/upload/crc32.ts";
import { sumPart } from "../../browser/upload/sum-part.ts";
import { MIB, partSum, someBytes } from "./shelf-of.ts";

test("the browser's CRC-32 is zlib's, whatever the length leaves over", () => {
  const lengths = [...Array(67).keys(), 4096, 65_537, 1_048_583];
  const wrong = lengths.filter((length) => {
    const bytes = new Uint8Array(someBytes(length));
    return inBase64(crc32(bytes.buffer, length)) !== partSum(bytes);
  });
  expect(wrong).toEqual([]);
  expect(crc32(new TextEncoder().encode("123456789").buffer, 9)).toBe(0xcbf43926);
});

test("a part is summed through a small buffer, one after another and two at once, also where there is no such reader", async () => {
  const parts = [0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 17].map((size) => new Uint8Array(someBytes(size)));
  const sums = parts.map(partSum);
  const blobs = parts.map((part) => new Blob([part]));
  const oneByOne: string[] = [];
  for (const blob of blobs) oneByOne.push(await sumPart(blob));
  expect(oneByOne).toEqual(sums);
  expect(await Promise.all(blobs.map(sumPart))).toEqual(sums);
  const plain = blobs.map((blob) => ({
    size: blob.size,
    arrayBuffer: () => blob.arrayBuffer(),
    stream: () => new ReadableStream(),
  }));
  expect(await Promise.all(plain.map((blob) => sumPart(blob as Blob)))).toEqual(sums);
});

test("a file that has become shorter is said, and the next one is summed well", async () => {
  const whole = new Blob([someBytes(MIB)]);
  const shrunk = { size: 2 * MIB, stream: () => whole.stream() };
  await expect(sumPart(shrunk as Blob)).rejects.toThrow("shorter");
  expect(await sumPart(whole)).toBe(partSum(new Uint8Array(await whole.arrayBuffer())));
});

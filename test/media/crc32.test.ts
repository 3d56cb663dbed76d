import { crc32Of } from "../../browser/upload/crc32.ts";
import { partSum, someBytes } from "./shelf-of.ts";

test("the browser's CRC-32 is zlib's, whatever the length leaves over", () => {
  const lengths = [...Array(67).keys(), 4096, 65_537, 1_048_583];
  const wrong = lengths.filter((length) => {
    const bytes = new Uint8Array(someBytes(length));
    return crc32Of(bytes.buffer) !== partSum(bytes);
  });
  expect(wrong).toEqual([]);
  expect(crc32Of(new TextEncoder().encode("123456789").buffer)).toBe(Buffer.from("cbf43926", "hex").toString("base64"));
});

import * as fc from "fast-check";
import { canonicalJson, hashOf } from "../../server/kernel/canonical.ts";

test("equal values have one text, whatever order their keys were written in", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: true, gone: undefined })).toBe(
    '{"a":true,"b":[1,{"c":"é","d":null}]}',
  );
});

test("the text reads back as the value it was made of", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value as string);
      expect(canonicalJson(JSON.parse(text) as string)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("the hash is SHA-256 of the text", () => {
  expect(hashOf({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }));
});

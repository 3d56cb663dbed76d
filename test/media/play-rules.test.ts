import fc from "fast-check";
import { readRange, secondsSeen } from "../../server/media/watch.rules.ts";

test.each([
  [undefined, null],
  ["bytes=0-", { start: 0, end: 99 }],
  ["bytes=10-19", { start: 10, end: 19 }],
  ["bytes=990-", { start: 990, end: 999 }],
  ["bytes=-5", { start: 995, end: 999 }],
  ["bytes=-5000", { start: 0, end: 99 }],
  ["bytes=1000-", "unsatisfiable"],
  ["bytes=20-10", "unsatisfiable"],
  ["bytes=-", null],
  ["items=0-1", null],
  ["bytes=0-1,5-6", null],
])("%s of 1000 bytes, at most 100 at once", (header, range) => expect(readRange(header, 1000, 100)).toEqual(range));

test("asking for the rest again and again gives every byte once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 700 }), (size, most) => {
      let next = 0;
      while (next < size) {
        const range = readRange(`bytes=${next}-`, size, most);
        if (range === null || range === "unsatisfiable" || range.start !== next) return false;
        next = range.end + 1;
      }
      return next === size;
    }),
  );
});

test("what was seen twice counts once", () => {
  expect([
    secondsSeen([]),
    secondsSeen([
      [0, 3],
      [2, 6],
      [10, 12],
    ]),
    secondsSeen([
      [5, 6],
      [0, 10],
    ]),
  ]).toEqual([0, 8, 10]);
});

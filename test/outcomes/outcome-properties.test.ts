import * as fc from "fast-check";
import { isAtLeast } from "../../server/kernel/percent.ts";
import {
  BANDS,
  bandOf,
  type Reading,
  resolve,
  type Resolution,
  shareOf,
  verdictOf,
} from "../../server/outcomes/index.ts";
import { DEFAULT_SETTINGS, type Level } from "../../server/programs/index.ts";
import { IDS, readingFrom, RUBRIC } from "./readings.ts";

const levels = fc.array(fc.constantFrom<Level | string>(1, 2, 3, 3, 2, "NS1", "NS4"), { minLength: 14, maxLength: 14 });
const three = fc.tuple(levels, levels, levels).map((all) => all.map((one, i) => readingFrom(`reader-${i}`, one)));
const resolution: fc.Arbitrary<Resolution> = fc.oneof(
  fc.constant<Resolution>({ rule: "middle-two" }),
  fc.constant<Resolution>({ rule: "all-four" }),
  fc.subarray(IDS, { minLength: 3 }).map((indicatorIds): Resolution => ({ rule: "split-indicators", indicatorIds })),
);
const empty = { requests: [], nsRulings: [], look: null, fourth: null };

/** The same reading with one mark one level higher (not scorable counts as the lowest and rises to 2), or null at the top. */
function raised(reading: Reading, at: number): Reading | null {
  const mark = reading.marks[at];
  if (mark === undefined || mark.level === 3) return null;
  const higher = { ...mark, level: ((mark.level ?? 1) + 1) as Level, code: null };
  return { ...reading, marks: reading.marks.with(at, higher) };
}

test("no order of the three submissions changes the verdict", () => {
  fc.assert(
    fc.property(three, (readings) => {
      const [a, b, c] = readings as [Reading, Reading, Reading];
      const orders = [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
      ];
      const verdicts = orders.map((order) => verdictOf({ readings: order, ...empty }, RUBRIC, DEFAULT_SETTINGS));
      for (const verdict of verdicts) expect(verdict).toEqual(verdicts[0]);
    }),
    { numRuns: 300 },
  );
});

test("more points from any of three readers never lower the band", () => {
  fc.assert(
    fc.property(three, fc.nat(2), fc.nat(13), (readings, who, at) => {
      const more = raised(readings[who] as Reading, at);
      if (more === null) return;
      const rank = (all: readonly Reading[]) => BANDS.indexOf(bandOf(shareOf(all, RUBRIC), DEFAULT_SETTINGS));
      expect(rank(readings.with(who, more))).toBeGreaterThanOrEqual(rank(readings));
    }),
    { numRuns: 1000 },
  );
});

test("with the resolution on record, more points from any of four readers never lower the result", () => {
  fc.assert(
    fc.property(three, levels, resolution, fc.nat(3), fc.nat(13), (readings, fourthLevels, rule, who, at) => {
      const all = [...readings, readingFrom("fourth", fourthLevels)];
      const more = raised(all[who] as Reading, at);
      if (more === null) return;
      const share = (four: readonly Reading[]) => resolve(four.slice(0, 3), four[3] as Reading, rule, RUBRIC);
      expect(share(all.with(who, more)).points).toBeGreaterThanOrEqual(share(all).points);
      expect(share(all.with(who, more)).of).toBe(share(all).of);
    }),
    { numRuns: 2000 },
  );
});

test("the band agrees with exact fractions on every total of three and four readers", () => {
  for (const most of [84, 126, 168])
    for (let points = 0; points <= most; points++) {
      const exact = BigInt(points) * 100n;
      const band = exact >= 80n * BigInt(most) ? "promote" : exact >= 75n * BigInt(most) ? "interview" : "not-promoted";
      expect([points, most, bandOf({ points, of: most }, DEFAULT_SETTINGS)]).toEqual([points, most, band]);
    }
  expect(isAtLeast({ points: 63, of: 84 }, 75)).toBe(true);
});

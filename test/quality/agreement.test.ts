import fc from "fast-check";
import {
  exactAgreement,
  intraclass,
  ordinalAlpha,
  qualityOf,
  quadraticKappa,
  shownCounts,
} from "../../server/quality/index.ts";
import { fQuantile } from "../../server/quality/f-distribution.rules.ts";
import { indicatorIds, SAMPLE_RUBRIC } from "../../server/programs/index.ts";

const UNITS = [
  [1, 1, 2],
  [2, 2, 2],
  [3, 2, 3],
  [1, 2, 1],
  [3, 3, 3],
  [2, 3, 3],
  [1, 1, 1],
  [2, 1, 3],
  [3, 3, 2],
  [2, 2, 3],
];

test("alpha, kappa and exact agreement equal the published packages' figures on the same data", () => {
  // krippendorff 0.8 (PyPI) and scikit-learn 1.x, computed on UNITS and on UNITS with two levels missing.
  expect(ordinalAlpha(UNITS)).toBeCloseTo(0.5227524553009317, 12);
  expect(
    ordinalAlpha(UNITS.map((unit, i) => (i === 1 ? unit.slice(1) : i === 4 ? unit.slice(0, 2) : unit))),
  ).toBeCloseTo(0.5041666666666667, 12);
  expect(quadraticKappa(UNITS)).toBeCloseTo(0.5187165775401068, 12);
  expect(exactAgreement(UNITS)).toBe(0.5);
});

test("the intraclass correlations of Shrout and Fleiss's own table come out", () => {
  const table = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
  ];
  const icc = intraclass(table);
  expect([icc?.one.value, icc?.one.low, icc?.one.high].map((x) => x?.toFixed(2))).toEqual(["0.17", "-0.13", "0.72"]);
  expect([icc?.all.value, icc?.all.low, icc?.all.high].map((x) => x?.toFixed(2))).toEqual(["0.44", "-0.88", "0.91"]);
});

test.each([
  [0.975, 340, 682, 1.1988810625750663],
  [0.975, 682, 340, 1.2058018304446099],
  [0.975, 5, 18, 3.381967805875243],
  [0.95, 3, 10, 3.7082648190468435],
  [0.975, 9, 20, 2.836546086104795],
])("the F quantile %d of (%d, %d) equals scipy's", (p, d1, d2, expected) => {
  expect(fQuantile(p, d1, d2)).toBeCloseTo(expected, 9);
});

test("where nothing differs, agreement beyond chance is undefined, not 0 and not 1", () => {
  const same = [
    [2, 2, 2],
    [2, 2, 2],
  ];
  expect([
    quadraticKappa(same),
    ordinalAlpha(same),
    intraclass([
      [30, 30, 30],
      [30, 30, 30],
    ]),
  ]).toEqual([null, null, null]);
  expect([exactAgreement([]), quadraticKappa([]), ordinalAlpha([])]).toEqual([null, null, null]);
});

test("the order of readers and of cases changes no figure", () => {
  const level = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(fc.array(fc.array(level, { minLength: 2, maxLength: 3 }), { minLength: 2, maxLength: 20 }), (units) => {
      const turned = units.toReversed().map((unit) => unit.toReversed());
      expect(exactAgreement(turned)).toBe(exactAgreement(units));
      for (const figure of [quadraticKappa, ordinalAlpha]) {
        const [a, b] = [figure(turned), figure(units)];
        if (a === null || b === null) expect(a).toBe(b);
        else expect(a).toBeCloseTo(b, 10);
      }
    }),
  );
});

const marks = (level: 1 | 2 | 3) =>
  indicatorIds(SAMPLE_RUBRIC).map((indicatorId) => ({ indicatorId, level, code: null }));
const cases = (subject: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    subject,
    band: "middle",
    readers: [1, 2, 3].map((reader) => ({
      marks: marks((((i + reader) % 3) + 1) as 1 | 2 | 3),
      points: 14 * (((i + reader) % 3) + 1),
    })),
    hadFourthRead: i === 0,
    scoreBand: "promote" as const,
  }));

test("a group under ten is hidden, and so is the next smallest where it would give it away", () => {
  const { bySubject } = qualityOf(
    [...cases("Music", 4), ...cases("Science", 12), ...cases("Mathematics", 30)],
    SAMPLE_RUBRIC,
    10,
    60,
  );
  expect(bySubject.map(({ label, isHidden, agreement }) => [label, isHidden, agreement?.cases ?? null])).toEqual([
    ["Mathematics", false, 30],
    ["Music", true, null],
    ["Science", true, null],
  ]);
});

test("a whole cohort under ten shows no group at all", () => {
  const { byIndicator, byBand, overall, reliability } = qualityOf(cases("Music", 5), SAMPLE_RUBRIC, 10, null);
  expect([...byIndicator, ...byBand].every(({ isHidden }) => isHidden)).toBe(true);
  expect([overall.kappa, reliability]).toEqual([null, null]);
});

test("a count under ten is hidden, and with it the next, so that nothing can be had by subtraction", () => {
  expect(shownCounts([57, 9, 66], 10)).toEqual([null, null, 66]);
  expect(shownCounts([57, 12, 66], 10)).toEqual([57, 12, 66]);
  expect(shownCounts([4, 3, 66], 10)).toEqual([null, null, 66]);
  expect(shownCounts([8, 124], 10)).toEqual([null, null]);
  expect(shownCounts([0, 0, 12], 10)).toEqual([null, null, 12]);
});

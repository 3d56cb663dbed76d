import { findNames } from "../../server/media/names.rules.ts";

const NAMES = ["María Rivera", "Harbor View Elementary School"];
const found = (text: string) => findNames(text, NAMES).map(({ name, count }) => [name, count]);

test.each([
  ["Taught by Maria Rivera.", [["María Rivera", 1]]],
  ["MS. RIVERA'S CLASS and rivera again", [["María Rivera", 2]]],
  ["Maria\n   Rivera", [["María Rivera", 1]]],
  ["at Harbor View, grade 5", [["Harbor View Elementary School", 1]]],
  ["the riverand and a harbor with a view of the elementary school", []],
  ["", []],
])("%j", (text, names) => expect(found(text)).toEqual(names));

test("the place of the first one is shown", () => {
  expect(findNames("Please send this back to Ms. Rivera by Friday.", NAMES)[0]?.near).toBe(
    "please send this back to ms. rivera by friday.",
  );
});

test("names of signs only, and very short ones, find nothing and break nothing", () => {
  expect(findNames("a (b) c. Li", ["(", "Li", "", "The School"])).toEqual([]);
});

import { cellsOf, csvOf, rowsOfList } from "../../server/kernel/csv.ts";

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "text that begins as a formula is told to be text: %j",
  (text) => {
    expect(csvOf([[text]])).toBe(`\uFEFF"'${text}"\r\n`);
  },
);

test("a number below zero stays a number, and other text stays as it is", () => {
  expect(csvOf([[-2568, 85337, "Ada 1=1", 'say "so"']])).toBe('\uFEFF"-2568","85337","Ada 1=1","say ""so"""\r\n');
});

test("what is written is read again, quotes, commas and the byte-order mark included", () => {
  const rows = [
    ["Ada, the first", 'say "so"'],
    ["Ben; Cleo", ""],
  ];
  const read = rowsOfList(csvOf(rows)).filter((row) => row !== "");
  expect(read.map((row) => cellsOf(row).slice(0, 2))).toEqual(rows);
});

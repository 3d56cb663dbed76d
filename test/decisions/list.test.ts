import * as fc from "fast-check";
import {
  countsFor,
  isListSigned,
  isRowSigned,
  LIST_STATES,
  LIST_WORKFLOW,
  type ListSignature,
  type Row,
  rowHash,
  rowsFor,
  signList,
  totalHash,
  unsignedOf,
} from "../../server/decisions/index.ts";
import { refusalOf } from "../refusal.ts";
import { unreachableStates, walksEveryTransition } from "../workflow-walk.ts";

const AT = new Date("2026-05-11T15:00:00Z");
const row = (applicationId: string, part: Partial<Row> = {}): Row => ({
  applicationId,
  code: `C01-${applicationId}`,
  recommendation: "promote",
  basis: "scores",
  points: 105,
  of: 126,
  reasons: [],
  outcomeVersion: 1,
  salt: `salt-${applicationId}`,
  ...part,
});
const ROWS = [row("a"), row("b"), row("c", { recommendation: "not-promoted", points: 90 })];
const sign = (personId: string, side: ListSignature["side"], rows = ROWS, conflictedIds: string[] = []) =>
  signList(rows, { personId, side, conflictedIds }, totalHash(rows), AT);
const BOTH = [sign("d1", "district"), sign("u1", "union")];

test("exactly the listed steps can be taken", () => walksEveryTransition(LIST_WORKFLOW, LIST_STATES));
test("every state can be reached", () => expect(unreachableStates(LIST_WORKFLOW, LIST_STATES)).toEqual([]));

test("the total does not depend on the order of the rows, and changes with any field of any row", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(ROWS, { minLength: 3 }), (rows) => expect(totalHash(rows)).toBe(totalHash(ROWS))),
  );
  const changes: Partial<Row>[] = [
    { points: 104 },
    { recommendation: "not-promoted" },
    { reasons: ["x"] },
    { salt: "y" },
    { outcomeVersion: 2 },
  ];
  const totals = changes.map((part) => totalHash(ROWS.with(0, row("a", part))));
  expect(new Set([...totals, totalHash(ROWS)]).size).toBe(changes.length + 1);
});

test("both halves sign", () => {
  expect(isListSigned(ROWS, BOTH, 1)).toBe(true);
  expect(isListSigned(ROWS, [sign("d1", "district"), sign("d2", "district")], 1)).toBe(false);
  expect(unsignedOf(ROWS, [sign("d1", "district")], 1)).toEqual({ rowIds: ["a", "b", "c"], sides: ["union"] });
  expect(isListSigned(ROWS, BOTH, 2)).toBe(false);
  expect(isListSigned(ROWS, [...BOTH, ...BOTH], 2)).toBe(false);
});

test("a changed row unsigns itself and the total, and no other row", () => {
  const changed = ROWS.with(1, row("b", { points: 106 }));
  expect(changed.map((one) => isRowSigned(one, BOTH, 1))).toEqual([true, false, true]);
  expect(unsignedOf(changed, BOTH, 1)).toEqual({ rowIds: ["b"], sides: ["district", "union"] });
  expect(isListSigned(changed, [...BOTH, sign("d1", "district", changed), sign("u1", "union", changed)], 1)).toBe(true);
});

test("a row taken off unsigns the total, though every row left is signed", () => {
  const fewer = ROWS.slice(0, 2);
  expect(unsignedOf(fewer, BOTH, 1)).toEqual({ rowIds: [], sides: ["district", "union"] });
  expect(isListSigned(fewer, BOTH, 1)).toBe(false);
});

test("a list that changed since the page was drawn cannot be signed", () => {
  const shown = totalHash(ROWS);
  const rows = ROWS.with(0, row("a", { points: 1 }));
  expect(
    refusalOf(() => signList(rows, { personId: "d1", side: "district", conflictedIds: [] }, shown, AT))?.name,
  ).toBe("changed-meanwhile");
});

test("a conflicted member signs without seeing that row, which then needs another member of their side", () => {
  const conflicted = sign("u1", "union", ROWS, ["b"]);
  expect(Object.keys(conflicted.rows)).toEqual(["a", "c"]);
  expect(unsignedOf(ROWS, [sign("d1", "district"), conflicted], 1)).toEqual({ rowIds: ["b"], sides: [] });
  expect(isListSigned(ROWS, [sign("d1", "district"), conflicted], 1)).toBe(false);
  expect(isListSigned(ROWS, [sign("d1", "district"), conflicted, sign("u2", "union")], 1)).toBe(true);
});

test("a conflicted member's rows and counts leave the case out: two lists that differ only in it look the same", () => {
  const other = ROWS.with(1, row("b", { recommendation: "panel-divided", points: 3 }));
  expect(rowHash(ROWS[1] as Row)).not.toBe(rowHash(other[1] as Row));
  expect([rowsFor(ROWS, ["b"]), countsFor(ROWS, ["b"])]).toEqual([rowsFor(other, ["b"]), countsFor(other, ["b"])]);
  expect([countsFor(ROWS, []), countsFor(ROWS, ["b"])]).toEqual([
    { promote: 2, "not-promoted": 1, "panel-divided": 0 },
    { promote: 1, "not-promoted": 1, "panel-divided": 0 },
  ]);
});

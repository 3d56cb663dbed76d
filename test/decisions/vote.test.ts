import * as fc from "fast-check";
import {
  type Ballot,
  castBallot,
  type Choice,
  CHOICES,
  decisionOf,
  type Recusal,
  type Seat,
  tallyRow,
} from "../../server/decisions/index.ts";
import { refusalOf } from "../refusal.ts";

const AT = new Date("2026-05-14T15:00:00Z");
const SEATS: Seat[] = [1, 2, 3, 4, 5].flatMap((n): Seat[] => [
  { personId: `d${n}`, side: "district" },
  { personId: `u${n}`, side: "union" },
]);
const rowWith = (recusals: Recusal[] = []) => ({ hash: "h1", seats: SEATS, recusals });
const ballot = (byId: string, choice: Choice, part: Partial<Ballot> = {}): Ballot => ({
  byId,
  seatOf: byId,
  choice,
  reason: choice === "no" ? "Not clear." : "",
  rowHash: "h1",
  at: AT,
  ...part,
});
/** `yyn-a`: the votes of seats 1 to 5 of a side; `-` has not voted. */
const votes = (district: string, union: string): Ballot[] =>
  [district, union].flatMap((side, s) =>
    side.split("").flatMap((one, i) => {
      const choice = ({ y: "yes", n: "no", a: "abstain" } as const)[one];
      return choice === undefined ? [] : [ballot(`${s === 0 ? "d" : "u"}${i + 1}`, choice)];
    }),
  );

test.each([
  ["yyy--", "yyy--", "approved"],
  ["yy---", "yyyyy", "waiting"],
  ["yyyyy", "yy---", "waiting"],
  ["yyn--", "yyn--", "approved"],
  ["yn-a-", "yyyyy", "no"],
  ["yynn-", "yyyyy", "no"],
  ["yyyyy", "nnnyy", "no"],
  ["yaa--", "yaa--", "approved"],
  ["aaa--", "yyy--", "no"],
  ["-----", "-----", "waiting"],
])("district %s and union %s: %s", (district, union, result) => {
  expect(tallyRow(votes(district, union), rowWith(), 3).result).toBe(result);
});

test("a row is complete when every seat that can vote has voted", () => {
  expect(tallyRow(votes("yyyyy", "yyyyn"), rowWith(), 3).isComplete).toBe(true);
  expect(tallyRow(votes("yyyyy", "yyyy-"), rowWith(), 3).isComplete).toBe(false);
  expect(tallyRow(votes("yyyyy", "yyyy-"), rowWith([{ personId: "u5", designeeId: null }]), 3).isComplete).toBe(true);
  expect(tallyRow(votes("yyyyy", "yyyy-"), rowWith([{ personId: "u5", designeeId: "z" }]), 3).isComplete).toBe(false);
});

test("a recusal takes a vote out of the row, which waits when the quorum is lost, until a designee steps in", () => {
  const cast = votes("yyy--", "yyy--");
  expect(tallyRow(cast, rowWith([{ personId: "u3", designeeId: null }]), 3).result).toBe("waiting");
  const recused = rowWith([{ personId: "u3", designeeId: "zoe" }]);
  const stepped = castBallot(cast, ballot("zoe", "yes", { seatOf: "u3" }), recused);
  expect(tallyRow(stepped, recused, 3).result).toBe("approved");
});

test("a ballot on an earlier text of the row does not count", () => {
  expect(tallyRow(votes("yyy--", "yyy--"), { ...rowWith(), hash: "h2" }, 3).result).toBe("waiting");
});

test.each<[string, Ballot, Recusal[], string]>([
  ["somebody without a seat", ballot("zoe", "yes"), [], "not-allowed"],
  ["a recused member", ballot("u3", "yes"), [{ personId: "u3", designeeId: null }], "not-allowed"],
  [
    "a recused member on another's seat",
    ballot("u3", "yes", { seatOf: "u4" }),
    [{ personId: "u3", designeeId: null }],
    "not-allowed",
  ],
  ["a member on another's seat", ballot("u3", "yes", { seatOf: "u4" }), [], "not-allowed"],
  [
    "a member as another's designee",
    ballot("u1", "yes", { seatOf: "u3" }),
    [{ personId: "u3", designeeId: "u1" }],
    "not-allowed",
  ],
  ["one looking at an older row", ballot("u3", "yes", { rowHash: "h0" }), [], "changed-meanwhile"],
  ["a no without a reason", ballot("u3", "no", { reason: " " }), [], "invalid-input"],
])("the ballot of %s is refused", (_, cast, recusals, name) => {
  expect(refusalOf(() => castBallot([], cast, rowWith(recusals)))?.name).toBe(name);
});

test("a second ballot of one member replaces the first", () => {
  const once = castBallot([], ballot("u1", "yes"), rowWith());
  expect(castBallot(once, ballot("u1", "no"), rowWith()).map(({ choice }) => choice)).toEqual(["no"]);
});

test("the order of ballots does not change the result, and one more yes for a no never loses a row", () => {
  const choices = fc.array(fc.constantFrom<Choice | null>(...CHOICES, null), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(choices, fc.nat(9), (all, flip) => {
      const cast = all.flatMap((choice, i) => (choice === null ? [] : [ballot(SEATS[i]?.personId ?? "", choice)]));
      const before = tallyRow(cast, rowWith(), 3);
      expect(tallyRow(cast.toReversed(), rowWith(), 3)).toEqual(before);
      const better = cast.map((one, i) => (i === flip ? { ...one, choice: "yes" as const } : one));
      if (before.result === "approved") expect(tallyRow(better, rowWith(), 3).result).toBe("approved");
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["promote", "approved", "promote"],
  ["not-promoted", "approved", "not-promoted"],
  ["promote", "no", "returned"],
  ["not-promoted", "no", "returned"],
  ["panel-divided", "approved", "promote"],
  ["panel-divided", "no", "not-promoted"],
  ["panel-divided", "waiting", "waiting"],
  ["promote", "waiting", "waiting"],
] as const)("a recommendation %s that is %s: %s", (recommendation, result, decision) => {
  expect(decisionOf(recommendation, result)).toBe(decision);
});

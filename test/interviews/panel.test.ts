import {
  faultsOfOpinion,
  faultsOfPanel,
  type Opinion,
  type PanelMember,
  panelVerdict,
} from "../../server/interviews/index.ts";

const member = (personId: string, side: PanelMember["side"], part: Partial<PanelMember> = {}): PanelMember => ({
  personId,
  side,
  schoolId: null,
  isJgp: true,
  ...part,
});
const APPLICANT = { applicantId: "ann", schoolId: "north", conflictedIds: ["kim"] };
const pair = [member("d1", "district"), member("u1", "union")];
const faults = (members: PanelMember[]) => faultsOfPanel(members, APPLICANT).map(({ field }) => field);

test("one member of each side may interview", () => expect(faults(pair)).toEqual([]));
test.each<[string, PanelMember[], string[]]>([
  ["nobody", [], ["panel", "panel"]],
  ["two of one side", [member("d1", "district"), member("d2", "district")], ["panel"]],
  ["somebody named twice", [...pair, member("u1", "union")], ["panel"]],
  ["a member of the applicant's school", [...pair, member("u2", "union", { schoolId: "north" })], ["u2"]],
  ["a member with a conflict", [...pair, member("kim", "union")], ["kim"]],
  ["the applicant", [...pair, member("ann", "union")], ["ann"]],
  ["somebody not of the JGP", [...pair, member("u2", "union", { isJgp: false })], ["u2"]],
])("a panel with %s is refused", (_, members, fields) => expect(faults(members)).toEqual(fields));

const four = [...pair, member("d2", "district"), member("u2", "union")];
const opinions = (members: PanelMember[], said: string): Opinion[] =>
  members.flatMap(({ personId, side }, i) =>
    said[i] === "."
      ? []
      : [{ byId: personId, side, isYes: said[i] === "y", reasons: [{ indicatorId: "2.1", text: "Clear goal." }] }],
  );

test.each([
  ["yy", false, "yes"],
  ["nn", false, "no"],
  ["yn", false, "widen"],
  ["ny", false, "widen"],
  ["y.", false, "waiting"],
])("two members saying %s", (said, isWidened, verdict) => {
  expect(panelVerdict(pair, opinions(pair, said), isWidened)).toBe(verdict);
});

test.each([
  ["ynyy", "divided"],
  ["ynyn", "divided"],
  ["ynny", "divided"],
  ["yyyy", "yes"],
  ["yyyn", "divided"],
  ["ynn.", "waiting"],
])("four members, one more of each side, saying %s", (said, verdict) => {
  expect(panelVerdict(four, opinions(four, said), true)).toBe(verdict);
});

test("three of a side decide by majority", () => {
  const five = [member("d1", "district"), member("u1", "union"), member("u2", "union"), member("u3", "union")];
  expect(panelVerdict(five, opinions(five, "yyyn"), true)).toBe("yes");
});

test.each([
  [[], ["reasons"]],
  [[{ indicatorId: "9.9", text: "x" }], ["reasons.0"]],
  [
    [
      { indicatorId: "2.1", text: "Clear goal." },
      { indicatorId: "2.1", text: " " },
    ],
    ["reasons.1"],
  ],
  [[{ indicatorId: "2.1", text: "Clear goal." }], []],
])("reasons %j have faults at %j", (reasons, fields) => {
  expect(faultsOfOpinion({ reasons }, ["2.1"]).map(({ field }) => field)).toEqual(fields);
});

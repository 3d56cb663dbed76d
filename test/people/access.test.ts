import { ROLES } from "../../server/kernel/actor.ts";
import {
  ACCESS,
  ACCESS_RULES,
  type AccessObject,
  faultOfPolicy,
  policy,
  rolesFor,
  ruleFor,
} from "../../server/people/access.rules.ts";
import { type Relation, type Sight, sightOf } from "../../server/people/sight.rules.ts";

/** The table as the rules of the process give it, cell by cell. */
const TABLE = `
  object             | applicant               | reviewer           | jgp         | joc               | pprc-admin | hr                     | principal
  profile-evidence   | own                     | while-assigned     | logged      | none              | none       | none                   | none
  scores-by-reviewer | own-after-release-coded | own-until-released | read        | coded             | none       | none                   | none
  assignments        | none                    | own                | key-holders | none              | loads      | none                   | none
  applicant-identity | own                     | coded              | read        | coded-until-voted | none       | promoted-after-release | promoted-after-release-own-school
  reviewer-pool      | none                    | own                | read        | read              | manage     | none                   | none
  rules              | read                    | read               | draft       | approve           | comment    | read                   | read
  quality            | read                    | read               | read        | read              | read       | read                   | read
`;
const lines = TABLE.trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));
const [head, ...body] = lines;
const cells = body.flatMap(([object, ...rules]) =>
  rules.map((rule, i) => [object, head?.[i + 1], rule] as [AccessObject, (typeof ROLES)[number], string]),
);

test.each(cells)("%s for %s: %s", (object, role, rule) => expect(ruleFor(object, role)).toBe(rule));

test("every object has a known rule for every role", () => {
  for (const object of Object.keys(ACCESS) as AccessObject[])
    for (const role of ROLES)
      expect([object, role, ruleFor(object, role) in ACCESS_RULES]).toEqual([object, role, true]);
});

test("the PPRC administrator never opens a Profile, HR never sees scores, principals have no part before release", () => {
  expect(
    ["profile-evidence", "application", "scores-by-reviewer", "outcome"].map((one) =>
      ruleFor(one as AccessObject, "pprc-admin"),
    ),
  ).toEqual(["none", "counts", "none", "none"]);
  const seenBy = (role: (typeof ROLES)[number]) =>
    (Object.keys(ACCESS) as AccessObject[]).filter((one) => ruleFor(one, role) !== "none").sort();
  expect(seenBy("hr")).toEqual([
    "account",
    "applicant-identity",
    "calendar",
    "messages",
    "pay-interval",
    "placement",
    "promotions",
    "quality",
    "rules",
  ]);
  expect(seenBy("principal")).toEqual([
    "account",
    "applicant-identity",
    "calendar",
    "messages",
    "promotions",
    "quality",
    "rules",
  ]);
});

test("a route's policy names roles that see something, or all of them", () => {
  expect(policy("profile-evidence").roles).toEqual(["applicant", "reviewer", "jgp"]);
  expect(policy("profile-evidence", "reviewer")).toEqual({ object: "profile-evidence", roles: ["reviewer"] });
  expect(() => policy("profile-evidence", "joc")).toThrow("joc: may not see profile-evidence");
  expect(faultOfPolicy({ object: "profile-evidence", roles: rolesFor("profile-evidence") })).toBeNull();
  expect([
    faultOfPolicy({ object: "profiles", roles: ["jgp"] }),
    faultOfPolicy({ object: "toString", roles: ["jgp"] }),
    faultOfPolicy({ object: "quality", roles: [] }),
    faultOfPolicy({ object: "outcome", roles: ["jgp", "hr"] }),
  ]).toEqual([
    "“profiles” is not in the table of who may see what",
    "“toString” is not in the table of who may see what",
    "names no role",
    "hr: may not see outcome",
  ]);
});

const NOBODY: Relation = {
  isOwn: false,
  isAssigned: false,
  isReleased: false,
  isVoted: false,
  isPromoted: false,
  isOwnSchool: false,
  isParty: false,
  isKeyHolder: false,
};

test.each<[AccessObject, (typeof ROLES)[number], Partial<Relation>, Sight]>([
  ["profile-evidence", "applicant", { isOwn: true, isParty: true }, "full"],
  ["profile-evidence", "applicant", {}, "nothing"],
  ["profile-evidence", "reviewer", { isAssigned: true }, "full"],
  ["profile-evidence", "reviewer", {}, "nothing"],
  ["profile-evidence", "jgp", {}, "full"],
  ["profile-evidence", "jgp", { isParty: true }, "nothing"],
  ["profile-evidence", "pprc-admin", { isReleased: true }, "nothing"],
  ["scores-by-reviewer", "applicant", { isOwn: true }, "nothing"],
  ["scores-by-reviewer", "applicant", { isOwn: true, isReleased: true }, "coded"],
  ["scores-by-reviewer", "reviewer", { isOwn: true }, "full"],
  ["scores-by-reviewer", "reviewer", { isAssigned: true }, "nothing"],
  ["scores-by-reviewer", "reviewer", { isAssigned: true, isReleased: true }, "coded"],
  ["scores-by-reviewer", "joc", {}, "coded"],
  ["scores-by-reviewer", "joc", { isParty: true }, "nothing"],
  ["assignments", "jgp", {}, "coded"],
  ["assignments", "jgp", { isKeyHolder: true }, "full"],
  ["assignments", "jgp", { isKeyHolder: true, isParty: true }, "nothing"],
  ["assignments", "pprc-admin", {}, "loads"],
  ["applicant-identity", "reviewer", {}, "nothing"],
  ["applicant-identity", "reviewer", { isAssigned: true }, "coded"],
  ["applicant-identity", "joc", {}, "coded"],
  ["applicant-identity", "joc", { isVoted: true }, "full"],
  ["applicant-identity", "hr", { isPromoted: true }, "nothing"],
  ["applicant-identity", "hr", { isReleased: true }, "nothing"],
  ["applicant-identity", "hr", { isPromoted: true, isReleased: true }, "full"],
  ["applicant-identity", "principal", { isPromoted: true, isReleased: true }, "nothing"],
  ["applicant-identity", "principal", { isPromoted: true, isReleased: true, isOwnSchool: true }, "full"],
  ["reviewer-pool", "reviewer", { isOwn: true }, "full"],
  ["reviewer-pool", "reviewer", {}, "nothing"],
  ["consent", "reviewer", { isAssigned: true }, "word"],
  ["consent", "reviewer", {}, "nothing"],
  ["application", "pprc-admin", {}, "counts"],
  ["outcome", "applicant", { isOwn: true, isParty: true }, "nothing"],
  ["outcome", "applicant", { isOwn: true, isParty: true, isReleased: true }, "full"],
])("%s for %s who is %j: %s", (object, role, relation, sight) => {
  expect(sightOf(object, role, { ...NOBODY, ...relation })).toBe(sight);
});

test("before release, nothing that a principal or HR sees depends on a case", () => {
  for (const object of Object.keys(ACCESS) as AccessObject[])
    for (const role of ["hr", "principal"] as const) {
      const promoted = { ...NOBODY, isPromoted: true, isOwnSchool: true, isVoted: true };
      expect([object, role, sightOf(object, role, promoted)]).toEqual([object, role, sightOf(object, role, NOBODY)]);
    }
});

import { ROLES, type Role } from "../kernel/actor.ts";

/** How much of an object one role may see. What is meant by “own”, “assigned” and so on is decided in the store's filter. */
export const ACCESS_RULES = {
  none: "nothing: the same answer as for a record that does not exist",
  own: "their own only",
  "own-until-released": "their own; after release also the others' of that case, by code",
  "own-after-release": "their own, from the release on",
  "own-after-release-coded": "their own, from the release on, readers as A, B, C",
  "while-assigned": "while a live assignment lasts",
  coded: "with codes in place of names",
  "coded-until-voted": "with codes until the vote, by name after it",
  "key-holders": "with reader codes; the two key holders unlock names, logged",
  "complete-or-not": "one word: complete, or not",
  counts: "coded counts",
  loads: "loads only",
  "promoted-after-release": "promoted people, after release",
  "promoted-after-release-own-school": "promoted people of their own school, after release",
  logged: "everything, each look logged",
  read: "everything",
  draft: "everything, and drafts changes",
  approve: "everything, and approves changes",
  comment: "everything, and comments",
  manage: "everything, and changes it",
} as const;
export type AccessRule = keyof typeof ACCESS_RULES;

/** One row: applicant, reviewer, JGP, JOC, PPRC administrator, HR, principal, in the order of `ROLES`. */
const row = (...cells: [AccessRule, AccessRule, AccessRule, AccessRule, AccessRule, AccessRule, AccessRule]) =>
  Object.fromEntries(ROLES.map((role, i) => [role, cells[i]])) as Record<Role, AccessRule>;

/** Who may see what. Lists, counts, averages, sort orders, file names, histories and pickers obey the same table. */
export const ACCESS = {
  "profile-evidence": row("own", "while-assigned", "logged", "none", "none", "none", "none"),
  "scores-by-reviewer": row("own-after-release-coded", "own-until-released", "read", "coded", "none", "none", "none"),
  assignments: row("none", "own", "key-holders", "none", "loads", "none", "none"),
  "applicant-identity": row(
    "own",
    "coded",
    "read",
    "coded-until-voted",
    "none",
    "promoted-after-release",
    "promoted-after-release-own-school",
  ),
  "reviewer-pool": row("none", "own", "read", "read", "manage", "none", "none"),
  rules: row("read", "read", "draft", "approve", "comment", "read", "read"),
  quality: row("read", "read", "read", "read", "read", "read", "read"),
  // These follow from the rows above for what the app has besides.
  calendar: row("read", "read", "manage", "read", "read", "read", "read"),
  application: row("own", "none", "manage", "none", "counts", "none", "none"),
  consent: row("own", "complete-or-not", "logged", "none", "none", "none", "none"),
  matching: row("none", "none", "key-holders", "none", "loads", "none", "none"),
  outcome: row("own-after-release", "none", "manage", "coded-until-voted", "none", "none", "none"),
  interview: row("own", "none", "manage", "none", "none", "none", "none"),
  "recommendation-list": row("none", "none", "manage", "coded-until-voted", "none", "none", "none"),
  "decision-letter": row("own-after-release", "none", "read", "none", "none", "none", "none"),
  placement: row("own-after-release", "none", "read", "none", "none", "promoted-after-release", "none"),
  "pay-interval": row("none", "none", "none", "none", "none", "manage", "none"),
  promotions: row(
    "none",
    "none",
    "read",
    "none",
    "none",
    "promoted-after-release",
    "promoted-after-release-own-school",
  ),
  "view-log": row("own", "none", "read", "none", "none", "none", "none"),
  retention: row("none", "none", "manage", "none", "none", "none", "none"),
  messages: row("own", "own", "own", "own", "own", "own", "own"),
  account: row("own", "own", "own", "own", "own", "own", "own"),
  people: row("none", "none", "manage", "none", "none", "none", "none"),
  operations: row("none", "none", "read", "none", "none", "none", "none"),
} as const satisfies Record<string, Record<Role, AccessRule>>;
export type AccessObject = keyof typeof ACCESS;

/** What a route names: the object it shows or changes, and the roles it is for. */
export type Policy = { object: AccessObject; roles: readonly Role[] };

/** The rule of one cell. */
export function ruleFor(object: AccessObject, role: Role): AccessRule {
  return ACCESS[object][role];
}

/** All roles that may see anything of an object. */
export function rolesFor(object: AccessObject): Role[] {
  return ROLES.filter((role) => ruleFor(object, role) !== "none");
}

/** A route's policy; without roles it is for all that the table lets in. Throws when it names a role that sees nothing. */
export function policy(object: AccessObject, ...roles: Role[]): Policy {
  const wrong = roles.filter((role) => ruleFor(object, role) === "none");
  if (wrong.length > 0) throw new Error(`${wrong.join(", ")}: may not see ${object}`);
  return { object, roles: roles.length > 0 ? roles : rolesFor(object) };
}

/** Why a policy written by hand does not stand in the table; null when it does. For the test over all routes. */
export function faultOfPolicy({ object, roles }: { object: string; roles: readonly Role[] }): string | null {
  if (!Object.hasOwn(ACCESS, object)) return `“${object}” is not in the table of who may see what`;
  const wrong = roles.filter((role) => ruleFor(object as AccessObject, role) === "none");
  if (roles.length === 0) return "names no role";
  return wrong.length > 0 ? `${wrong.join(", ")}: may not see ${object}` : null;
}

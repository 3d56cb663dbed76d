import type { Role } from "../kernel/actor.ts";
import { type AccessObject, type AccessRule, ruleFor } from "./access.rules.ts";

/** How one person stands to one record. Whatever does not apply is false. */
export type Relation = {
  /** The record is theirs: their Profile, their sheet, their own entry in the pool. */
  isOwn: boolean;
  /** They hold a live assignment to the case. */
  isAssigned: boolean;
  /** The case's result is out. */
  isReleased: boolean;
  /** The JOC has voted on the case. */
  isVoted: boolean;
  isPromoted: boolean;
  isOwnSchool: boolean;
  /** They are the applicant of the case, or have a conflict with it. */
  isParty: boolean;
  isKeyHolder: boolean;
};

/** `coded`: codes for names. `word`, `loads`, `counts`: a summary and nothing of the record itself. */
export type Sight = "nothing" | "counts" | "loads" | "word" | "coded" | "full";

const OF_A_CASE: readonly AccessObject[] = [
  "profile-evidence",
  "scores-by-reviewer",
  "assignments",
  "applicant-identity",
  "application",
  "consent",
  "matching",
  "outcome",
  "interview",
  "recommendation-list",
  "decision-letter",
  "placement",
  "promotions",
  "view-log",
];

const full = (isOpen: boolean): Sight => (isOpen ? "full" : "nothing");

const SIGHT: Record<AccessRule, (relation: Relation) => Sight> = {
  none: () => "nothing",
  own: ({ isOwn }) => full(isOwn),
  "own-until-released": ({ isOwn, isAssigned, isReleased }) => {
    if (isOwn) return "full";
    return isAssigned && isReleased ? "coded" : "nothing";
  },
  "own-after-release": ({ isOwn, isReleased }) => full(isOwn && isReleased),
  "own-after-release-coded": ({ isOwn, isReleased }) => (isOwn && isReleased ? "coded" : "nothing"),
  "while-assigned": ({ isAssigned }) => full(isAssigned),
  coded: () => "coded",
  "coded-until-voted": ({ isVoted }) => (isVoted ? "full" : "coded"),
  "key-holders": ({ isKeyHolder }) => (isKeyHolder ? "full" : "coded"),
  "complete-or-not": ({ isAssigned }) => (isAssigned ? "word" : "nothing"),
  counts: () => "counts",
  loads: () => "loads",
  "promoted-after-release": ({ isPromoted, isReleased }) => full(isPromoted && isReleased),
  "promoted-after-release-own-school": (one) => full(one.isPromoted && one.isReleased && one.isOwnSchool),
  logged: () => "full",
  read: () => "full",
  draft: () => "full",
  approve: () => "full",
  comment: () => "full",
  manage: () => "full",
};

/**
 * What one role sees of one record. Holding a role never widens another, and a party to a case sees it only as its
 * applicant: in every other role the case does not exist for them, counts included.
 */
export function sightOf(object: AccessObject, role: Role, relation: Relation): Sight {
  if (relation.isParty && role !== "applicant" && OF_A_CASE.includes(object)) return "nothing";
  if (role === "reviewer" && object === "applicant-identity" && !relation.isAssigned) return "nothing";
  return SIGHT[ruleFor(object, role)](relation);
}

/** The roles of the product's world. One person may hold several; an actor wears one at a time. */
export const ROLES = ["applicant", "reviewer", "jgp", "joc", "pprc-admin", "hr", "principal"] as const;
export type Role = (typeof ROLES)[number];

/** Which half of the joint governance a JGP or JOC member sits for. */
export const SIDES = ["district", "union"] as const;
export type Side = (typeof SIDES)[number];

export type PersonId = string;

/**
 * Who asks. `role` is the one role worn for this request. `holds` are all roles of the person: they never widen what
 * is seen, but may narrow it (a coordinator who applies is only an applicant on their own case).
 */
export type Actor = {
  personId: PersonId;
  role: Role;
  holds: readonly Role[];
  side: Side | null;
  isKeyHolder: boolean;
  schoolId: string | null;
};

/** The workers' own view: sees all, and may do only what a workflow table gives to `system`. */
export const SYSTEM = {
  personId: "system",
  role: "system",
  holds: [],
  side: null,
  isKeyHolder: false,
  schoolId: null,
} as const;
export type SystemActor = typeof SYSTEM;
export type AnyActor = Actor | SystemActor;

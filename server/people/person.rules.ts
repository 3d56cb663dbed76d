import type { Actor, PersonId, Role, Side } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";

export type Person = {
  id: PersonId;
  version: number;
  name: string;
  /** Lower case, unique. */
  email: string;
  /** argon2id in PHC form; null for people who only use mail links. */
  passwordHash: string | null;
  roles: Role[];
  /** For JGP and JOC members. */
  side: Side | null;
  /** One of the two who may unlock names. */
  isKeyHolder: boolean;
  schoolId: string | null;
  /** Schools of the last five years, the present one left out. */
  pastSchoolIds: string[];
  phone: string | null;
  createdAt: Date;
};

/**
 * The actor that a person is while wearing one of their roles.
 * @throws Problem `not-allowed` for a role they do not hold
 */
export function actAs(person: Person, role: Role): Actor {
  if (!person.roles.includes(role)) throw new Problem("not-allowed", "You do not hold that role.");
  return {
    personId: person.id,
    role,
    holds: person.roles,
    side: role === "jgp" || role === "joc" ? person.side : null,
    isKeyHolder: role === "jgp" && person.isKeyHolder,
    schoolId: person.schoolId,
  };
}

/** The role somebody wears when they sign in: the one that most often has something waiting. */
export function firstRole(person: Person): Role {
  const order: Role[] = ["jgp", "reviewer", "applicant", "joc", "pprc-admin", "hr", "principal"];
  return order.find((role) => person.roles.includes(role)) ?? "applicant";
}

/** `Ada@School.example ` and `ada@school.example` are one address. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

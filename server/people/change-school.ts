import type { Actor, PersonId } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Person } from "./person.rules.ts";

/**
 * Somebody works at another school from now on; the one before stays with them for conflicts. By themselves, or by the
 * administrator of the pool.
 * @throws Problem `not-found` for somebody else's record, `invalid-input` for a school that we do not know
 */
export async function changeSchool(
  { people, schools, clock, newId }: Pick<Deps, "people" | "schools" | "clock" | "newId">,
  actor: Actor,
  personId: PersonId,
  schoolId: string,
): Promise<Person> {
  if (actor.role !== "pprc-admin" && actor.personId !== personId) throw notFound();
  const person = await people.get({ id: personId });
  await refuseUnknownSchool(schools, schoolId, "schoolId");
  if (person.schoolId === schoolId) return person;
  const before = [person.schoolId, ...person.pastSchoolIds].filter((id) => id !== null && id !== schoolId) as string[];
  return people.save({ ...person, schoolId, pastSchoolIds: [...new Set(before)] }, [
    event(newId(), "person.school-changed", clock.now(), { personId, byId: actor.personId }),
  ]);
}

/**
 * Somebody worked at this school in the last five years too. By themselves, or by the administrator of the pool.
 * @throws Problem `not-found` for somebody else's record, `invalid-input` for a school that we do not know
 */
export async function addEarlierSchool(
  { people, schools, clock, newId }: Pick<Deps, "people" | "schools" | "clock" | "newId">,
  actor: Actor,
  personId: PersonId,
  schoolId: string,
): Promise<Person> {
  if (actor.role !== "pprc-admin" && actor.personId !== personId) throw notFound();
  const person = await people.get({ id: personId });
  await refuseUnknownSchool(schools, schoolId, "earlierSchoolId");
  if (person.schoolId === schoolId || person.pastSchoolIds.includes(schoolId)) return person;
  return people.save({ ...person, pastSchoolIds: [...person.pastSchoolIds, schoolId] }, [
    event(newId(), "person.school-changed", clock.now(), { personId, byId: actor.personId }),
  ]);
}

/**
 * A school is more than five years ago, or was a slip. By the administrator alone: nobody lifts a bar on themselves.
 * @throws Problem `not-found` for everybody else
 */
export async function removeEarlierSchool(
  { people, clock, newId }: Pick<Deps, "people" | "clock" | "newId">,
  actor: Actor,
  personId: PersonId,
  schoolId: string,
): Promise<Person> {
  if (actor.role !== "pprc-admin" || actor.personId === personId) throw notFound();
  const person = await people.get({ id: personId });
  if (!person.pastSchoolIds.includes(schoolId)) return person;
  return people.save({ ...person, pastSchoolIds: person.pastSchoolIds.filter((id) => id !== schoolId) }, [
    event(newId(), "person.school-changed", clock.now(), { personId, byId: actor.personId }),
  ]);
}

async function refuseUnknownSchool(schools: Deps["schools"], schoolId: string, field: string): Promise<void> {
  if (await schools.findOne({ id: schoolId })) return;
  throw new Problem("invalid-input", "Please choose a school.", [{ field, message: "Please choose a school." }]);
}

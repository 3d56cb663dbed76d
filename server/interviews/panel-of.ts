import type { PersonId } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import type { PanelMember } from "./panel.rules.ts";

/** People as members of a panel, in the order asked; who sits for no side is left out. */
export async function panelOf(
  { people }: Pick<Deps, "people">,
  personIds: readonly PersonId[],
): Promise<PanelMember[]> {
  const found = new Map((await people.byIds(personIds)).map((person) => [person.id, person]));
  return personIds.flatMap((id) => {
    const person = found.get(id);
    if (!person || person.side === null) return [];
    return [{ personId: id, side: person.side, schoolId: person.schoolId, isJgp: person.roles.includes("jgp") }];
  });
}

import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Person } from "./person.rules.ts";

/** @throws Problem `invalid-input` for a link that was used, has run out or never was */
export async function useSignInLink(
  { people, signInLinks, clock }: Pick<Deps, "people" | "signInLinks" | "clock">,
  token: string,
): Promise<Person> {
  const personId = await signInLinks.take(token, clock.now());
  const person = personId === null ? null : await people.findOne({ id: personId });
  if (!person)
    throw new Problem("invalid-input", "This link was used already or has run out. Please ask for a new one.");
  return person;
}

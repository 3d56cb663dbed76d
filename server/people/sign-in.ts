import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { isPassword } from "./password.ts";
import { normalEmail, type Person } from "./person.rules.ts";

/**
 * Checks an address and a password. Wrong address and wrong password look and take the same.
 * @throws Problem `too-many-tries` or `invalid-input`
 */
export async function signIn(
  { people, tries }: Pick<Deps, "people" | "tries">,
  { email, password, ip }: { email: string; password: string; ip: string },
): Promise<Person> {
  await tries.count("sign-in-ip", ip);
  await tries.count("sign-in-address", normalEmail(email));
  const person = await people.byEmail(normalEmail(email));
  const isRight = await isPassword(password, person?.passwordHash ?? null);
  if (!person || !isRight) {
    throw new Problem("invalid-input", "The address and the password do not belong together.", [
      { field: "password", message: "Please try again, or ask for a sign-in link by mail." },
    ]);
  }
  await tries.forget("sign-in-address", person.email);
  return person;
}

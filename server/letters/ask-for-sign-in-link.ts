import { randomBytes } from "node:crypto";
import { after, MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { normalEmail } from "../people/index.ts";
import { queueMessage } from "./queue-message.ts";

const LIFE_MINUTES = 20;

/**
 * Mails a link that signs in once. The answer is the same whether the address has an account or not.
 * @throws Problem `too-many-tries`
 */
export async function askForSignInLink(
  deps: Pick<Deps, "people" | "signInLinks" | "tries" | "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  { email, ip }: { email: string; ip: string },
): Promise<void> {
  await deps.tries.count("sign-in-ip", ip);
  await deps.tries.count("mail-link", normalEmail(email));
  const person = await deps.people.byEmail(normalEmail(email));
  if (!person) return;
  const token = randomBytes(32).toString("base64url");
  await deps.signInLinks.keep(token, person.id, after(deps.clock.now(), LIFE_MINUTES * MINUTE));
  await queueMessage(deps, {
    key: `sign-in-link-${deps.newId()}`,
    to: person.id,
    template: "sign-in-link",
    model: { name: person.name, link: `${deps.config.baseUrl}/sign-in/link/${token}`, minutes: LIFE_MINUTES },
  });
}

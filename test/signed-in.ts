import request from "supertest";
import type { createApp } from "../server/app.ts";
import type { Deps } from "../server/deps.ts";
import type { Role } from "../server/kernel/actor.ts";
import { hashPassword } from "../server/people/index.ts";

export const PASSWORD = "a quiet river";
let hash: Promise<string> | null = null;

/** Signs a person in through the door, in one of their roles: what a browser without scripts does from then on. */
export async function signedIn(
  app: ReturnType<typeof createApp>,
  deps: Deps,
  personId: string,
  role: Role,
): Promise<ReturnType<typeof request.agent>> {
  hash ??= hashPassword(PASSWORD);
  const person = await deps.people.get({ id: personId });
  if (person.passwordHash === null) await deps.people.save({ ...person, passwordHash: await hash });
  const agent = request.agent(app);
  agent.set("Origin", deps.config.baseUrl).set("Accept", "text/html");
  await agent.post("/sign-in").type("form").send({ email: person.email, password: PASSWORD }).expect(303);
  if (person.roles.length > 1) await agent.post("/role").type("form").send({ role }).expect(303);
  return agent;
}

/** A page without what each request makes anew: the clock and what is left of the session. For comparing two. */
export function steady(html: string): string {
  return html.replace(/data-(now|lasts-sec)="[^"]*"/g, "");
}

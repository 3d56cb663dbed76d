import type { ClientSession } from "mongoose";
import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { next } from "../kernel/workflow.ts";
import type { Deps } from "../deps.ts";
import { type Message, WORKFLOW } from "./message.rules.ts";

/**
 * Lets a held message go, within the caller's transaction. To its reader it was written now: how long it was held tells
 * when it was decided.
 * @throws Problem `not-found` without one, `wrong-state` when it is not held, `changed-meanwhile`
 */
export async function releaseHeldMessage(
  { messages, clock, newId }: Pick<Deps, "messages" | "clock" | "newId">,
  key: string,
  session: ClientSession,
): Promise<Message> {
  const held = await messages.get({ key }, session);
  const now = clock.now();
  return messages.save(
    { ...held, state: next(WORKFLOW, "queue", held.state, SYSTEM), createdAt: now },
    [event(newId(), "message.queued", now, { messageId: held.id })],
    session,
  );
}

import type { PersonId } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Message } from "./message.rules.ts";

export type MessageOrder = {
  /** Unique for this effect: `submission-receipt-<profile>-v3`. The second call with it changes nothing. */
  key: string;
  to: PersonId;
  /** A folder of `templates/`. */
  template: string;
  model: Record<string, unknown>;
  attachments?: Message["attachments"];
  /** Hold it until somebody queues it (decision letters before the release). */
  isHeld?: boolean;
};

/** Writes a message, its final text included; a job sends it. Safe to call again with the same key. */
export async function queueMessage(
  {
    messages,
    mailTemplates,
    clock,
    newId,
    config,
  }: Pick<Deps, "messages" | "mailTemplates" | "clock" | "newId" | "config">,
  { key, to, template, model, attachments = [], isHeld = false }: MessageOrder,
): Promise<Message> {
  const before = await messages.byKey(key);
  if (before) return before;
  const now = clock.now();
  const text = mailTemplates.render(template, { baseUrl: config.baseUrl, ...model });
  const id = newId();
  try {
    return await messages.insert(
      {
        id,
        key,
        to,
        template,
        ...text,
        attachments,
        state: isHeld ? "held" : "queued",
        dueAt: null,
        createdAt: now,
        sentAt: null,
        reason: null,
        attempts: 0,
        begunAt: null,
        readAt: null,
      },
      isHeld ? [] : [event(newId(), "message.queued", now, { messageId: id })],
    );
  } catch (error) {
    const same = error instanceof Problem ? await messages.byKey(key) : null;
    if (same) return same;
    throw error;
  }
}

import { createHash } from "node:crypto";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import { SYSTEM } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { isBeingSent, messageIdOf, WORKFLOW } from "./message.rules.ts";

/**
 * Sends one queued message. Between the mail server's yes and our own record lies the one moment in which a crash can
 * cause a copy; it carries the same Message-ID.
 * @throws Error when the mail server does not take it now (the job tries again)
 */
export async function sendMessage(
  {
    messages,
    people,
    mailer,
    clock,
    config,
    faults,
  }: Pick<Deps, "messages" | "people" | "mailer" | "clock" | "config" | "faults">,
  messageId: string,
): Promise<void> {
  const message = await messages.get({ id: messageId });
  if (message.state !== "queued" && message.state !== "sending") return;
  if (isBeingSent(message, clock.now()))
    throw new Problem("changed-meanwhile", "Another worker is handing this message over.");
  const person = await people.get({ id: message.to });
  const sending = await messages.save({
    ...message,
    state: next(WORKFLOW, "begin-sending", message.state, SYSTEM),
    attempts: message.attempts + 1,
    begunAt: clock.now(),
  });
  faults.reach("send-message.before-smtp");
  try {
    await mailer.send({
      to: { name: person.name, address: person.email },
      subject: message.subject,
      text: message.text,
      html: message.html,
      attachments: message.attachments,
      messageId: messageIdOf(createHash("sha256").update(message.key).digest("hex"), new URL(config.baseUrl).hostname),
    });
  } catch (error) {
    if ((error as { permanent?: boolean }).permanent !== true) {
      await messages.save({ ...sending, begunAt: null });
      throw error;
    }
    await messages.save({
      ...sending,
      state: next(WORKFLOW, "mark-failed", sending.state, SYSTEM),
      reason: "The mail server refused the address for good.",
    });
    return;
  }
  faults.reach("send-message.after-smtp");
  await messages.save({ ...sending, state: next(WORKFLOW, "mark-sent", sending.state, SYSTEM), sentAt: clock.now() });
}

import { createHash } from "node:crypto";
import { Problem } from "../kernel/problem.ts";
import { next } from "../kernel/workflow.ts";
import { SYSTEM } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { isBeingSent, type Message, messageIdOf, SENDING_LASTS_MS, WORKFLOW } from "./message.rules.ts";

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
  const lease = new SendingLease({ messages, clock }, sending);
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
    const held = await lease.end();
    if ((error as { permanent?: boolean }).permanent !== true) {
      await messages.save({ ...held, begunAt: null });
      throw error;
    }
    await messages.save({
      ...held,
      state: next(WORKFLOW, "mark-failed", held.state, SYSTEM),
      reason: "The mail server refused the address for good.",
    });
    return;
  }
  const held = await lease.end();
  faults.reach("send-message.after-smtp");
  await messages.save({ ...held, state: next(WORKFLOW, "mark-sent", held.state, SYSTEM), sentAt: clock.now() });
}

/** Says again and again that a sending is alive: a mail server may take longer than a dead worker is waited for. */
class SendingLease {
  readonly #deps: Pick<Deps, "messages" | "clock">;
  readonly #timer: NodeJS.Timeout;
  #held: Message;
  #renewing: Promise<void> = Promise.resolve();

  constructor(deps: Pick<Deps, "messages" | "clock">, sending: Message) {
    this.#deps = deps;
    this.#held = sending;
    this.#timer = setInterval(() => {
      this.#renewing = this.#renewing.then(() => this.#renew());
    }, SENDING_LASTS_MS / 4);
  }

  /** The message as it stands after the last renewal. */
  async end(): Promise<Message> {
    clearInterval(this.#timer);
    await this.#renewing;
    return this.#held;
  }

  /** A renewal that fails is tried at the next turn; whoever took the message over meanwhile is seen by the last save. */
  async #renew(): Promise<void> {
    const { messages, clock } = this.#deps;
    this.#held = await messages.save({ ...this.#held, begunAt: clock.now() }).catch(() => this.#held);
  }
}

import type { PersonId } from "../kernel/actor.ts";
import type { Workflow } from "../kernel/workflow.ts";

export type MessageState = "draft" | "held" | "queued" | "sending" | "sent" | "failed" | "bounced";

/** One mail to one person, its text kept as it was sent. `key` is unique: the second of the same never comes to be. */
export type Message = {
  id: string;
  version: number;
  key: string;
  to: PersonId;
  template: string;
  subject: string;
  text: string;
  html: string;
  attachments: { filename: string; contentType: string; content: string }[];
  state: MessageState;
  /** Not before; null for at once. */
  dueAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
  reason: string | null;
  attempts: number;
  /** When the last sending began; another worker does not begin one while it may still run. */
  begunAt: Date | null;
  /** Read in the app. */
  readAt: Date | null;
};

export const WORKFLOW = {
  hold: { from: ["draft", "queued"], to: "held", by: ["system", "jgp"] },
  queue: { from: ["draft", "held", "failed"], to: "queued", by: ["system", "jgp"] },
  "begin-sending": { from: ["queued", "sending"], to: "sending", by: ["system"] },
  "mark-sent": { from: ["sending"], to: "sent", by: ["system"] },
  "mark-failed": { from: ["sending"], to: "failed", by: ["system"] },
  "mark-bounced": { from: ["sent"], to: "bounced", by: ["system"] },
} as const satisfies Workflow<MessageState>;

/** The same key gives the same Message-ID, so that a copy sent after a crash can be recognised. */
export function messageIdOf(keyHash: string, host: string): string {
  return `<${keyHash.slice(0, 40)}@${host}>`;
}

/** A sending that began so long ago has died with its worker. */
export const SENDING_LASTS_MS = 12_000;

/** True while a worker may still be handing this message over. */
export function isBeingSent({ state, begunAt }: Pick<Message, "state" | "begunAt">, now: Date): boolean {
  return state === "sending" && begunAt !== null && now.getTime() - begunAt.getTime() < SENDING_LASTS_MS;
}

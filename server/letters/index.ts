export { type Message, WORKFLOW as MESSAGE_WORKFLOW } from "./message.rules.ts";
export { MessageStore } from "./message.store.ts";
export { type MessageOrder, queueMessage } from "./queue-message.ts";
export { releaseHeldMessage } from "./release-held-message.ts";
export { sendMessage } from "./send-message.ts";
export { sendStuckMessages } from "./send-stuck-messages.ts";
export { lettersRoutes } from "./letters.routes.ts";
export { messagesRoutes } from "./messages.routes.ts";
export {
  type LadderStep,
  nextRung,
  type Rung,
  rungDueAt,
  rungKey,
  type RungOffset,
  type Waiting,
} from "./reminder.rules.ts";
export { ReminderStore } from "./reminder.store.ts";

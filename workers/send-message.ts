import { z } from "zod";
import { sendMessage } from "../server/letters/index.ts";
import { defineJob } from "./define-job.ts";

/** Hands one queued message to the mail server. The message's own state stops a second sending. */
export const sendMessageJob = defineJob({
  name: "send-message",
  on: "message.queued",
  queue: "mail",
  data: z.object({ messageId: z.string() }),
  run: (deps, { messageId }) => sendMessage(deps, messageId),
});

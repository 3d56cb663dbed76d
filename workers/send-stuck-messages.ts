import { sendStuckMessages } from "../server/letters/index.ts";
import { defineSweep } from "./define-job.ts";

/** Letters that a long outage of the mail server left behind. */
export const sendStuckMessagesSweep = defineSweep({
  name: "send-stuck-messages",
  everySec: 60,
  run: (deps, { signal }) => sendStuckMessages(deps, signal),
});

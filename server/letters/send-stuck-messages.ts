import { isRace } from "../kernel/problem.ts";
import { after, MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { sendMessage } from "./send-message.ts";

const PATIENCE_MS = 5 * MINUTE;
const AT_ONCE = 50;

/**
 * Messages whose job has given up (a mail server that was away for longer than the tries last) are tried again, for as
 * long as it takes. Safe beside a job: whoever begins a sending is the only one for its time.
 */
export async function sendStuckMessages(
  deps: Parameters<typeof sendMessage>[0] & Pick<Deps, "log">,
  signal: AbortSignal,
): Promise<void> {
  for (const { id } of await deps.messages.unsentSince(after(deps.clock.now(), -PATIENCE_MS), AT_ONCE)) {
    if (signal.aborted) return;
    await sendMessage(deps, id).catch((error: unknown) =>
      deps.log[isRace(error) ? "info" : "warn"]({ err: error, messageId: id }, "mail: again later"),
    );
  }
}

import { SYSTEM } from "../kernel/actor.ts";
import type { DomainEvent } from "../kernel/event.ts";
import type { Deps } from "../deps.ts";
import { moveOf } from "../profiles/index.ts";
import { REOPEN_REASON, STOP_REASON, stepsAfter } from "./follow.rules.ts";

const REASONS: Record<string, string> = { "place-on-hold": STOP_REASON, reopen: REOPEN_REASON };

/**
 * Takes an application to where its case stands, once for each new outcome. The case keeps which outcome was followed,
 * in the same transaction, so that a repeated or late job never takes back an interview that this outcome led to.
 * @throws Problem `changed-meanwhile` (the job tries again)
 */
export async function followCase(
  deps: Pick<Deps, "applications" | "cases" | "inTransaction" | "clock" | "newId" | "faults">,
  profileId: string,
): Promise<void> {
  const at = deps.clock.now();
  await deps.inTransaction(async (session) => {
    const record = await deps.cases.findOne({ id: profileId }, session);
    const outcome = record?.outcomes.at(-1);
    if (!record || !outcome || record.followed >= outcome.version) return;
    const application = await deps.applications.get({ id: profileId }, session);
    const steps = stepsAfter(application, outcome.verdict);
    if (steps === "later") return;
    const events: DomainEvent[] = [];
    let moved = application;
    for (const action of steps) {
      const [after, happened] = moveOf(moved, action, {
        actor: SYSTEM,
        at,
        eventId: deps.newId(),
        reason: REASONS[action] ?? "",
      });
      moved = after;
      events.push(happened);
    }
    if (events.length > 0) await deps.applications.save(moved, events, session);
    await deps.cases.save({ ...record, followed: outcome.version }, [], session);
    deps.faults.reach("follow-case.before-commit");
  });
}

import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type ApplicationAction, moveApplication } from "../profiles/index.ts";
import { activeRows } from "./list-record.rules.ts";

/**
 * Every case on an approved list is approved; taken back, where the list went back to the making. Safe to repeat, and
 * whatever runs last comes to what the list says.
 * @throws Problem `changed-meanwhile` (the job tries again)
 */
export async function followList(
  deps: Pick<Deps, "lists" | "applications" | "clock" | "newId">,
  cohortId: string,
): Promise<void> {
  const list = await deps.lists.get({ id: cohortId });
  if (list.state === "released") return;
  const isApproved = list.state === "approved";
  const [from, action]: [string, ApplicationAction] = isApproved
    ? ["recommended", "approve"]
    : ["approved", "take-back-approval"];
  for (const { id, state } of await deps.applications.byIds(activeRows(list).map((row) => row.applicationId))) {
    if (state !== from) continue;
    try {
      await moveApplication(deps, SYSTEM, id, action, { reason: isApproved ? "" : "The list is being changed." });
    } catch (error) {
      // Withdrawn in this very moment: that stands.
      if (!(error instanceof Problem) || error.name !== "wrong-state") throw error;
    }
  }
}

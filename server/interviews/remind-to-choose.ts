import { after, DAY } from "../kernel/time.ts";
import { queueMessage } from "../letters/index.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import type { LetterNeeds } from "./send-letters.ts";

/** So long before the last moment to choose; offers that came later than this are new enough. */
const AHEAD = 2 * DAY;

/**
 * Tells everybody who has not chosen a time yet, once for each last moment, while two days are left.
 * @returns how many were told now
 */
export async function remindToChoose(deps: LetterNeeds, signal: AbortSignal): Promise<number> {
  let told = 0;
  const now = deps.clock.now();
  for (const record of await deps.interviews.unanswered(now, after(now, AHEAD))) {
    if (signal.aborted) break;
    const key = `interview-reminder-${record.id}-${record.chooseBy.getTime()}`;
    const isNew = after(record.offeredAt, AHEAD) > now;
    if (isNew || (await deps.messages.byKey(key))) continue;
    const { cohort } = await rulesOfCohort(deps, record.cohortId);
    const { name } = await deps.people.get({ id: record.applicantId });
    await queueMessage(deps, {
      key,
      to: record.applicantId,
      template: "interview-reminder",
      model: {
        name,
        cohortName: cohort.name,
        chooseBy: record.chooseBy,
        link: `${deps.config.baseUrl}/interviews/mine`,
        why: "You get this because you were offered an interview and have not chosen a time yet.",
      },
    });
    told += 1;
  }
  return told;
}

import { SYSTEM } from "../kernel/actor.ts";
import { isRace } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { type Application, moveOf } from "../profiles/index.ts";
import { interviewEvent, type InterviewRecord, noted, withoutAppointment } from "./interview-record.rules.ts";
import { chooseByFrom, INTERVIEW_WORKFLOW, stepInterview } from "./interview.rules.ts";
import { usableSlots } from "./usable-slots.ts";

/**
 * The application left, or its result was computed anew: offers that stood on another result end, and their times are
 * free again. Safe to repeat at any later time: an offer made on the result that stands is left alone.
 */
export async function cancelInterviews(
  deps: Pick<Deps, "interviews" | "applications" | "cases" | "clock" | "newId">,
  applicationId: string,
): Promise<void> {
  const { state } = await deps.applications.get({ id: applicationId });
  const newest = (await deps.cases.findOne({ id: applicationId }))?.outcomes.at(-1)?.version ?? 0;
  const hasLeft = state === "withdrawn" || state === "void";
  for (const record of await deps.interviews.find({ applicationId })) {
    if (!(INTERVIEW_WORKFLOW.cancel.from as readonly string[]).includes(record.state)) continue;
    if (!hasLeft && record.outcomeVersion >= newest) continue;
    const reason = hasLeft ? "The application ended." : "The result is being computed anew.";
    const at = deps.clock.now();
    const cancelled = { ...record, state: stepInterview(record, "cancel", SYSTEM).state };
    const ended = noted(withoutAppointment(cancelled), SYSTEM, at, reason);
    await deps.interviews.save(ended, [interviewEvent(ended, "cancelled", deps.newId(), at)]);
  }
}

type LapseNeeds = Pick<
  Deps,
  | "interviews"
  | "interviewSlots"
  | "applications"
  | "people"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "inTransaction"
  | "clock"
  | "newId"
>;

/**
 * Offers without an answer by their date lapse. The days to choose run only while there are times to choose from: as long
 * as there are none, the date moves on, so that nobody loses an interview that could not be chosen.
 * @returns how many lapsed
 */
export async function lapseInterviews(deps: LapseNeeds, signal: AbortSignal): Promise<number> {
  let lapsed = 0;
  for (const record of await deps.interviews.toChoose()) {
    if (signal.aborted) break;
    const now = deps.clock.now();
    const { settings, cohort } = await rulesOfCohort(deps, record.cohortId);
    const wholePeriod = chooseByFrom(now, cohort.calendar.zone, settings.interviewAnswerDays);
    if (record.chooseBy >= wholePeriod) continue;
    const application = await deps.applications.get({ id: record.applicationId });
    if (!["interview-offered", "interview-scheduled"].includes(application.state)) continue;
    const hasTimes = (await usableSlots(deps, application, settings.interviewNoticeDays)).length > 0;
    try {
      if (!hasTimes) await deps.interviews.save({ ...record, chooseBy: wholePeriod });
      else if (record.chooseBy < now) {
        await lapse(deps, record, application);
        lapsed += 1;
      }
    } catch (error) {
      // They answered in this very moment: their answer counts.
      if (!isRace(error)) throw error;
    }
  }
  return lapsed;
}

async function lapse(deps: LapseNeeds, record: InterviewRecord, application: Application): Promise<void> {
  const at = deps.clock.now();
  const state = stepInterview(record, "lapse", SYSTEM).state;
  const ended = noted(withoutAppointment({ ...record, state }), SYSTEM, at, "No answer by the date.");
  const [moved, happened] = moveOf(application, "forgo-interview", { actor: SYSTEM, at, eventId: deps.newId() });
  await deps.inTransaction(async (session) => {
    await deps.applications.save(moved, [happened], session);
    await deps.interviews.save(ended, [interviewEvent(ended, "lapsed", deps.newId(), at)], session);
  });
}

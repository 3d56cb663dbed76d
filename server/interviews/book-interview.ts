import type { AnyActor, Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { after, DAY } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { type Application, type ApplicationAction, moveOf } from "../profiles/index.ts";
import {
  interviewEvent,
  type InterviewRecord,
  noted,
  withAppointment,
  withoutAppointment,
} from "./interview-record.rules.ts";
import { chooseSlot, type Interview, isForgone, moveSlot, type Slot, stepInterview } from "./interview.rules.ts";
import { panelOf } from "./panel-of.ts";
import { usableSlots } from "./usable-slots.ts";
import type { VisibleInterview } from "./visible-interview.ts";

export type BookingNeeds = Pick<
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

const taken = () =>
  new Problem("changed-meanwhile", "This time has just been taken. Please choose another.", [
    { field: "slotId", message: "Please choose another time." },
  ]);

/**
 * Takes a time for the first time. Of two who take one time, the unique index lets one through.
 * @throws Problem `changed-meanwhile` for a time that is taken or too near, `wrong-state`, `not-found`
 */
export async function chooseInterviewSlot(
  deps: BookingNeeds,
  actor: Actor,
  interview: VisibleInterview,
  { slotId, needs }: { slotId: string; needs: string },
): Promise<InterviewRecord> {
  return book(deps, actor, interview, slotId, "schedule-interview", "booked", needs, (record, open) =>
    chooseSlot(record, slotId, open, actor),
  );
}

/**
 * Moves an interview, once, for a reason; also one that was missed.
 * @throws Problem as `chooseInterviewSlot`, and `invalid-input` without a reason
 */
export async function moveInterview(
  deps: BookingNeeds,
  actor: Actor,
  interview: VisibleInterview,
  to: { slotId: string; reason: string },
): Promise<InterviewRecord> {
  const { settings } = await rulesOfCohort(deps, interview.record.cohortId);
  return book(deps, actor, interview, to.slotId, "move-interview", "moved", to.reason, (record, open) =>
    moveSlot(record, to, open, settings.interviewMovesForCause, actor),
  );
}

async function book(
  deps: BookingNeeds,
  actor: Actor,
  { record, application }: VisibleInterview,
  slotId: string,
  action: ApplicationAction,
  what: "booked" | "moved",
  text: string,
  rule: (record: Interview, open: readonly Slot[]) => Interview,
): Promise<InterviewRecord> {
  const { settings } = await rulesOfCohort(deps, record.cohortId);
  const usable = await usableSlots(deps, application, settings.interviewNoticeDays);
  const open = usable.map((slot) => ({ slotId: slot.id, bookedFor: null, ...slot }));
  const { state, movesUsed } = rule(record, open);
  const slot = usable.find(({ id }) => id === slotId);
  if (!slot) throw taken();
  const at = deps.clock.now();
  const panel = await panelOf(deps, slot.panelIds);
  const booked = noted(
    withAppointment(
      { ...record, state, movesUsed, needs: what === "booked" ? text.trim() : record.needs },
      slot,
      panel,
      at,
    ),
    actor,
    at,
    what === "moved" ? text : "",
  );
  try {
    return await deps.inTransaction(async (session) => {
      // Taking a slot back and taking it cannot both succeed.
      await deps.interviewSlots.save(await deps.interviewSlots.get({ id: slotId }, session), [], session);
      await moveWith(deps, actor, application, action, at, session);
      return deps.interviews.save(booked, [interviewEvent(booked, what, deps.newId(), at)], session);
    });
  } catch (error) {
    if (!(error instanceof Problem) || !["changed-meanwhile", "not-found"].includes(error.name)) throw error;
    if (await isTaken(deps, slotId, record.id)) throw taken();
    throw error;
  }
}

async function isTaken(
  { interviews, interviewSlots }: BookingNeeds,
  slotId: string,
  interviewId: string,
): Promise<boolean> {
  const holder = await interviews.findOne({ slotId });
  return (holder !== null && holder.id !== interviewId) || (await interviewSlots.findOne({ id: slotId })) === null;
}

type Session = Parameters<Parameters<Deps["inTransaction"]>[0]>[0];

async function moveWith(
  deps: Pick<Deps, "applications" | "newId">,
  actor: AnyActor,
  application: Application,
  action: ApplicationAction,
  at: Date,
  session: Session,
): Promise<void> {
  const [moved, happened] = moveOf(application, action, { actor, at, eventId: deps.newId() });
  await deps.applications.save(moved, [happened], session);
}

/**
 * The applicant does without; “not promoted” goes on the list.
 * @throws Problem `not-found`, `wrong-state`
 */
export async function declineInterview(
  deps: BookingNeeds,
  actor: Actor,
  { record, application }: VisibleInterview,
): Promise<InterviewRecord> {
  const at = deps.clock.now();
  const { state } = stepInterview(record, "decline", actor);
  const ended = noted(withoutAppointment({ ...record, state }), actor, at);
  return deps.inTransaction(async (session) => {
    await moveWith(deps, actor, application, "forgo-interview", at, session);
    return deps.interviews.save(ended, [interviewEvent(ended, "declined", deps.newId(), at)], session);
  });
}

/**
 * The panel met the applicant, or nobody came. Missed for the first time, one may still move for cause.
 * @throws Problem `not-found`, `wrong-state` also before it began
 */
export async function recordMeeting(
  deps: BookingNeeds,
  actor: Actor,
  { record, application }: VisibleInterview,
  what: "hold" | "miss",
): Promise<InterviewRecord> {
  const at = deps.clock.now();
  const { state } = stepInterview(record, what, actor);
  const startsAt = record.appointments.at(-1)?.startsAt;
  if (startsAt && at < startsAt) throw new Problem("wrong-state", "This interview has not begun yet.");
  const { settings } = await rulesOfCohort(deps, record.cohortId);
  const isOver = isForgone({ ...record, state }, settings.interviewMovesForCause);
  const chooseBy = what === "miss" ? after(at, settings.interviewAnswerDays * DAY) : record.chooseBy;
  const told = noted({ ...record, state, chooseBy }, actor, at);
  const action = what === "hold" ? "hold-interview" : isOver ? "forgo-interview" : null;
  return deps.inTransaction(async (session) => {
    if (action !== null) await moveWith(deps, actor, application, action, at, session);
    const name = what === "hold" ? "held" : "missed";
    return deps.interviews.save(told, [interviewEvent(told, name, deps.newId(), at)], session);
  });
}

import type { AnyActor, PersonId } from "../kernel/actor.ts";
import { notFound, Problem, refuseIfAny } from "../kernel/problem.ts";
import { after, DAY } from "../kernel/time.ts";
import { dayIn, endOfDay } from "../cohorts/index.ts";
import { next, type Workflow } from "../kernel/workflow.ts";

export const INTERVIEW_STATES = [
  "offered",
  "slot-chosen",
  "moved",
  "held",
  "missed",
  "declined",
  "recommended",
  "cancelled",
] as const;
export type InterviewState = (typeof INTERVIEW_STATES)[number];

export const INTERVIEW_WORKFLOW = {
  "choose-slot": { from: ["offered"], to: "slot-chosen", by: ["applicant", "jgp"] },
  /** Once, for cause; also for one who missed the first appointment. */
  move: { from: ["slot-chosen", "missed"], to: "moved", by: ["applicant", "jgp"] },
  hold: { from: ["slot-chosen", "moved"], to: "held", by: ["jgp"] },
  miss: { from: ["slot-chosen", "moved"], to: "missed", by: ["jgp"] },
  decline: { from: ["offered", "slot-chosen", "moved"], to: "declined", by: ["applicant"] },
  /** Silence past the answer date, while there were times to choose from. */
  lapse: { from: ["offered", "missed"], to: "declined", by: ["system"] },
  recommend: { from: ["held"], to: "recommended", by: ["jgp"] },
  /** A reopened review, a withdrawal or a void takes the offer back. */
  cancel: {
    from: ["offered", "slot-chosen", "moved", "held", "missed", "declined", "recommended"],
    to: "cancelled",
    by: ["system"],
  },
} as const satisfies Workflow<InterviewState>;
export type InterviewAction = keyof typeof INTERVIEW_WORKFLOW;

export type Slot = { slotId: string; startsAt: Date; minutes: number; bookedFor: string | null };
export type Interview = {
  applicationId: string;
  applicantId: PersonId;
  state: InterviewState;
  slotId: string | null;
  movesUsed: number;
};

/** Slots one may still take: free, and far enough away for notice. */
export function openSlots(slots: readonly Slot[], now: Date, noticeDays: number): Slot[] {
  return slots.filter(
    ({ bookedFor, startsAt }) => bookedFor === null && startsAt.getTime() - now.getTime() >= noticeDays * DAY,
  );
}

type Asker = Pick<AnyActor, "role" | "personId">;

function stepOwn(interview: Interview, action: InterviewAction, actor: Asker): InterviewState {
  if ((actor.role === "applicant") !== (actor.personId === interview.applicantId)) throw notFound();
  return next(INTERVIEW_WORKFLOW, action, interview.state, actor);
}

const taken = () =>
  new Problem("changed-meanwhile", "This time has just been taken. Please choose another.", [
    { field: "slotId", message: "Please choose another time." },
  ]);

const chosen = (slotId: string) => (slotId === "" ? [{ field: "slotId", message: "Please choose a time." }] : []);

/**
 * @throws Problem `not-found`, `wrong-state`, `not-allowed`, `invalid-input` without a choice, or `changed-meanwhile`
 * for a slot that is taken or too near
 */
export function chooseSlot(interview: Interview, slotId: string, open: readonly Slot[], actor: Asker): Interview {
  const state = stepOwn(interview, "choose-slot", actor);
  refuseIfAny(chosen(slotId));
  if (!open.some((slot) => slot.slotId === slotId)) throw taken();
  return { ...interview, state, slotId };
}

/**
 * One move for cause. `movesAllowed` comes from the program version (default 1).
 * @throws Problem as `chooseSlot`; `invalid-input` also without a reason; `wrong-state` when the move is used up
 */
export function moveSlot(
  interview: Interview,
  to: { slotId: string; reason: string },
  open: readonly Slot[],
  movesAllowed: number,
  actor: Asker,
): Interview {
  const state = stepOwn(interview, "move", actor);
  if (interview.movesUsed >= movesAllowed) throw new Problem("wrong-state", "An interview can be moved once.");
  const reason = to.reason.trim() === "" ? [{ field: "reason", message: "Please give a reason." }] : [];
  refuseIfAny([...chosen(to.slotId), ...reason]);
  if (!open.some((slot) => slot.slotId === to.slotId)) throw taken();
  return { ...interview, state, slotId: to.slotId, movesUsed: interview.movesUsed + 1 };
}

/** Any other step. @throws Problem `not-found`, `wrong-state`, `not-allowed` */
export function stepInterview(
  interview: Interview,
  action: Exclude<InterviewAction, "choose-slot" | "move">,
  actor: Asker,
): Interview {
  return { ...interview, state: stepOwn(interview, action, actor) };
}

/** True when no interview can come any more, which leaves “not promoted”: declined, or missed with the move used up. */
export function isForgone({ state, movesUsed }: Interview, movesAllowed: number): boolean {
  return state === "declined" || (state === "missed" && movesUsed >= movesAllowed);
}

/** The last moment to choose a time for one who can choose from `now` on: the end of the day, `answerDays` later. */
export function chooseByFrom(now: Date, zone: string, answerDays: number): Date {
  return endOfDay({ on: dayIn(zone, after(now, answerDays * DAY)), zone });
}

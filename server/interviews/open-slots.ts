import type { ClientSession } from "mongoose";
import type { Actor, PersonId } from "../kernel/actor.ts";
import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import { after, MINUTE } from "../kernel/time.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import type { InterviewSlot } from "./interview-record.rules.ts";
import { panelOf } from "./panel-of.ts";
import { faultsOfPanel } from "./panel.rules.ts";

export type SlotOrder = {
  cohortId: string;
  startsAt: Date;
  minutes: number;
  /** How many, one after another, `breakMinutes` apart. */
  count: number;
  breakMinutes: number;
  place: string;
  link: string | null;
  panelIds: readonly PersonId[];
};

const NOBODY = { applicantId: "", schoolId: "", conflictedIds: [] };

type Needs = Pick<
  Deps,
  "interviewSlots" | "people" | "cohorts" | "programs" | "rubrics" | "inTransaction" | "clock" | "newId"
>;

/**
 * Opens times for a panel with at least one member of each side. A member sits in one place at a time.
 * @throws Problem `invalid-input` with one entry a field
 */
export async function openInterviewSlots(deps: Needs, actor: Actor, order: SlotOrder): Promise<InterviewSlot[]> {
  const { settings } = await rulesOfCohort(deps, order.cohortId);
  const starts = Array.from({ length: order.count }, (_, i) =>
    after(order.startsAt, i * (order.minutes + order.breakMinutes) * MINUTE),
  );
  const panel = await panelOf(deps, order.panelIds);
  const faults: FieldError[] = [
    ...(order.startsAt > deps.clock.now() ? [] : [{ field: "startsAt", message: "Choose a time still to come." }]),
    ...faultsOfPanel(panel, NOBODY).map(({ message }) => ({ field: "panelIds", message })),
    ...(order.place.trim() === "" ? [{ field: "place", message: "Say where, or how the call is held." }] : []),
  ];
  refuseIfAny(faults, `People need ${settings.interviewNoticeDays} days’ notice, so open times well ahead.`);
  return deps.inTransaction(async (session) => {
    // Whoever opens times writes the cohort: of two at once the second begins again, and sees those of the first.
    await deps.cohorts.save(await deps.cohorts.get({ id: order.cohortId }, session), [], session);
    if (await areBusy(deps, order, starts, session))
      refuseIfAny([{ field: "panelIds", message: "A member of this panel sits in another interview then." }]);
    const opened: InterviewSlot[] = [];
    for (const startsAt of starts) {
      const { cohortId, minutes, place, link, panelIds } = order;
      const slot = { cohortId, startsAt, minutes, place: place.trim(), link, panelIds, openedById: actor.personId };
      opened.push(await deps.interviewSlots.insert({ id: deps.newId(), ...slot }, [], session));
    }
    return opened;
  });
}

/** Whether one of the panel sits in another interview of this cohort at one of these times. */
async function areBusy(
  { interviewSlots }: Pick<Deps, "interviewSlots">,
  { panelIds, minutes, cohortId }: SlotOrder,
  starts: readonly Date[],
  session: ClientSession,
): Promise<boolean> {
  const others = (await interviewSlots.find({ cohortId }, { session })).filter((slot) =>
    slot.panelIds.some((id) => panelIds.includes(id)),
  );
  return others.some((slot) =>
    starts.some(
      (start) => start < after(slot.startsAt, slot.minutes * MINUTE) && slot.startsAt < after(start, minutes * MINUTE),
    ),
  );
}

/**
 * Takes an open time back.
 * @throws Problem `not-found`, `wrong-state` once somebody has taken it
 */
export async function closeInterviewSlot(
  deps: Pick<Deps, "interviewSlots" | "interviews" | "inTransaction">,
  slotId: string,
): Promise<void> {
  await deps.inTransaction(async (session) => {
    const slot = await deps.interviewSlots.get({ id: slotId }, session);
    if (await deps.interviews.findOne({ slotId }, session))
      throw new Problem("wrong-state", "Somebody has taken this time. Talk with them first; they can move once.");
    await deps.interviewSlots.save(slot, [], session);
    await deps.interviewSlots.remove({ id: slotId }, session);
  });
}

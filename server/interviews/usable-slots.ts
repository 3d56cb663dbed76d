import type { Deps } from "../deps.ts";
import type { Application } from "../profiles/index.ts";
import type { InterviewSlot } from "./interview-record.rules.ts";
import { openSlots } from "./interview.rules.ts";
import { panelOf } from "./panel-of.ts";
import { faultsOfPanel, type Interviewed } from "./panel.rules.ts";

/** The one who is interviewed, as a panel is checked against. */
export function interviewedOf(application: Application): Interviewed {
  const { applicantId, conflictedIds, declaration } = application;
  return { applicantId, conflictedIds, schoolId: declaration?.schoolId ?? "" };
}

export type SlotBook = { isFree: (slotId: string) => boolean; slots: readonly InterviewSlot[] };

/** All times of a cohort, with those that are taken marked. */
export async function slotBookOf(
  { interviewSlots, interviews }: Pick<Deps, "interviewSlots" | "interviews">,
  cohortId: string,
): Promise<SlotBook> {
  const taken = new Set((await interviews.find({ cohortId })).map(({ slotId }) => slotId));
  return { slots: await interviewSlots.ofCohort(cohortId), isFree: (slotId) => !taken.has(slotId) };
}

/** Times this applicant may take now: free, with notice, and with a panel that may interview them. */
export async function usableSlots(
  deps: Pick<Deps, "interviewSlots" | "interviews" | "people" | "clock">,
  application: Application,
  noticeDays: number,
  book?: SlotBook,
): Promise<InterviewSlot[]> {
  const { slots, isFree } = book ?? (await slotBookOf(deps, application.cohortId));
  const asked = slots.map((slot) => ({
    ...slot,
    slotId: slot.id,
    bookedFor: isFree(slot.id) ? null : "somebody",
  }));
  const openIds = new Set(openSlots(asked, deps.clock.now(), noticeDays).map(({ slotId }) => slotId));
  const free = slots.filter(({ id }) => openIds.has(id));
  const members = await panelOf(deps, [...new Set(free.flatMap(({ panelIds }) => panelIds))]);
  const interviewed = interviewedOf(application);
  return free.filter(({ panelIds }) => {
    const panel = members.filter(({ personId }) => panelIds.includes(personId));
    return faultsOfPanel(panel, interviewed).length === 0;
  });
}

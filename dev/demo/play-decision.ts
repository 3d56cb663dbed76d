import { type Cohort, dayIn, plusDays } from "../../server/cohorts/index.ts";
import {
  beginList,
  castVotes,
  planRelease,
  releaseDue,
  rowHash,
  sendList,
  signRecommendations,
  totalHash,
} from "../../server/decisions/index.ts";
import {
  chooseInterviewSlot,
  giveOpinion,
  type InterviewRecord,
  offerInterviews,
  openInterviewSlots,
  recordMeeting,
  visibleInterview,
} from "../../server/interviews/index.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { after, DAY, HOUR, MINUTE } from "../../server/kernel/time.ts";
import { momentOn, ZONE } from "./calendar.ts";
import { inTurn } from "./case-story.ts";
import { first } from "./found-program.ts";
import type { Population } from "./population.ts";
import type { Stage } from "./stage.ts";
import { isWorkday } from "./workdays.ts";
import { JOC_COMMENTS, PANEL_REASONS } from "./words/reasons.ts";

const TALK = 45 * MINUTE;
/** The share of those interviewed who convince the panel: with the seed's 83 it comes to about 100 of 341. */
const CONVINCED = 0.3;

/** Everyone in the band is offered a time, all on one day; `meetFrom` is the first day of the talks, `laterFrom` of a further day. */
export async function offerTalks(
  stage: Stage,
  { jgp }: Population,
  cohort: Cohort,
  offeredAt: Date,
  meetFrom: string,
  laterFrom: string | null = null,
): Promise<InterviewRecord[]> {
  const { deps } = stage;
  const coordinator = first(jgp.district);
  const inBand = (await deps.cases.ofCohort(cohort.id)).filter(({ outcomes }) => {
    const verdict = outcomes.at(-1)?.verdict;
    return verdict?.stage === "banded" && verdict.band === "interview";
  });
  // A few times more than people, so that there is something to choose; two panels, each one member a side.
  const panels = [0, 1, 2].map((i) => [jgp.district[i + 1] ?? coordinator, jgp.union[i] ?? first(jgp.union)] as const);
  const openDay = async (on: string, panel: readonly Actor[]) => {
    await openInterviewSlots(deps, coordinator, {
      cohortId: cohort.id,
      startsAt: momentOn(on, 13),
      minutes: TALK / MINUTE,
      count: 5,
      breakMinutes: 15,
      place: "District office, room 304",
      link: null,
      panelIds: panel.map(({ personId }) => personId),
    });
  };
  let missing = inBand.length + 4;
  return stage.at(offeredAt, async () => {
    for (let on = meetFrom; missing > 0; on = plusDays(on, 1)) {
      if (!isWorkday(on)) continue;
      for (const panel of panels) {
        if (missing <= 0) break;
        await openDay(on, panel);
        missing -= 5;
      }
    }
    // Whoever has not chosen yet finds times that keep the notice.
    if (laterFrom !== null) await openDay(firstWorkday(laterFrom), first(panels));
    return offerInterviews(deps, coordinator, cohort.id);
  });
}

function firstWorkday(from: string): string {
  let on = from;
  while (!isWorkday(on)) on = plusDays(on, 1);
  return on;
}

/** Each takes the first free time that suits, as most people do. */
export async function chooseTimes(
  stage: Stage,
  { people }: Population,
  records: readonly InterviewRecord[],
  at: Date,
): Promise<void> {
  const { deps } = stage;
  await stage.at(at, async () => {
    for (const record of records) {
      const actor = applicantOf(record);
      const one = await visibleInterview(deps, actor, record.id);
      const taken = new Set((await deps.interviews.find({ cohortId: record.cohortId })).map(({ slotId }) => slotId));
      const school = one.application.declaration?.schoolId;
      const slot = (await deps.interviewSlots.ofCohort(record.cohortId)).find(
        ({ id, panelIds }) => !taken.has(id) && panelIds.every((member) => people.get(member)?.schoolId !== school),
      );
      await chooseInterviewSlot(deps, actor, one, { slotId: slot?.id ?? "", needs: "" });
    }
  });
}

/** The talks take place and both members write what they think; they agree. */
export async function meet(
  stage: Stage,
  { district: { chance } }: Population,
  records: readonly InterviewRecord[],
): Promise<void> {
  const { deps, clock } = stage;
  await stage.at(clock.now(), async () => {
    for (const { id } of records) {
      const said = chance.next() < CONVINCED ? "yes" : "no";
      const { appointments, panel } = await deps.interviews.get({ id });
      const startsAt = appointments.at(-1)?.startsAt as Date;
      const members = panel.map(({ personId, side }): Actor => memberOf(personId, side));
      clock.set(after(startsAt, TALK));
      await recordMeeting(deps, first(members), await visibleInterview(deps, first(members), id), "hold");
      for (const [i, member] of members.entries()) {
        clock.set(after(startsAt, TALK + (i + 1) * HOUR));
        await writeOpinion(stage, id, member, said, chance.pick(PANEL_REASONS[said]));
      }
    }
  });
}

/** One member's word, tied to the indicator that it speaks of. */
export async function writeOpinion(
  { deps }: Stage,
  interviewId: string,
  member: Actor,
  said: "yes" | "no",
  text: string,
): Promise<void> {
  const reasons = [{ indicatorId: /\d\.\d/.exec(text)?.[0] ?? "2.3", text }];
  await giveOpinion(deps, member, await visibleInterview(deps, member, interviewId), {
    isYes: said === "yes",
    reasons,
  });
}

/** The list, signed by both halves, or by one where the other is still to sign. */
export async function signList(
  stage: Stage,
  { jgp }: Population,
  cohort: Cohort,
  at: Date,
  halves: readonly ("district" | "union")[] = ["district", "union"],
): Promise<void> {
  const { deps } = stage;
  await stage.quietly(at, () => beginList(deps, first(jgp.district), cohort.id));
  for (const [i, half] of halves.entries()) {
    const { rows } = await deps.lists.get({ id: cohort.id });
    await stage.at(after(at, (i + 1) * 5 * HOUR), () =>
      signRecommendations(deps, first(jgp[half]), cohort.id, totalHash(rows)),
    );
  }
}

/** The committee votes row by row; `perSide` members of each side so far. */
export async function vote(
  stage: Stage,
  { jgp, joc, district: { chance } }: Population,
  cohort: Cohort,
  at: Date,
  perSide: number,
): Promise<void> {
  const { deps } = stage;
  const seats = [...joc.district, ...joc.union];
  await stage.at(at, () =>
    sendList(
      deps,
      first(jgp.district),
      cohort.id,
      seats.map(({ personId }) => personId),
    ),
  );
  // The leads sit first in each half and vote last, so that whoever signs in as them finds something to do.
  const voters = [...joc.district.toReversed().slice(0, perSide), ...joc.union.toReversed().slice(0, perSide)];
  for (const [i, voter] of voters.entries()) {
    const { rows } = await deps.lists.get({ id: cohort.id });
    const orders = rows.map((row) => ({
      applicationId: row.applicationId,
      choice: "yes" as const,
      reason: chance.next() < 0.03 ? chance.pick(JOC_COMMENTS) : "",
      rowHash: rowHash(row),
    }));
    await stage.at(after(at, DAY + i * 3 * HOUR), () => castVotes(deps, voter, cohort.id, orders));
  }
}

/** Everything goes out at ten in the morning of the day in the calendar. */
export async function release(stage: Stage, { jgp }: Population, { id, calendar }: Cohort): Promise<void> {
  const { deps } = stage;
  const releaseAt = momentOn(calendar.releaseOn, 10);
  await stage.at(momentOn(plusDays(calendar.releaseOn, -1), 15), () =>
    planRelease(deps, first(jgp.district), id, {
      releaseAt,
      effectiveOn: nextMonth(calendar.releaseOn),
      call: { name: "Dana Whitfield", phone: "410-555-0142" },
    }),
  );
  await stage.at(after(releaseAt, MINUTE), () => releaseDue(deps, new AbortController().signal));
}

const nextMonth = (on: string) => `${plusDays(`${on.slice(0, 8)}01`, 32).slice(0, 8)}01`;

export const memberOf = (personId: string, side: "district" | "union"): Actor => ({
  personId,
  role: "jgp",
  holds: ["jgp"],
  side,
  isKeyHolder: false,
  schoolId: null,
});

const applicantOf = ({ applicantId }: InterviewRecord): Actor => ({
  personId: applicantId,
  role: "applicant",
  holds: ["applicant"],
  side: null,
  isKeyHolder: false,
  schoolId: null,
});

/** Takes people in turn. */
export const coordinators = ({ jgp }: Population): (() => Actor) => inTurn([...jgp.district, ...jgp.union]);
export const todayIn = (at: Date): string => dayIn(ZONE, at);

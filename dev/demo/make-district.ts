import type { Deps } from "../../server/deps.ts";
import type { Side } from "../../server/kernel/actor.ts";
import { after, DAY, HOUR } from "../../server/kernel/time.ts";
import { type Cohort, dayIn, plusDays } from "../../server/cohorts/index.ts";
import { momentOn, ZONE } from "./calendar.ts";
import { LEADS } from "./cast.ts";
import { foundProgram, openDemoCohort } from "./found-program.ts";
import type { MovingClock } from "./moving-clock.ts";
import { FileRoom } from "./file-room.ts";
import { playOpenCohort } from "./open-cohort.ts";
import { chooseTimes, meet, offerTalks, release, signList, vote } from "./play-decision.ts";
import { handOverPayroll } from "./payroll.ts";
import { leadOf, type Population, settlePopulation } from "./population.ts";
import { playReadingCohort } from "./reading-cohort.ts";
import { PAUSE_REASONS } from "./words/reasons.ts";
import { Stage } from "./stage.ts";
import { tellCohort } from "./told-cohort.ts";

/** The same seed gives the same people and the same marks; dates follow `today`, ids are new each time. */
const SEED = 20_131_109;

type Making = { stage: Stage; population: Population; programId: string; today: Date };

/** A made-up district around `today`: people, rules, and cohorts at every stage. `deps` runs on `clock`. */
export async function makeDistrict(
  deps: Deps,
  clock: MovingClock,
  today: Date,
  { largest = 341 }: { largest?: number } = {},
): Promise<void> {
  const stage = new Stage(deps, clock);
  const foundedAt = after(today, -280 * DAY);
  clock.set(foundedAt);
  const population = await settlePopulation(deps, SEED, foundedAt);
  const programId = await foundProgram(stage, population, after(today, -270 * DAY));
  const making = { stage, population, programId, today };
  await releasedCohort(making, largest);
  await letSomeGo(making);
  await decidingCohort(making);
  await signingCohort(making);
  await talkingCohort(making);
  const room = new FileRoom(deps);
  await playReadingCohort(stage, population, await openDemoCohort(stage, population, programId, today, -22), room);
  await playOpenCohort(stage, population, await openDemoCohort(stage, population, programId, today, 9), room, today);
  await handOverPayroll(stage, population, after(today, -3 * DAY));
  await stage.sendOldMail(after(today, -2 * DAY));
  for (const { email, says } of LEADS) if (says !== null) await deps.demoSignIns?.add({ label: says, email });
}

/** 341 Profiles read by 110, decided and released. */
async function releasedCohort({ stage, population, programId, today }: Making, submitted: number): Promise<void> {
  const cohort = await openDemoCohort(stage, population, programId, today, -118);
  await tellCohort(stage, population, cohort, {
    submitted,
    neverSubmitted: 14,
    leads: { promoted: [36, 35, 34], "not-promoted": [32, 31, 31] },
  });
  await handOverPayroll(stage, population, momentOn(cohort.calendar.fourthReadsDueOn, 11));
  await talkAndSign(stage, population, cohort);
  await vote(stage, population, cohort, momentOn(plusDays(cohort.calendar.recommendationDueOn, 1), 9), 5);
  await release(stage, population, cohort);
}

/** The large cohort needed everybody; of 110 readers some have done their turn and two are away. */
async function letSomeGo({ stage: { deps }, population, today }: Making): Promise<void> {
  const { pool } = population;
  const leavers = pool.filter((_, i) => i % 3 === 2);
  for (const [i, { id }] of leavers.entries()) {
    const reviewer = await deps.reviewers.get({ id });
    const isAway = i < 2;
    const state = isAway ? ("paused" as const) : ("released" as const);
    const pauseReason = isAway ? (PAUSE_REASONS[i] ?? null) : null;
    await deps.reviewers.save({ ...reviewer, state, pauseReason, updatedAt: after(today, -70 * DAY) });
  }
  population.pool = pool.filter((_, i) => i % 3 !== 2);
}

/** The list is before the committee: two of five a side have voted, the quorum is three. */
async function decidingCohort({ stage, population, programId, today }: Making): Promise<void> {
  const cohort = await openDemoCohort(stage, population, programId, today, -62);
  await tellCohort(stage, population, cohort, { submitted: 26, neverSubmitted: 2, leads: {} });
  await talkAndSign(stage, population, cohort);
  await vote(stage, population, cohort, momentOn(plusDays(cohort.calendar.recommendationDueOn, 1), 9), 2);
}

/** The talks are over, and the district half has signed the list: the union half is next. */
async function signingCohort({ stage, population, programId, today }: Making): Promise<void> {
  const cohort = await openDemoCohort(stage, population, programId, today, -60);
  await tellCohort(stage, population, cohort, { submitted: 18, neverSubmitted: 1, leads: {} });
  await talkAndSign(stage, population, cohort, ["district"]);
}

/** Interviews are offered; one waits for Terrence's answer, the others have times, and some talks are over. */
async function talkingCohort({ stage, population, programId, today }: Making): Promise<void> {
  const { deps } = stage;
  const cohort = await openDemoCohort(stage, population, programId, today, -48);
  await tellCohort(stage, population, cohort, {
    submitted: 30,
    neverSubmitted: 2,
    leads: { interviewee: [34, 33, 33] },
  });
  const offeredAt = after(today, -6 * DAY);
  const todayOn = dayIn(ZONE, today);
  const offers = await offerTalks(stage, population, cohort, offeredAt, todayOn, plusDays(todayOn, 7));
  const terrence = leadOf(population, "interviewee");
  const others = offers.filter(({ applicantId }) => applicantId !== terrence.id);
  await chooseTimes(stage, population, others, after(offeredAt, 3 * HOUR));
  const begun = await deps.interviews.find({ cohortId: cohort.id });
  const over = begun.filter(({ appointments }) => {
    const startsAt = appointments.at(-1)?.startsAt;
    return startsAt !== undefined && after(startsAt, 4 * HOUR) < today;
  });
  await meet(stage, population, over);
}

/** Interviews of everybody in the band, and the list signed by both halves or by one of them. */
async function talkAndSign(
  stage: Stage,
  population: Population,
  cohort: Cohort,
  halves: readonly Side[] = ["district", "union"],
): Promise<void> {
  const { fourthReadsDueOn, recommendationDueOn } = cohort.calendar;
  const offeredOn = plusDays(fourthReadsDueOn, 1);
  const talks = await offerTalks(stage, population, cohort, momentOn(offeredOn, 10), plusDays(offeredOn, 6));
  await chooseTimes(stage, population, talks, momentOn(offeredOn, 17));
  await meet(stage, population, talks);
  await signList(stage, population, cohort, momentOn(recommendationDueOn, 9), halves);
}

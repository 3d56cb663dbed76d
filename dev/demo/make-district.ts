import type { Deps } from "../../server/deps.ts";
import { after, DAY } from "../../server/kernel/time.ts";
import { LEADS } from "./cast.ts";
import { foundProgram, openDemoCohort } from "./found-program.ts";
import type { MovingClock } from "./moving-clock.ts";
import { type Population, settlePopulation } from "./population.ts";
import { readLargeCohort, type ToldCase } from "./released-cohort.ts";
import { Stage } from "./stage.ts";

/** The same seed gives the same people and the same marks; dates follow `today`, ids are new each time. */
const SEED = 20_131_109;

/** A made-up district around `today`: people, rules, and cohorts at every stage. `deps` runs on `clock`. */
export async function makeDistrict(deps: Deps, clock: MovingClock, today: Date): Promise<void> {
  const stage = new Stage(deps, clock);
  const foundedAt = after(today, -280 * DAY);
  clock.set(foundedAt);
  const population = await settlePopulation(deps, SEED, foundedAt);
  const programId = await foundProgram(stage, population, after(today, -270 * DAY));
  await playLargeCohort(stage, population, programId, today);
  await stage.sendOldMail(after(today, -2 * DAY));
  for (const { email, says } of LEADS) if (says !== null) await deps.demoSignIns?.add({ label: says, email });
}

async function playLargeCohort(
  stage: Stage,
  population: Population,
  programId: string,
  today: Date,
): Promise<ToldCase[]> {
  const cohort = await openDemoCohort(stage, population, programId, today, -118);
  return readLargeCohort(stage, population, cohort);
}

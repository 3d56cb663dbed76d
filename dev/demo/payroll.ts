import { recordPayroll } from "../../server/decisions/index.ts";
import { Chance } from "./chance.ts";
import { actorFor, leadOf, type Population } from "./population.ts";
import type { Stage } from "./stage.ts";

const SEED = 82_769;

/** HR hands over where payroll has everybody; of one in thirty it knows nothing. */
export async function handOverPayroll(stage: Stage, population: Population, at: Date): Promise<void> {
  const { deps } = stage;
  const chance = new Chance(SEED);
  const teachers = await deps.people.holding("applicant");
  const lines = teachers
    .map(({ email }) => email)
    .sort()
    .flatMap((email) => {
      const interval = chance.between(4, 15);
      return chance.next() < 1 / 30 ? [] : [`${email},${interval}`];
    });
  const hr = actorFor(leadOf(population, "hr"), "hr");
  await stage.at(at, () => recordPayroll(deps, hr, lines.join("\n")));
}

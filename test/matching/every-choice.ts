import { cover, coverageResult } from "../../server/matching/coverage.rules.ts";
import type { Instance } from "../../server/matching/instance.rules.ts";
import type { CoverageResult } from "../../server/matching/stages.rules.ts";

/** Stages 1 and 2 of a tiny instance by trying every set of Profiles that might stay short. */
export function coverTrying(instance: Instance): CoverageResult {
  const covered = coverageResult(instance, cover(instance));
  let choices: Int32Array[] = [];
  let shortCount = Infinity;
  for (let short = 0; short < 2 ** instance.profileCount; short++) {
    const atLeast = instance.demand.map((open, p) => ((short >> p) & 1 ? 0 : open));
    const count = atLeast.filter((each, p) => each < (instance.demand[p] as number)).length;
    const isMarkedTwice = instance.demand.some((open, p) => open === 0 && ((short >> p) & 1) === 1);
    if (isMarkedTwice || count > shortCount) continue;
    const needed = atLeast.reduce((sum, each) => sum + each, 0);
    if (cover({ ...instance, demand: atLeast }).placed < needed) continue;
    if (count < shortCount) choices = [];
    shortCount = count;
    choices.push(atLeast);
  }
  return { ...covered, shortCount, choices, atLeast: choices[0] as Int32Array, isFewestProven: true };
}

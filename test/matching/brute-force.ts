import type { Instance } from "../../server/matching/instance.rules.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";

/** The best objective, stage by stage, by trying every assignment of a tiny instance. Shares nothing with the solver. */
export function bestByTrying(instance: Instance): ObjectiveByStage {
  const { profileCount, reviewerCount, capacity, held, demand } = instance;
  const load = held.slice();
  const standing = instance.pairStands.reduce((sum, each) => sum + each, 0);
  let best: ObjectiveByStage | undefined;
  const trial = { placed: 0, short: 0, sum: 0, kept: 0 };

  const takeFor = (p: number, from: number, filled: number, worst: number, schools: readonly number[]): void => {
    if (p === profileCount) {
      const found = {
        placed: trial.placed,
        shortCount: trial.short,
        worstPair: worst,
        sum: trial.sum,
        changes: standing - trial.kept,
      };
      if (!best || isBetter(found, best)) best = found;
      return;
    }
    const isShort = filled < (demand[p] as number) ? 1 : 0;
    trial.short += isShort;
    takeFor(p + 1, instance.pairStart[p + 1] as number, 0, worst, []);
    trial.short -= isShort;
    if (filled === demand[p]) return;
    for (let e = from; e < (instance.pairStart[p + 1] as number); e++) {
      const j = instance.pairReviewer[e] as number;
      const k = load[j] as number;
      const school = instance.isOnePerSchool ? (instance.school[j] as number) : -1;
      if (k >= (capacity[j] as number) || (school >= 0 && schools.includes(school))) continue;
      const cost = instance.pairCost[e] as number;
      const both = cost + Math.floor((instance.loadWeight * (2 * k + 1)) / (capacity[j] as number));
      load[j] = k + 1;
      trial.placed++;
      trial.sum += both;
      trial.kept += instance.pairStands[e] as number;
      takeFor(p, e + 1, filled + 1, Math.max(worst, cost), [...schools, school]);
      load[j] = k;
      trial.placed--;
      trial.sum -= both;
      trial.kept -= instance.pairStands[e] as number;
    }
  };
  takeFor(0, 0, 0, -1, []);
  if (!best) throw new Error(`Nothing to try with ${reviewerCount} reviewers`);
  return best;
}

function isBetter(a: ObjectiveByStage, b: ObjectiveByStage): boolean {
  const order: [number, number][] = [
    [b.placed, a.placed],
    [a.shortCount, b.shortCount],
    [a.worstPair, b.worstPair],
    [a.sum, b.sum],
    [a.changes, b.changes],
  ];
  const first = order.find(([x, y]) => x !== y);
  return first !== undefined && first[0] < first[1];
}

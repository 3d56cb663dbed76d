import type { ChoicePart, PartPair } from "./complete.rules.ts";
import type { Program, Row } from "./program.rules.ts";

/** What is asked of a part: pairs that may be used, what each costs, what a short Profile costs, and how many are allowed. */
export type Question = {
  mayUse: (pair: PartPair) => boolean;
  pairCost: (pair: PartPair) => number;
  shortCost: number;
  mostShort: number;
};

/**
 * A part as a mixed-integer program. Columns: one for each pair (0 to 1), then one for each Profile that is left short. Only
 * the latter must be asked for in whole numbers: once they are fixed the rest is a network, whole by itself. Every place of
 * the part's reviewers is used: that is stage 1.
 */
export function programOf(part: ChoicePart, { mayUse, pairCost, shortCost, mostShort }: Question): Program {
  const { profiles, wanted, reviewers, places, pairs, groupCount } = part;
  const row = (): Row => ({ columns: [], values: [] });
  const most = profiles.map((_, k) => ({ ...row(), upper: wanted[k] as number }));
  const full = profiles.map((_, k) => ({ ...row(), lower: wanted[k] as number }));
  const used = reviewers.map((_, k) => ({ ...row(), lower: places[k] as number, upper: places[k] as number }));
  const onePerSchool = Array.from({ length: groupCount }, () => ({ ...row(), upper: 1 }));
  pairs.forEach(({ profile, reviewer, group }, column) => {
    for (const each of [most[profile], full[profile], used[reviewer], onePerSchool[group]]) {
      each?.columns.push(column);
      each?.values.push(1);
    }
  });
  full.forEach((each, k) => {
    each.columns.push(pairs.length + k);
    each.values.push(wanted[k] as number);
  });
  const shortColumns = profiles.map((_, k) => pairs.length + k);
  const isFewEnough = { upper: mostShort, columns: shortColumns, values: shortColumns.map(() => 1) };
  return {
    cost: [...pairs.map(pairCost), ...profiles.map(() => shortCost)],
    upper: [...pairs.map((pair) => (mayUse(pair) ? 1 : 0)), ...profiles.map(() => 1)],
    isInteger: [...pairs.map(() => false), ...profiles.map(() => true)],
    rows: [...most, ...full, ...used, ...onePerSchool, isFewEnough],
  };
}

/** The Profiles that an answer leaves short, as positions in the instance. */
export function shortIn({ pairs, profiles }: ChoicePart, values: Float64Array): number[] {
  return profiles.filter((_, k) => (values[pairs.length + k] as number) > 0.5);
}

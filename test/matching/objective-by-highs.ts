import type { Instance } from "../../server/matching/instance.rules.ts";
import type { Program, Row } from "../../server/matching/program.rules.ts";
import { runHighs } from "../../server/matching/run-highs.ts";
import type { ObjectiveByStage } from "../../server/matching/stages.rules.ts";

const NO_LIMIT = 100_000;

/** Columns: pairs, then one for each place of each reviewer, then one for each Profile that stays short. */
type Columns = { pair: (e: number) => number; place: (j: number, k: number) => number; short: (p: number) => number };
type Model = { program: Program; columns: Columns; instance: Instance };
type Weights = { column: number; weight: number }[];

/**
 * The best objective of stages 1 to 5 by one mixed-integer program a stage, each fixed as a row before the next: a solver that
 * shares nothing with ours. Only who stays short must be asked for in whole numbers: the rest is then a network, whole by
 * itself. Stages 4 and 5 are one program, the sum counting more than any number of changes.
 */
export async function objectiveByHighs(instance: Instance): Promise<ObjectiveByStage> {
  const [placed, shortCount] = await firstTwo(instance);
  const worstPair = await worstOf(instance, placed, shortCount);
  const model = modelOf(upTo(instance, worstPair));
  fix(model, placedWeights(model), placed);
  fix(model, shortWeights(model), shortCount);
  const standing = instance.pairStands.reduce((total, each) => total + each, 0);
  const scale = standing + 1;
  const both = await least(model, [
    ...sumWeights(model).map(({ column, weight }) => ({ column, weight: scale * weight })),
    ...standingWeights(model),
  ]);
  const sum = Math.ceil(both / scale);
  return { placed, shortCount, worstPair, sum: sum + 0, changes: standing - (scale * sum - both) };
}

async function firstTwo(instance: Instance): Promise<[number, number]> {
  const model = modelOf(instance);
  const placed =
    0 -
    (await least(
      model,
      placedWeights(model).map(({ column }) => ({ column, weight: -1 })),
    ));
  fix(model, placedWeights(model), placed);
  return [placed, await least(model, shortWeights(model))];
}

/** The smallest cost up to which stages 1 and 2 are as good, by halving. */
async function worstOf(instance: Instance, placed: number, shortCount: number): Promise<number> {
  const costs = [-1, ...new Set(instance.pairCost)].sort((a, b) => a - b);
  let low = 0;
  let high = costs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [p, s] = await firstTwo(upTo(instance, costs[middle] as number));
    if (p === placed && s === shortCount) high = middle;
    else low = middle + 1;
  }
  return costs[low] as number;
}

/** The same instance without the pairs that are dearer. */
function upTo(instance: Instance, dearest: number): Instance {
  const kept = [...instance.pairCost.keys()].filter((e) => (instance.pairCost[e] as number) <= dearest);
  const startOf = (p: number) => kept.filter((e) => e < (instance.pairStart[p] as number)).length;
  return {
    ...instance,
    pairStart: instance.pairStart.map((_, p) => startOf(p)),
    pairReviewer: Int32Array.from(kept, (e) => instance.pairReviewer[e] as number),
    pairCost: Int32Array.from(kept, (e) => instance.pairCost[e] as number),
    pairStands: Uint8Array.from(kept, (e) => instance.pairStands[e] as number),
  };
}

function modelOf(instance: Instance): Model {
  const { profileCount, reviewerCount, pairReviewer, pairStart, capacity, held, demand } = instance;
  const pairCount = pairReviewer.length;
  const firstPlace = [pairCount];
  for (let j = 0; j < reviewerCount; j++)
    firstPlace.push((firstPlace[j] as number) + (capacity[j] as number) - (held[j] as number));
  const columns: Columns = {
    pair: (e) => e,
    place: (j, k) => (firstPlace[j] as number) + k,
    short: (p) => (firstPlace[reviewerCount] as number) + p,
  };
  const columnCount = columns.short(profileCount);
  const rows: Row[] = [];
  for (let p = 0; p < profileCount; p++) {
    const pairs = range(pairStart[p] as number, pairStart[p + 1] as number);
    const need = demand[p] as number;
    rows.push({ upper: need, columns: pairs, values: pairs.map(() => 1) });
    rows.push({ lower: need, columns: [...pairs, columns.short(p)], values: [...pairs.map(() => 1), need] });
    rows.push(...schoolRows(instance, pairs));
  }
  for (let j = 0; j < reviewerCount; j++) {
    const pairs = range(0, pairCount).filter((e) => pairReviewer[e] === j);
    const places = range(firstPlace[j] as number, firstPlace[j + 1] as number);
    const values = [...pairs.map(() => 1), ...places.map(() => -1)];
    rows.push({ lower: 0, upper: 0, columns: [...pairs, ...places], values });
  }
  const program: Program = {
    cost: [],
    upper: range(0, columnCount).map(() => 1),
    isInteger: range(0, columnCount).map((column) => column >= columns.short(0)),
    rows,
  };
  return { program, columns, instance };
}

function schoolRows({ school, isOnePerSchool, pairReviewer }: Instance, pairs: readonly number[]): Row[] {
  if (!isOnePerSchool) return [];
  const bySchool = new Map<number, number[]>();
  for (const e of pairs) {
    const place = school[pairReviewer[e] as number] as number;
    if (place >= 0) bySchool.set(place, [...(bySchool.get(place) ?? []), e]);
  }
  return [...bySchool.values()].map((columns) => ({ upper: 1, columns, values: columns.map(() => 1) }));
}

function placedWeights({ instance, columns }: Model): Weights {
  return range(0, instance.pairReviewer.length).map((e) => ({ column: columns.pair(e), weight: 1 }));
}

function shortWeights({ instance, columns }: Model): Weights {
  return range(0, instance.profileCount).map((p) => ({ column: columns.short(p), weight: 1 }));
}

function sumWeights({ instance, columns }: Model): Weights {
  const { pairCost, capacity, held, reviewerCount, loadWeight } = instance;
  const weights = [...pairCost].map((weight, e) => ({ column: columns.pair(e), weight }));
  for (let j = 0; j < reviewerCount; j++)
    for (let k = held[j] as number; k < (capacity[j] as number); k++)
      weights.push({
        column: columns.place(j, k - (held[j] as number)),
        weight: Math.floor((loadWeight * (2 * k + 1)) / (capacity[j] as number)),
      });
  return weights;
}

/** Pairs that stand and are kept count -1. */
function standingWeights({ instance, columns }: Model): Weights {
  return [...instance.pairStands].flatMap((stands, e) => (stands ? [{ column: columns.pair(e), weight: -1 }] : []));
}

function fix({ program }: Model, weights: Weights, to: number): void {
  const used = weights.filter(({ weight }) => weight !== 0);
  program.rows.push({
    lower: to,
    upper: to,
    columns: used.map(({ column }) => column),
    values: used.map(({ weight }) => weight),
  });
}

async function least({ program }: Model, weights: Weights): Promise<number> {
  const cost = program.upper.map(() => 0);
  for (const { column, weight } of weights) cost[column] = (cost[column] as number) + weight;
  const answer = await runHighs({ ...program, cost }, NO_LIMIT);
  if (typeof answer === "string" || answer.objective - answer.bound > 0.6) throw new Error("HiGHS did not finish");
  return Math.round(answer.objective);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
}

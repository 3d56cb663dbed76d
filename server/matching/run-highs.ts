import loadHighs, { type Highs, type ModelData } from "highs";
import type { Program } from "./program.rules.ts";

/**
 * The best answer found, and what no answer can be below; "impossible" where there is proved to be none, "undecided" where
 * the limit came first.
 */
export type ProgramAnswer = { values: Float64Array; objective: number; bound: number } | "impossible" | "undecided";

// The package's types describe its CommonJS build, whose default export Node unwraps.
const load = loadHighs as unknown as typeof loadHighs.default;
let loading: Promise<Highs> | undefined;

/**
 * Solves a program with HiGHS (WebAssembly, one thread). The limit counts nodes of the search and never seconds, so that the
 * answer does not depend on the machine.
 */
export async function runHighs(program: Program, maxNodes: number): Promise<ProgramAnswer> {
  loading ??= load();
  const highs = await loading;
  return highs.withModel(modelOf(program, highs.infinity), (model) => {
    model.options.set({ output_flag: false, mip_max_nodes: maxNodes, mip_rel_gap: 0, mip_abs_gap: 0.5 });
    model.run();
    if (model.getModelStatus() === highs.constants.modelStatus.infeasible) return "impossible";
    // 2 is HiGHS's "feasible point".
    if (Number(model.info.get("primal_solution_status")) !== 2) return "undecided";
    const isMixed = program.isInteger.includes(true);
    const objective = model.getObjectiveValue();
    const bound = isMixed ? Number(model.info.get("mip_dual_bound")) : objective;
    return { values: Float64Array.from(model.getSolution().colValue), objective, bound };
  });
}

function modelOf({ cost, upper, isInteger, rows }: Program, infinity: number): ModelData {
  const starts = [0];
  for (const { columns } of rows) starts.push((starts.at(-1) as number) + columns.length);
  return {
    numCols: cost.length,
    numRows: rows.length,
    colCost: cost,
    colLower: new Float64Array(cost.length),
    colUpper: upper,
    rowLower: rows.map(({ lower }) => lower ?? -infinity),
    rowUpper: rows.map((row) => row.upper ?? infinity),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: cost.length,
      starts,
      indices: rows.flatMap(({ columns }) => columns),
      values: rows.flatMap(({ values }) => values),
    },
    integrality: Int32Array.from(isInteger, (isWhole) => (isWhole ? 1 : 0)),
  };
}

import { readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Workflow } from "../server/kernel/workflow.ts";

/** Steps from more states than this are told in the table only; as arrows they would hide the way through. */
const ARROWS_FROM_MAX = 4;
const ROOT = join(import.meta.dirname, "..");
export const WORKFLOWS_PATH = join(ROOT, "docs", "workflows.md");

export type NamedWorkflow = { title: string; path: string; steps: Workflow<string> };

/** Every `...WORKFLOW` that a rules file exports, in the order of the files' names. */
export async function findWorkflows(): Promise<NamedWorkflow[]> {
  const files = await readdir(join(ROOT, "server"), { recursive: true });
  const paths = files.filter((file) => file.endsWith(".rules.ts")).sort((a, b) => (a < b ? -1 : 1));
  const found = paths.map(async (path) => {
    const exported = (await import(importable(join(ROOT, "server", path)))) as Record<string, unknown>;
    const names = Object.keys(exported).filter((name) => name.endsWith("WORKFLOW"));
    return names.map((name) => ({
      title: titleOf(path),
      path: `server/${path}`,
      steps: exported[name] as Workflow<string>,
    }));
  });
  return (await Promise.all(found)).flat();
}

/** Jest turns `import()` into `require`, which wants a path; Node wants a URL on some systems. */
const importable = (path: string) => (process.env["JEST_WORKER_ID"] === undefined ? pathToFileURL(path).href : path);
const words = (name: string) => name.replaceAll("-", " ");
const titleOf = (path: string) => `${basename(dirname(path))}: ${words(basename(path, ".rules.ts"))}`;
const idOf = (state: string) => state.replaceAll("-", "_");

/** Steps that are drawn: from few states, and from a state that the drawing leads to. */
function drawnSteps(steps: Workflow<string>, start: string): { action: string; state: string; to: string }[] {
  const few = Object.entries(steps).filter(([, { from }]) => from.length <= ARROWS_FROM_MAX);
  const all = few.flatMap(([action, { from, to }]) => from.map((state) => ({ action, state, to })));
  const reached = new Set([start]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const { state, to } of all) if (reached.has(state)) reached.add(to);
  }
  return all.filter(({ state }) => reached.has(state));
}

/** A Mermaid state diagram. The first step of a table begins where the journey begins. */
export function diagramOf(steps: Workflow<string>): string {
  const start = Object.values(steps)[0]?.from[0] ?? "";
  const drawn = drawnSteps(steps, start);
  const states = new Set([start, ...drawn.flatMap(({ state, to }) => [state, to])]);
  const labels = new Map<string, string[]>();
  for (const { action, state, to } of drawn) {
    const arrow = `${idOf(state)} --> ${idOf(to)}`;
    labels.set(arrow, [...(labels.get(arrow) ?? []), words(action)]);
  }
  const names = [...states].map((state) => `  state "${words(state)}" as ${idOf(state)}`);
  const arrows = [...labels].map(([arrow, actions]) => `  ${arrow}: ${actions.join(", ")}`);
  return ["```mermaid", "stateDiagram-v2", ...names, `  [*] --> ${idOf(start)}`, ...arrows, "```"].join("\n");
}

function tableOf(steps: Workflow<string>): string {
  const rows = Object.entries(steps).map(
    ([action, { from, to, by }]) =>
      `| ${words(action)} | ${from.map(words).join(", ")} | ${words(to)} | ${by.join(", ")} |`,
  );
  return ["| step | from | to | who |", "|---|---|---|---|", ...rows].join("\n");
}

/** The whole document, printed from the tables that the code runs on. */
export function workflowsDocument(workflows: readonly NamedWorkflow[]): string {
  const parts = workflows.map(({ title, path, steps }) =>
    [`## ${title}`, `\`${path}\``, diagramOf(steps), tableOf(steps)].join("\n\n"),
  );
  const intro = `Printed by \`node dev/print-workflows.ts\` from the tables in the code; a test fails when it is out of date. What is
not in a table cannot happen. Steps that start from more than ${ARROWS_FROM_MAX} states, and what only they lead to, stand in the tables alone.`;
  return `${["# Workflows", intro, ...parts].join("\n\n")}\n`;
}

if (import.meta.main) void findWorkflows().then((found) => writeFile(WORKFLOWS_PATH, workflowsDocument(found)));

import { readFile } from "node:fs/promises";
import { findWorkflows, workflowsDocument, WORKFLOWS_PATH } from "../../dev/print-workflows.ts";
import { ROLES } from "../../server/kernel/actor.ts";

test("docs/workflows.md is what `node dev/print-workflows.ts` prints", async () => {
  expect(await readFile(WORKFLOWS_PATH, "utf8")).toBe(workflowsDocument(await findWorkflows()));
});

test("every step of every workflow begins somewhere and is taken by known roles", async () => {
  const workflows = await findWorkflows();
  expect(workflows.length).toBeGreaterThan(5);
  for (const { title, steps } of workflows)
    for (const [action, { from, by }] of Object.entries(steps)) {
      const unknown = by.filter((role) => role !== "system" && !ROLES.includes(role));
      expect([title, action, unknown, from.length > 0 && by.length > 0]).toEqual([title, action, [], true]);
    }
});

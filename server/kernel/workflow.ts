import type { AnyActor, Role } from "./actor.ts";
import { Problem } from "./problem.ts";

/** What is not in the table cannot happen. `by` names roles, or `system` for a job. */
export type Transition<State extends string> = {
  from: readonly State[];
  to: State;
  by: readonly (Role | "system")[];
};
export type Workflow<State extends string> = Record<string, Transition<State>>;

/** True where the table lets `role` do `action` from `state`. */
export function may<State extends string>(
  workflow: Workflow<State>,
  action: string,
  state: State,
  role: Role | "system",
): boolean {
  const step = workflow[action];
  return step !== undefined && step.from.includes(state) && step.by.includes(role);
}

/**
 * The state after `action`.
 * @throws Problem `not-allowed` for another role, `wrong-state` from another state
 */
export function next<State extends string>(
  workflow: Workflow<State>,
  action: string,
  state: State,
  actor: Pick<AnyActor, "role">,
): State {
  const step = workflow[action];
  if (step === undefined) throw new Error(`no such action: ${action}`);
  if (!step.by.includes(actor.role)) throw new Problem("not-allowed", "Somebody else takes this step.");
  if (!step.from.includes(state)) {
    throw new Problem(
      "wrong-state",
      `This step (${action.replaceAll("-", " ")}) is not open while it is “${state.replaceAll("-", " ")}”.`,
    );
  }
  return step.to;
}

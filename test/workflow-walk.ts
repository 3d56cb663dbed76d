import { ROLES, type Role } from "../server/kernel/actor.ts";
import { Problem } from "../server/kernel/problem.ts";
import { may, next, type Workflow } from "../server/kernel/workflow.ts";

const ASKERS: readonly (Role | "system")[] = [...ROLES, "system"];

/** Every action from every state by every role: exactly what the table lists is allowed, the rest is refused by name. */
export function walksEveryTransition<State extends string>(workflow: Workflow<State>, states: readonly State[]): void {
  for (const [action, step] of Object.entries<Workflow<State>[string]>(workflow))
    for (const state of states)
      for (const role of ASKERS) {
        const isListed = step.from.includes(state) && step.by.includes(role);
        expect([action, state, role, may(workflow, action, state, role)]).toEqual([action, state, role, isListed]);
        expect([action, state, role, outcomeOf(workflow, action, state, role)]).toEqual([
          action,
          state,
          role,
          isListed ? step.to : step.by.includes(role) ? "wrong-state" : "not-allowed",
        ]);
      }
}

function outcomeOf<State extends string>(
  workflow: Workflow<State>,
  action: string,
  state: State,
  role: Role | "system",
) {
  try {
    return next(workflow, action, state, { role });
  } catch (refusal) {
    if (refusal instanceof Problem) return refusal.name;
    throw refusal;
  }
}

/** Names every state of the list that no step leads to; the first one is where things begin. */
export function unreachableStates<State extends string>(workflow: Workflow<State>, states: readonly State[]): State[] {
  const reached = new Set(states.slice(0, 1));
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const { from, to } of Object.values<Workflow<State>[string]>(workflow))
      if (from.some((state) => reached.has(state))) reached.add(to);
  }
  return states.filter((state) => !reached.has(state));
}

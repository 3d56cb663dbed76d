import { next } from "../kernel/workflow.ts";
import { SYSTEM } from "../kernel/actor.ts";
import {
  APPLICATION_WORKFLOW,
  type Application,
  type ApplicationAction,
  type ApplicationState,
} from "../profiles/index.ts";
import type { Verdict } from "./verdict.rules.ts";

/** The state of an application that belongs to where its case stands; null where a person moves it, not the result. */
const STATE_OF: Record<Verdict["stage"], ApplicationState | null> = {
  waiting: "in-review",
  stopped: "on-hold",
  "held-not-scorable": "scored",
  held: "scored",
  "fourth-read": "fourth-read",
  banded: "banded",
  "returned-for-fix": null,
  void: null,
};

/** The steps that a result takes by itself. */
const BY_RESULT = ["begin-review", "score", "ask-fourth-read", "band", "reopen"] as const;
export const STOP_REASON = "A reader stopped the case: consent or prohibited content.";
export const REOPEN_REASON = "The result is being computed anew.";

/** A hold that a reader's stop code began; consent and conduct have holds of their own, which no result ends. */
export function isHeldByStop({ state, history }: Pick<Application, "state" | "history">): boolean {
  const last = history.findLast(({ action }) => action === "place-on-hold");
  return state === "on-hold" && last?.byRole === "system" && last.reason === STOP_REASON;
}

/** The shortest way by these steps, e.g. interview offered -> in review -> scored -> banded; null where none leads. */
function wayBetween(from: ApplicationState, to: ApplicationState): ApplicationAction[] | null {
  const seen = new Set([from]);
  let ends: { at: ApplicationState; way: ApplicationAction[] }[] = [{ at: from, way: [] }];
  while (ends.length > 0) {
    const found = ends.find(({ at }) => at === to);
    if (found) return found.way;
    ends = ends.flatMap(({ at, way }) =>
      BY_RESULT.filter((action) => (APPLICATION_WORKFLOW[action].from as readonly string[]).includes(at))
        .map((action) => ({ at: next(APPLICATION_WORKFLOW, action, at, SYSTEM), way: [...way, action] }))
        .filter((end) => !seen.has(end.at) && seen.add(end.at)),
    );
  }
  return null;
}

/**
 * The steps by which an application follows a new verdict. `later` while another hold stands: they are taken when it
 * ends. Nothing for one that has left (withdrawn, void) or is past deciding.
 */
export function stepsAfter(
  application: Pick<Application, "state" | "heldFrom" | "history">,
  verdict: Verdict,
): ApplicationAction[] | "later" {
  const { state, heldFrom } = application;
  const to = STATE_OF[verdict.stage];
  // A ruling that a person carries out needs the case to be free of the stop that it answers.
  if (to === null)
    return isHeldByStop(application) && heldFrom !== null ? [`resume-${heldFrom}` as ApplicationAction] : [];
  if (to === "on-hold") {
    if (state === "on-hold") return [];
    const isOpen = (APPLICATION_WORKFLOW["place-on-hold"].from as readonly string[]).includes(state);
    return isOpen ? ["place-on-hold"] : [];
  }
  if (state !== "on-hold") return wayBetween(state, to) ?? [];
  if (!isHeldByStop(application) || heldFrom === null) return "later";
  return [`resume-${heldFrom}` as ApplicationAction, ...(wayBetween(heldFrom, to) ?? [])];
}

import type { AnyActor, PersonId } from "../kernel/actor.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import { next, type Workflow } from "../kernel/workflow.ts";

export const APPLICATION_STATES = [
  "registered",
  "session-attended",
  "draft",
  "submitted",
  "returned",
  "accepted",
  "in-review",
  "scored",
  "fourth-read",
  "banded",
  "interview-offered",
  "interview-scheduled",
  "interview-held",
  "recommended",
  "approved",
  "released",
  "closed",
  "withdrawn",
  "on-hold",
  "void",
] as const;
export type ApplicationState = (typeof APPLICATION_STATES)[number];

/** From the first offer to the recommendation: the states a reopening leads back from, until the list is signed. */
const SCORED = [
  "scored",
  "fourth-read",
  "banded",
  "interview-offered",
  "interview-scheduled",
  "interview-held",
  "recommended",
] as const;
/** States a case can be put on hold in, and come back to. */
export const HOLDABLE = ["draft", "submitted", "returned", "accepted", "in-review", ...SCORED, "approved"] as const;
const OPEN = ["registered", "session-attended", ...HOLDABLE, "on-hold"] as const;

const resumeSteps = Object.fromEntries(
  HOLDABLE.map((state) => [`resume-${state}`, { from: ["on-hold"], to: state, by: ["jgp", "system"] }]),
) as Record<`resume-${(typeof HOLDABLE)[number]}`, { from: ["on-hold"]; to: ApplicationState; by: ["jgp", "system"] }>;

export const APPLICATION_WORKFLOW = {
  "attend-session": { from: ["registered"], to: "session-attended", by: ["jgp", "system"] },
  "start-draft": { from: ["session-attended"], to: "draft", by: ["applicant", "system"] },
  submit: { from: ["draft", "returned"], to: "submitted", by: ["applicant"] },
  /** For a fix of named items: at intake, by a check that failed after the deadline, or for a not-scorable item. */
  return: { from: ["submitted", "in-review", "scored"], to: "returned", by: ["jgp", "system"] },
  accept: { from: ["submitted"], to: "accepted", by: ["jgp"] },
  "begin-review": { from: ["accepted"], to: "in-review", by: ["jgp", "system"] },
  score: { from: ["in-review"], to: "scored", by: ["system"] },
  "ask-fourth-read": { from: ["scored"], to: "fourth-read", by: ["jgp", "system"] },
  band: { from: ["scored", "fourth-read"], to: "banded", by: ["system"] },
  "offer-interview": { from: ["banded"], to: "interview-offered", by: ["system"] },
  "schedule-interview": { from: ["interview-offered"], to: "interview-scheduled", by: ["applicant", "jgp"] },
  "move-interview": { from: ["interview-scheduled"], to: "interview-scheduled", by: ["applicant", "jgp"] },
  "hold-interview": { from: ["interview-scheduled"], to: "interview-held", by: ["jgp"] },
  /** Declined or missed: “not promoted” goes on the list. */
  "forgo-interview": {
    from: ["interview-offered", "interview-scheduled"],
    to: "recommended",
    by: ["applicant", "jgp", "system"],
  },
  recommend: { from: ["banded", "interview-held"], to: "recommended", by: ["jgp", "system"] },
  /** By the system where a reopened sheet, an asked fourth read or a new ruling takes the result back. */
  reopen: { from: SCORED, to: "in-review", by: ["jgp", "system"] },
  approve: { from: ["recommended"], to: "approved", by: ["joc", "system"] },
  "take-back-approval": { from: ["approved"], to: "recommended", by: ["joc", "system"] },
  release: { from: ["approved"], to: "released", by: ["system"] },
  close: { from: ["released"], to: "closed", by: ["jgp", "system"] },
  withdraw: { from: OPEN, to: "withdrawn", by: ["applicant"] },
  void: { from: [...HOLDABLE, "on-hold"], to: "void", by: ["jgp"] },
  "place-on-hold": { from: HOLDABLE, to: "on-hold", by: ["jgp", "system"] },
  ...resumeSteps,
} as const satisfies Workflow<ApplicationState>;
export type ApplicationAction = keyof typeof APPLICATION_WORKFLOW;

export const APPLICATION_STEPS_WITH_REASON: readonly ApplicationAction[] = [
  "return",
  "reopen",
  "void",
  "place-on-hold",
  "take-back-approval",
];

/** The part of an application that its workflow moves. `heldFrom` is the state that a hold comes back to. */
export type Standing = { applicantId: PersonId; state: ApplicationState; heldFrom: ApplicationState | null };

/** A person is only an applicant on their own case, whatever else they are: to their other roles it does not exist. */
export function mayTouch(
  { applicantId }: Pick<Standing, "applicantId">,
  actor: Pick<AnyActor, "role" | "personId">,
): boolean {
  return (actor.role === "applicant") === (actor.personId === applicantId);
}

/**
 * The application after one step.
 * @throws Problem `not-found` for a foreign case or one's own in another role, `invalid-input` without a needed reason,
 * `wrong-state`, `not-allowed`
 */
export function step<T extends Standing>(
  application: T,
  action: ApplicationAction,
  actor: Pick<AnyActor, "role" | "personId">,
  reason = "",
): T {
  if (!mayTouch(application, actor)) throw notFound();
  const state = next(APPLICATION_WORKFLOW, action, application.state, actor);
  if (action.startsWith("resume-") && state !== application.heldFrom)
    throw new Problem("wrong-state", "A hold ends where it began.");
  if (APPLICATION_STEPS_WITH_REASON.includes(action) && reason.trim() === "")
    throw new Problem("invalid-input", "Please give a reason.", [
      { field: "reason", message: "Please give a reason." },
    ]);
  return { ...application, state, heldFrom: action === "place-on-hold" ? application.state : null };
}

/** Ends a hold: the case goes back to where it was. @throws Problem `wrong-state` when it is not on hold */
export function resume<T extends Standing>(application: T, actor: Pick<AnyActor, "role" | "personId">): T {
  return step(application, `resume-${application.heldFrom ?? "draft"}` as ApplicationAction, actor);
}

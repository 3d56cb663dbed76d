import type { AnyActor, PersonId, Role } from "../kernel/actor.ts";
import { type DomainEvent, event } from "../kernel/event.ts";
import type { GradeBand } from "../people/index.ts";
import { type ApplicationAction, type ApplicationState, type Standing, step } from "./application.rules.ts";
import type { ConsentBoard } from "./consent.rules.ts";
import type { Manifest } from "./manifest.rules.ts";

/** What the applicant says of themselves for this cohort; readers of the same subject and band are found by it. */
export type Declaration = {
  subject: string;
  band: GradeBand;
  schoolId: string;
  /** Where else they worked in the last five years: readers from there are kept away too. */
  earlierSchoolIds?: readonly string[];
  /** Related service providers read the rubric's other wording. */
  isServiceProvider: boolean;
  /** Addresses of people who must not read this Profile, as sign-in knows them; whether anybody reads under one is not said. */
  keepAway?: readonly string[];
  declaredAt: Date;
};

/** More than anybody works at in five years. */
export const MOST_EARLIER_SCHOOLS = 20;

/** Where the evidence shows one indicator, in the applicant's words. */
export type NarrativePart = { indicatorId: string; text: string };

/** What was sent back and until when it can be mended. `itemId` is an item of evidence, `narrative` or `consent`. */
export type Fix = { itemId: string; label: string; reason: string };
export type Returned = { fixes: readonly Fix[]; at: Date; dueAt: Date; byRole: Role | "system" };

/** The press of Submit that stands. `finishing` while bytes or checks still run. */
export type SubmissionRecord = {
  pressedAt: Date;
  /** The deadline that held for this person at that moment. */
  deadlineAt: Date;
  kind: "finishing" | "complete" | "returned";
  completedAt: Date | null;
};

export type ApplicantRequest = {
  id: string;
  kind: "extension" | "accommodation";
  text: string;
  askedAt: Date;
  answer: null | { isGranted: boolean; text: string; at: Date; byId: PersonId };
};

/** One step that was taken; the record of who and why, never shown to an applicant as it is. */
export type Move = {
  action: ApplicationAction | "register";
  state: ApplicationState;
  at: Date;
  byRole: Role | "system";
  byId: string;
  reason: string | null;
};

/** One applicant in one cohort, their Profile included. Others call its id `profileId`. */
export type Application = Standing & {
  id: string;
  version: number;
  cohortId: string;
  /** `C01-M-017`: what people without a right to the name call it. */
  code: string;
  declaration: Declaration | null;
  narrative: readonly NarrativePart[];
  board: ConsentBoard;
  /** The applicant's word that no student is seen, heard or read in the evidence. */
  isNobodyRecorded: boolean;
  submission: SubmissionRecord | null;
  manifest: Manifest | null;
  earlierManifests: readonly Manifest[];
  returned: Returned | null;
  requests: readonly ApplicantRequest[];
  /** JGP and JOC members who may not see this case: for them it does not exist. */
  conflictedIds: readonly PersonId[];
  /** The draft of an earlier cohort that this one began from. */
  takenFromId: string | null;
  history: readonly Move[];
  createdAt: Date;
};

/** `("C01", 17)` reads `C01-M-017`. */
export function applicationCode(cohortCode: string, number: number): string {
  return `${cohortCode}-M-${String(number).padStart(3, "0")}`;
}

/** What each step is called in the record. */
export const APPLICATION_EVENTS: Record<string, string> = {
  "attend-session": "profile.session-attended",
  "start-draft": "profile.draft-started",
  submit: "profile.submitted",
  return: "profile.returned",
  accept: "profile.accepted",
  "begin-review": "profile.review-begun",
  score: "profile.scored",
  "ask-fourth-read": "profile.fourth-read-asked",
  band: "profile.banded",
  "offer-interview": "profile.interview-offered",
  "schedule-interview": "profile.interview-scheduled",
  "move-interview": "profile.interview-moved",
  "hold-interview": "profile.interview-held",
  "forgo-interview": "profile.interview-forgone",
  recommend: "profile.recommended",
  reopen: "profile.reopened",
  approve: "profile.approved",
  "take-back-approval": "profile.approval-taken-back",
  release: "profile.released",
  close: "profile.closed",
  withdraw: "profile.withdrawn",
  void: "profile.voided",
  "place-on-hold": "profile.held",
};

export type Step = { actor: AnyActor; at: Date; eventId: string; reason?: string };

/**
 * One step of the application's workflow: the new value and its event.
 * @throws Problem `not-found`, `wrong-state`, `not-allowed`, `invalid-input` without a needed reason
 */
export function moveOf(
  application: Application,
  action: ApplicationAction,
  { actor, at, eventId, reason = "" }: Step,
): [Application, DomainEvent] {
  const moved = step(application, action, actor, reason);
  const entry: Move = {
    action,
    state: moved.state,
    at,
    byRole: actor.role,
    byId: actor.personId,
    reason: reason.trim() === "" ? null : reason.trim(),
  };
  const name = APPLICATION_EVENTS[action] ?? "profile.resumed";
  const payload = {
    profileId: application.id,
    cohortId: application.cohortId,
    applicantId: application.applicantId,
    step: moved.history.length,
  };
  return [{ ...moved, history: [...moved.history, entry] }, event(eventId, name, at, payload)];
}

/** When this state was reached last; null if never. */
export function reachedAt(application: Pick<Application, "history">, state: ApplicationState): Date | null {
  return application.history.findLast((move) => move.state === state)?.at ?? null;
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { GradeBand } from "../people/index.ts";
import type { Deps } from "../deps.ts";
import { SAMPLE_GRADE_BANDS, SAMPLE_SUBJECTS } from "../programs/index.ts";
import type { Application } from "./application-record.rules.ts";
import type { ApplicationState } from "./application.rules.ts";
import { editApplication } from "./edit-application.ts";

const OPEN_FOR_CORRECTION: readonly ApplicationState[] = ["submitted", "returned", "accepted", "in-review", "on-hold"];

/**
 * A coordinator corrects the subject or the grade band of a Profile that was handed in, with a reason on record. Readers
 * whom it no longer fits are replaced by the jobs that follow.
 * @throws Problem `not-found`, `wrong-state` once it is scored, `invalid-input` for an unknown subject or band or no reason
 */
export async function correctDeclaration(
  { applications, clock, newId }: Pick<Deps, "applications" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
  said: { subject: string; band: GradeBand; reason: string },
): Promise<Application> {
  const { subject, band, reason } = said;
  refuseIfAny([
    ...(SAMPLE_SUBJECTS.some(({ names }) => names.includes(subject))
      ? []
      : [{ field: "subject", message: "Please choose a subject." }]),
    ...(SAMPLE_GRADE_BANDS.some(({ id }) => id === band) ? [] : [{ field: "band", message: "Please choose a band." }]),
    ...(reason.trim() === "" ? [{ field: "reason", message: "Please give a reason." }] : []),
  ]);
  return editApplication({ applications }, actor, profileId, (application) => {
    const { declaration, cohortId, state } = application;
    if (declaration === null || !OPEN_FOR_CORRECTION.includes(state))
      throw new Problem(
        "wrong-state",
        "Subject and grade band can be corrected from the submission until it is scored.",
      );
    const was = `${declaration.subject}, ${declaration.band}`;
    const payload = { profileId, cohortId, byId: actor.personId, reason: reason.trim(), subject, band, was };
    return [
      { ...application, declaration: { ...declaration, subject, band } },
      [event(newId(), "profile.declaration-corrected", clock.now(), payload)],
    ];
  });
}

import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { Application, ApplicantRequest } from "./application-record.rules.ts";
import { editApplication } from "./edit-application.ts";

type Needs = Pick<Deps, "applications" | "clock" | "newId">;

const ENDED = ["withdrawn", "void", "released", "closed"];

/**
 * An applicant asks for more time or for an accommodation.
 * @throws Problem `not-found`, `wrong-state` for a case that has ended or while the same is being looked at
 */
export function askFor(
  deps: Needs,
  actor: Actor,
  profileId: string,
  { kind, text }: Pick<ApplicantRequest, "kind" | "text">,
): Promise<Application> {
  const at = deps.clock.now();
  const id = deps.newId();
  return editApplication(deps, actor, profileId, (application) => {
    if (actor.role !== "applicant") throw new Problem("not-allowed", "The applicant asks.");
    if (ENDED.includes(application.state)) throw new Problem("wrong-state", "This application has ended.");
    if (application.requests.some((one) => one.kind === kind && one.answer === null))
      throw new Problem("wrong-state", "You asked for this already; a coordinator is looking at it.");
    const request: ApplicantRequest = { id, kind, text, askedAt: at, answer: null };
    const payload = { profileId, cohortId: application.cohortId, applicantId: application.applicantId, requestId: id };
    return [
      { ...application, requests: [...application.requests, request] },
      [event(deps.newId(), "profile.request-made", at, payload)],
    ];
  });
}

/**
 * A coordinator answers. More time itself is given by `giveExtension`.
 * @throws Problem `not-found`, `wrong-state` when it was answered
 */
export function answerRequest(
  deps: Needs,
  actor: Actor,
  profileId: string,
  requestId: string,
  { isGranted, text }: { isGranted: boolean; text: string },
): Promise<Application> {
  const at = deps.clock.now();
  return editApplication(deps, actor, profileId, (application) => {
    if (actor.role !== "jgp") throw new Problem("not-allowed", "A coordinator answers.");
    const request = application.requests.find(({ id }) => id === requestId);
    if (!request) throw notFound();
    if (request.answer) throw new Problem("wrong-state", "Another coordinator answered this already.");
    const answer = { isGranted, text, at, byId: actor.personId };
    const requests = application.requests.map((one) => (one.id === requestId ? { ...one, answer } : one));
    const payload = { profileId, cohortId: application.cohortId, applicantId: application.applicantId, requestId };
    return [{ ...application, requests }, [event(deps.newId(), "profile.request-answered", at, payload)]];
  });
}

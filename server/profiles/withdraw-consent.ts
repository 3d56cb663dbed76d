import { type Actor, SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { notFound, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type Application, moveOf } from "./application-record.rules.ts";
import { HOLDABLE } from "./application.rules.ts";
import { type ConsentKind, withdrawConsent } from "./consent.rules.ts";

/**
 * A family takes consent back, told to us by the applicant or a coordinator, in whatever state the case is: what the
 * consent covered is served to nobody from this moment on, and a case that was handed in goes on hold. Twice is once.
 * @throws Problem `not-found` for a student who is not on the board, `wrong-state` for a case that has ended
 */
export async function takeBackConsent(
  deps: Pick<Deps, "applications" | "shelves" | "inTransaction" | "clock" | "newId">,
  actor: Actor,
  profileId: string,
  { studentId, kind }: { studentId: string; kind: ConsentKind },
): Promise<Application> {
  const at = deps.clock.now();
  return deps.inTransaction(async (session) => {
    const application = await deps.applications.visibleTo(actor).get(profileId, session);
    const line = application.board.find((one) => one.studentId === studentId);
    if (!line) throw notFound();
    if (line[kind].answer === "withdrawn") return application;
    if (application.state === "withdrawn" || application.state === "void")
      throw new Problem("wrong-state", "This case has ended; nothing of it is shown to anybody.");
    const { board, locksRoles } = withdrawConsent(application.board, studentId, kind);
    const payload = { profileId, cohortId: application.cohortId, applicantId: application.applicantId };
    const told = event(deps.newId(), "profile.consent-withdrawn", at, { ...payload, kind, byRole: actor.role });
    const [after, events] = holdIfHandedIn({ ...application, board }, at, deps.newId());
    const shelf = await deps.shelves.findOne({ id: profileId }, session);
    if (shelf) {
      const lockedRoles = [...new Set([...shelf.lockedRoles, ...locksRoles])];
      await deps.shelves.save({ ...shelf, lockedRoles }, [], session);
    }
    return deps.applications.save(after, [told, ...events], session);
  });
}

function holdIfHandedIn(application: Application, at: Date, eventId: string) {
  const isHandedIn =
    application.submission !== null &&
    application.state !== "draft" &&
    (HOLDABLE as readonly string[]).includes(application.state);
  if (!isHandedIn) return [application, []] as const;
  const reason = "A family withdrew consent.";
  const [held, happened] = moveOf(application, "place-on-hold", { actor: SYSTEM, at, eventId, reason });
  return [held, [happened]] as const;
}

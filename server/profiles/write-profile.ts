import type { Actor } from "../kernel/actor.ts";
import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { normalEmail } from "../people/index.ts";
import { SAMPLE_GRADE_BANDS, SAMPLE_SUBJECTS } from "../programs/index.ts";
import type { Application, Declaration, NarrativePart } from "./application-record.rules.ts";
import type { ConsentBoard } from "./consent.rules.ts";
import { editApplication } from "./edit-application.ts";
import { refuseUnlessWritable } from "./hand-in.rules.ts";
import { NARRATIVE_MAX_CHARACTERS, tidyNarrative, tokenOf } from "./narrative.rules.ts";
import { rulesFor } from "./rules-for.ts";

type Needs = Pick<Deps, "applications" | "cohorts" | "programs" | "rubrics" | "schools" | "clock">;

/**
 * Subject, band, school and the schools before, by the applicant.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` for a subject, band or school that we do not know
 */
export async function declare(
  { applications, schools, clock }: Needs,
  actor: Actor,
  profileId: string,
  said: Omit<Declaration, "declaredAt">,
): Promise<Application> {
  const known = new Set((await schools.all()).map(({ id }) => id));
  const earlier = (said.earlierSchoolIds ?? []).filter((id) => id !== said.schoolId);
  const keepAway = [...new Set((said.keepAway ?? []).map(normalEmail))];
  refuseIfAny([
    ...(SAMPLE_SUBJECTS.some(({ names }) => names.includes(said.subject))
      ? []
      : [{ field: "subject", message: "Please choose your subject." }]),
    ...(SAMPLE_GRADE_BANDS.some(({ id }) => id === said.band)
      ? []
      : [{ field: "band", message: "Please choose your grade band." }]),
    ...(known.has(said.schoolId) ? [] : [{ field: "schoolId", message: "Please choose your school." }]),
    ...(earlier.every((id) => known.has(id))
      ? []
      : [{ field: EARLIER_SCHOOL_FIELD, message: "Please choose from the list of schools, or leave this blank." }]),
    ...faultsOfAddresses(keepAway),
  ]);
  return editApplication({ applications }, actor, profileId, (application) => {
    refuseUnlessWritable(application, "declaration");
    return [
      { ...application, declaration: { ...said, earlierSchoolIds: earlier, keepAway, declaredAt: clock.now() } },
      [],
    ];
  });
}

function faultsOfAddresses(addresses: readonly string[]): FieldError[] {
  const wrong = addresses.filter((address) => !/^[^@]+@[^@]+\.[^@]+$/.test(address) || address.length > 254);
  const say = (message: string) => [{ field: "keepAway", message }];
  if (wrong.length > 0) return say(`Please check this address: ${(wrong[0] as string).slice(0, 80)}`);
  return addresses.length > MOST_KEPT_AWAY ? say(`Please name at most ${MOST_KEPT_AWAY} people.`) : [];
}

const MOST_KEPT_AWAY = 30;

/** The first of the boxes for earlier schools. */
export const EARLIER_SCHOOL_FIELD = "earlierSchool-1";

/**
 * The narrative as a whole. `seen` is the token of what the form began from.
 * @throws Problem `not-found`, `wrong-state`, `invalid-input` for a part that is too long, `changed-meanwhile` when
 * another tab saved since
 */
export async function writeNarrative(
  deps: Needs,
  actor: Actor,
  profileId: string,
  { parts, seen }: { parts: readonly NarrativePart[]; seen: string },
): Promise<Application> {
  const { rubric } = await rulesFor(deps, await deps.applications.visibleTo(actor).get(profileId));
  const narrative = tidyNarrative(parts, rubric);
  refuseIfAny(
    narrative
      .filter(({ text }) => text.length > NARRATIVE_MAX_CHARACTERS)
      .map(({ indicatorId, text }) => ({
        field: `text-${indicatorId}`,
        message: `Indicator ${indicatorId}: please shorten by ${text.length - NARRATIVE_MAX_CHARACTERS} characters.`,
      })),
  );
  return editApplication(deps, actor, profileId, (application) => {
    refuseUnlessWritable(application, "narrative");
    if (tokenOf(application.narrative) !== seen && tokenOf(application.narrative) !== tokenOf(narrative))
      throw new Problem("changed-meanwhile", "Another tab or device saved this narrative since you opened it here.");
    return [{ ...application, narrative }, []];
  });
}

/**
 * The consent board as a whole. `seen` is the token of what the form began from.
 * @throws Problem `not-found`, `wrong-state`, `changed-meanwhile` when another tab saved since
 */
export async function writeConsent(
  { applications }: Pick<Needs, "applications">,
  actor: Actor,
  profileId: string,
  { change, seen }: { change: (before: ConsentBoard) => ConsentBoard; seen: string | null },
): Promise<Application> {
  return editApplication({ applications }, actor, profileId, (application) => {
    refuseUnlessWritable(application, "consent");
    if (seen !== null && tokenOf(application.board) !== seen)
      throw new Problem("changed-meanwhile", "Another tab or device changed this board since you opened it here.");
    const board = change(application.board);
    return [{ ...application, board, isNobodyRecorded: board.length === 0 && application.isNobodyRecorded }, []];
  });
}

/** “Nobody is recorded” said or taken back. @throws Problem `not-found`, `wrong-state`, `invalid-input` while students are listed */
export async function sayNobodyRecorded(
  { applications }: Pick<Needs, "applications">,
  actor: Actor,
  profileId: string,
  isNobodyRecorded: boolean,
): Promise<Application> {
  return editApplication({ applications }, actor, profileId, (application) => {
    refuseUnlessWritable(application, "consent");
    const listed = { field: "nobody", message: "There are students on the board. Remove them first." };
    refuseIfAny(isNobodyRecorded && application.board.length > 0 ? [listed] : []);
    return [{ ...application, isNobodyRecorded }, []];
  });
}

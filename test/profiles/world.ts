import { createHash } from "node:crypto";
import type { Deps } from "../../server/deps.ts";
import { type Cohort, openCohort, planCohort } from "../../server/cohorts/index.ts";
import type { Actor, Role } from "../../server/kernel/actor.ts";
import { type MediaItem, type MediaRole, startItem } from "../../server/media/index.ts";
import { actAs, type Person } from "../../server/people/index.ts";
import {
  type Application,
  attendSession,
  declare,
  registerApplication,
  sayNobodyRecorded,
  startDraft,
  tokenOf,
  writeNarrative,
} from "../../server/profiles/index.ts";
import { draftProgram, giveApproval, putProgramForward } from "../../server/programs/index.ts";

/** The days of a cohort whose deadline is Fri 27 Nov 2026, 23:59:59 in New York (28 Nov, 04:59:59 UTC). */
export const CALENDAR = {
  zone: "America/New_York",
  sessionsOn: ["2026-10-12"],
  registrationFromOn: "2026-10-12",
  draftingFromOn: "2026-10-12",
  submissionDueOn: "2026-11-27",
  intakeDueOn: "2026-12-04",
  reviewsFromOn: "2026-12-08",
  reviewsDueOn: "2027-01-08",
  fourthReadsDueOn: "2027-01-15",
  interviewsDueOn: "2027-01-22",
  recommendationDueOn: "2027-01-26",
  approvalDueOn: "2027-01-29",
  releaseOn: "2027-02-02",
  closesOn: "2027-03-31",
};
export const DEADLINE = new Date("2026-11-28T04:59:59Z");

let count = 0;

export async function person(deps: Deps, roles: Role[], part: Partial<Person> = {}): Promise<Person> {
  count += 1;
  const name = part.name ?? `Person ${count}`;
  return deps.people.insert({
    id: deps.newId(),
    name,
    email: `person-${count}@school.example`,
    passwordHash: null,
    roles,
    side: null,
    isKeyHolder: false,
    schoolId: null,
    pastSchoolIds: [],
    phone: null,
    createdAt: deps.clock.now(),
    ...part,
  });
}

export async function actor(deps: Deps, role: Role, part: Partial<Person> = {}): Promise<Actor> {
  return actAs(await person(deps, [role], part), role);
}

export type World = { cohort: Cohort; coordinator: Actor; schoolId: string };

/** Rules approved by both sides and an open cohort. */
export async function openWorld(deps: Deps, calendar: typeof CALENDAR = CALENDAR): Promise<World> {
  const coordinator = await actor(deps, "jgp", { side: "union" });
  const draft = await draftProgram(deps, coordinator);
  await putProgramForward(deps, coordinator, draft.id);
  await giveApproval(deps, await actor(deps, "joc", { side: "district" }), draft.id);
  await giveApproval(deps, await actor(deps, "joc", { side: "union" }), draft.id);
  const schoolId = deps.newId();
  await deps.schools.insert({ id: schoolId, name: "Harbor Elementary", network: "East", isCharter: false });
  const plan = await planCohort(deps, coordinator, {
    name: "Autumn cohort 2026",
    programVersionId: draft.id,
    calendar,
    sessions: [{ id: "s1", on: "2026-10-12", time: "16:00", place: "Union hall" }],
  });
  const cohort = await openCohort(deps, coordinator, plan.id);
  return { cohort, coordinator, schoolId };
}

/** An applicant who attended (a new one, or the one given), and their empty draft. */
export async function emptyDraft(
  deps: Deps,
  { cohort, coordinator }: Pick<World, "cohort" | "coordinator">,
  known?: Actor,
): Promise<[Actor, Application]> {
  const applicant = known ?? (await actor(deps, "applicant"));
  const registered = await registerApplication(deps, applicant, cohort.id);
  await attendSession(deps, coordinator, registered.id);
  return [applicant, await startDraft(deps, applicant, registered.id)];
}

export async function addItem(
  deps: Deps,
  application: Pick<Application, "id" | "applicantId">,
  role: MediaRole,
  part: Partial<MediaItem> = {},
): Promise<MediaItem> {
  count += 1;
  const now = deps.clock.now();
  const begun = {
    id: deps.newId(),
    shelfId: application.id,
    ownerId: application.applicantId,
    role,
    part: 1,
    fileName: `${role}-${count}.bin`,
    contentType: "application/octet-stream",
    sizeBytes: 1000 + count,
    object: { key: `evidence/${application.id}/${count}`, objectVersion: `v${count}` },
  };
  return deps.mediaItems.insert({
    ...startItem(begun, null, now),
    check: "usable",
    durationMs: role === "video" ? 50 * 60_000 : null,
    completedAt: now,
    seal: {
      objectVersion: `v${count}`,
      sha256: createHash("sha256").update(`bytes ${count}`).digest("hex"),
      sizeBytes: 1000 + count,
    },
    ...part,
  });
}

const TOLD = ["1.1", "2.1", "3.1", "4.1"];

/** A draft with nothing missing. */
export async function fullDraft(
  deps: Deps,
  world: World,
  known?: Actor,
  band: "elementary" | "middle" = "middle",
): Promise<[Actor, Application]> {
  const [applicant, draft] = await emptyDraft(deps, world, known);
  await declare(deps, applicant, draft.id, {
    subject: "Mathematics",
    band,
    schoolId: world.schoolId,
    isServiceProvider: false,
  });
  const parts = TOLD.map((indicatorId) => ({ indicatorId, text: `See minute 12 for ${indicatorId}.` }));
  await writeNarrative(deps, applicant, draft.id, { parts, seen: tokenOf([]) });
  for (const role of ["video", "plan", "work", "data"] as const) await addItem(deps, draft, role);
  return [applicant, await sayNobodyRecorded(deps, applicant, draft.id, true)];
}

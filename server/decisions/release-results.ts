import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { type FieldError, Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { moveCohort } from "../cohorts/index.ts";
import { releaseHeldMessage } from "../letters/index.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { moveOf } from "../profiles/index.ts";
import { letterKey } from "./decision.rules.ts";
import { editList } from "./edit-list.ts";
import { isListSigned } from "./list.rules.ts";
import {
  activeRows,
  listEvent,
  NOT_LISTED,
  type RecommendationList,
  type ReleasePlan,
  stepList,
} from "./list-record.rules.ts";
import { PAYROLL_ID } from "./payroll.rules.ts";
import { type LetterNeeds, prepareLetters } from "./prepare-letters.ts";
import { faultsOfMoment, type Finding, isReleaseDue, type Preflight, preflight } from "./release.rules.ts";

export type ReleaseNeeds = Pick<
  Deps,
  | "lists"
  | "decisions"
  | "applications"
  | "messages"
  | "people"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "inTransaction"
  | "clock"
  | "newId"
  | "faults"
  | "log"
>;

/**
 * Sets the moment at which everything goes out, and what letters say besides; the letters are then written and held.
 * @throws Problem `wrong-state` unless approved, `invalid-input` at night, on a holiday or its eve, or in the past
 */
export async function planRelease(
  deps: ReleaseNeeds,
  actor: Actor,
  cohortId: string,
  plan: Omit<ReleasePlan, "setById" | "releaseAt"> & { releaseAt: Date | null },
): Promise<RecommendationList> {
  const { settings, cohort } = await rulesOfCohort(deps, cohortId);
  const at = deps.clock.now();
  const { releaseAt } = plan;
  const missing = [{ field: "releaseAt", message: "Choose a day and a time." }];
  const wrongMoment = releaseAt === null ? missing : faultsOfMoment(releaseAt, cohort.calendar.zone, at, settings);
  const faults: (FieldError | false)[] = [
    ...wrongMoment,
    !/^\d{4}-\d{2}-\d{2}$/.test(plan.effectiveOn) && {
      field: "effectiveOn",
      message: "Choose the day of the new pay.",
    },
    plan.call.name.trim() === "" && { field: "callName", message: "Name one person whom people can call." },
    plan.call.phone.trim() === "" && { field: "callPhone", message: "Give their number." },
  ];
  refuseIfAny(faults.filter((fault) => fault !== false));
  return editList(deps, cohortId, (list) => {
    if (list.state !== "approved" || releaseAt === null)
      throw new Problem("wrong-state", "The moment is set once the committee has approved every row.");
    const planned = { ...list, plan: { ...plan, releaseAt, setById: actor.personId } };
    return { list: planned, events: [listEvent(planned, "release-planned", deps.newId(), at)] };
  });
}

/** All that is needed to say whether a release may go: from what stands in the database at this moment. */
export async function preflightOf(deps: ReleaseNeeds, list: RecommendationList): Promise<Preflight> {
  const { cohort, settings } = await rulesOfCohort(deps, list.cohortId);
  const applications = (await deps.applications.ofCohort(list.cohortId)).filter(
    ({ state }) => !NOT_LISTED.includes(state),
  );
  const people = new Map((await deps.people.byIds(applications.map((one) => one.applicantId))).map((p) => [p.id, p]));
  const held = new Set((await deps.messages.held(applications.map(({ id }) => letterKey(id)))).map(({ key }) => key));
  const decided = new Set((await deps.decisions.ofCohort(list.cohortId)).map(({ id }) => id));
  return {
    cases: applications.map(({ id, code, state, applicantId }) => ({
      code,
      state,
      hasLetter: decided.has(id) && held.has(letterKey(id)),
      hasAddress: (people.get(applicantId)?.email ?? "").includes("@"),
    })),
    isListSigned: isListSigned(list.rows, list.signatures, settings.jgpSignaturesPerSide),
    isListApproved: list.state === "approved",
    releaseAt: list.plan?.releaseAt ?? null,
    zone: cohort.calendar.zone,
    now: deps.clock.now(),
  };
}

/** What stands in the way now; empty means go. */
export async function findingsOf(deps: ReleaseNeeds, list: RecommendationList): Promise<Finding[]> {
  const { settings } = await rulesOfCohort(deps, list.cohortId);
  return preflight(await preflightOf(deps, list), settings);
}

/**
 * Releases every list whose moment has come and in whose way nothing stands: looks at the database and the clock, so
 * that a server that was down does it when it is back, once. Letters go out as they are written from what stands then.
 */
export async function releaseDue(deps: ReleaseNeeds & LetterNeeds, signal: AbortSignal): Promise<string[]> {
  const out: string[] = [];
  for (const list of await deps.lists.inStates("approved")) {
    if (signal.aborted || list.plan === null || deps.clock.now() < list.plan.releaseAt) continue;
    const { settings } = await rulesOfCohort(deps, list.cohortId);
    const given = await preflightOf(deps, list);
    if (isReleaseDue(given, settings)) {
      const payroll = await deps.payroll.findOne({ id: PAYROLL_ID });
      // A change of the last minutes may still wait for its job: letters cannot be written anew once they are out.
      await prepareLetters(deps, list.cohortId);
      await releaseResults(deps, list, payroll?.version ?? 0);
      out.push(list.cohortId);
    } else {
      deps.log.warn({ cohortId: list.cohortId }, "release: something stands in the way, or it is no hour for letters");
    }
  }
  return out;
}

/**
 * Everything at once, in one transaction: the list, the cohort, every application and decision, and every letter from
 * held to queued. Ended in the middle, nothing of it has happened; done, it cannot happen again.
 * @throws Problem `changed-meanwhile` when anything of it moved since it was read (the sweep looks again)
 */
async function releaseResults(
  deps: ReleaseNeeds & LetterNeeds,
  list: RecommendationList,
  payrollVersion: number,
): Promise<void> {
  const at = deps.clock.now();
  await deps.inTransaction(async (session) => {
    const payroll = await deps.payroll.findOne({ id: PAYROLL_ID }, session);
    if ((payroll?.version ?? 0) !== payrollVersion)
      throw new Problem("changed-meanwhile", "Payroll sent a list in this moment; the letters are written anew first.");
    const applications = await deps.applications.find({ cohortId: list.cohortId }, { session });
    const rows = new Set(activeRows(list).map(({ applicationId }) => applicationId));
    const going = applications.filter(({ state }) => !NOT_LISTED.includes(state));
    if (going.some(({ id, state }) => state !== "approved" || !rows.has(id)) || going.length !== rows.size)
      throw new Problem("changed-meanwhile", "A case moved in this moment; everything is looked at again.");
    for (const application of going) {
      const [moved, happened] = moveOf(application, "release", { actor: SYSTEM, at, eventId: deps.newId() });
      await deps.applications.save(moved, [happened], session);
      const decision = await deps.decisions.get({ id: application.id }, session);
      await deps.decisions.save({ ...decision, releasedAt: at }, [], session);
      await releaseHeldMessage(deps, letterKey(application.id), session);
    }
    deps.faults.reach("release.before-list");
    const released = { ...stepList(list, "release", SYSTEM, at), releasedAt: at };
    await moveCohort(deps, SYSTEM, list.cohortId, "release", session);
    await deps.lists.save(
      released,
      [
        listEvent(released, "released", deps.newId(), at),
        event(deps.newId(), "results.released", at, { cohortId: list.cohortId }),
      ],
      session,
    );
    deps.faults.reach("release.before-commit");
  });
  deps.faults.reach("release.after-commit");
}

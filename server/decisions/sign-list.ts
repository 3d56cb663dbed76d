import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { editList } from "./edit-list.ts";
import { isListSigned, signList } from "./list.rules.ts";
import {
  conflictsOf,
  listEvent,
  NOT_LISTED,
  type RecommendationList,
  stepList,
  unansweredReturns,
} from "./list-record.rules.ts";

type Needs = Pick<
  Deps,
  "lists" | "applications" | "cohorts" | "programs" | "rubrics" | "inTransaction" | "clock" | "newId"
>;

/**
 * A JGP member signs for their side what their page showed; rows they may not see are signed unseen. With the last
 * signature that is needed the list is signed, and from then on nothing of its cases reopens.
 * @throws Problem `changed-meanwhile` when the list is another than the one shown, `wrong-state`, `not-allowed`
 */
export async function signRecommendations(
  deps: Needs,
  actor: Actor,
  cohortId: string,
  shownTotal: string,
): Promise<RecommendationList> {
  const { side } = actor;
  if (actor.role !== "jgp" || side === null)
    throw new Problem("not-allowed", "The list is signed by members of the Joint Governing Panel.");
  const { settings } = await rulesOfCohort(deps, cohortId);
  return editList(deps, cohortId, async (list) => {
    if (list.state !== "building") throw new Problem("wrong-state", "The list is signed already.");
    const applications = await deps.applications.ofCohort(cohortId);
    refuseIncomplete(list, applications);
    const at = deps.clock.now();
    const conflictedIds = conflictsOf(applications, actor.personId);
    const signature = signList(list.rows, { personId: actor.personId, side, conflictedIds }, shownTotal, at);
    const others = list.signatures.filter(({ byId, total }) => byId !== actor.personId || total !== signature.total);
    const signatures = [...others, signature];
    const signed = { ...list, signatures };
    if (!isListSigned(list.rows, signatures, settings.jgpSignaturesPerSide))
      return { list: signed, events: [listEvent(signed, "signature-given", deps.newId(), at)] };
    const done = stepList(signed, "sign-off", SYSTEM, at);
    return { list: done, events: [listEvent(done, "signed", deps.newId(), at)] };
  });
}

type Listed = Awaited<ReturnType<Deps["applications"]["ofCohort"]>>;

function refuseIncomplete(list: RecommendationList, applications: Listed): void {
  const onList = new Set(list.rows.map(({ applicationId }) => applicationId));
  const isMissing = applications.some(({ id, state }) => !NOT_LISTED.includes(state) && !onList.has(id));
  if (isMissing) throw new Problem("wrong-state", "A case of this cohort is open again; the list is not complete.");
  if (applications.some(({ id, state }) => onList.has(id) && state === "on-hold"))
    throw new Problem("wrong-state", "A case on the list is on hold. It is settled before anybody signs.");
  if (unansweredReturns(list).length > 0)
    throw new Problem("wrong-state", "The committee sent rows back. They are answered before anybody signs again.");
}

/** What the last signature does to the cases: nothing reopens them while it stands. Safe to repeat. */
export async function sealCases(
  { lists, cases, clock, newId }: Pick<Deps, "lists" | "cases" | "clock" | "newId">,
  cohortId: string,
): Promise<void> {
  const { state, rows } = await lists.get({ id: cohortId });
  const isSealed = state !== "building";
  const at = clock.now();
  const ofList = await cases.byIds(rows.map(({ applicationId }) => applicationId));
  for (const record of ofList) {
    if ((record.sealedAt !== null) === isSealed) continue;
    const unsealed = {
      id: newId(),
      name: "case.unsealed",
      at,
      payload: { profileId: record.id, cohortId: record.cohortId },
    };
    await cases.save({ ...record, sealedAt: isSealed ? at : null }, isSealed ? [] : [unsealed]);
  }
}

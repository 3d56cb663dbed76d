import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import type { ClientSession } from "mongoose";
import { isCurrent, rulesOfCohort } from "../outcomes/index.ts";
import type { ProgramSettings } from "../programs/index.ts";
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
  | "lists"
  | "applications"
  | "cases"
  | "reviews"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "inTransaction"
  | "clock"
  | "newId"
>;

/**
 * A JGP member signs for their side what their page showed; rows they may not see are signed unseen. With the last
 * signature that is needed the list is signed, and its cases are sealed in the same transaction: whoever reopens one of
 * them, sets a sheet aside or asks for a fourth read writes the case too, so one of the two comes first.
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
    return {
      list: done,
      events: [listEvent(done, "signed", deps.newId(), at)],
      also: (session) => sealListed(deps, done, settings, session),
    };
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

/**
 * Nothing reopens a case of the list from now on. Each is written, sealed already or not, so that a late `unsealCases`
 * finds another version.
 * @throws Problem `wrong-state` where a result or a row does not say yet what the sheets say
 */
async function sealListed(
  { cases, reviews, clock }: Pick<Deps, "cases" | "reviews" | "clock">,
  { cohortId, rows }: RecommendationList,
  settings: ProgramSettings,
  session: ClientSession,
): Promise<void> {
  const at = clock.now();
  const records = new Map((await cases.find({ cohortId }, { session })).map((record) => [record.id, record]));
  const sheets = Map.groupBy(await reviews.find({ cohortId }, { session }), ({ profileId }) => profileId);
  for (const { applicationId, outcomeVersion } of rows) {
    const record = records.get(applicationId);
    const isSame = record?.outcomes.at(-1)?.version === outcomeVersion;
    if (!record || !isSame || !isCurrent(record, sheets.get(applicationId) ?? [], settings, at))
      throw new Problem(
        "wrong-state",
        "A case on the list has just changed. Please look at the list again in a minute.",
      );
    await cases.save({ ...record, sealedAt: record.sealedAt ?? at }, [], session);
  }
}

/** What a list that came back does to its cases: they may be reopened again. Safe to repeat. */
export async function unsealCases(
  { lists, cases, clock, newId }: Pick<Deps, "lists" | "cases" | "clock" | "newId">,
  cohortId: string,
): Promise<void> {
  const { state, rows } = await lists.get({ id: cohortId });
  if (state !== "building") return;
  const at = clock.now();
  const ofList = await cases.byIds(rows.map(({ applicationId }) => applicationId));
  for (const record of ofList) {
    if (record.sealedAt === null) continue;
    const payload = { profileId: record.id, cohortId: record.cohortId };
    await cases.save({ ...record, sealedAt: null }, [{ id: newId(), name: "case.unsealed", at, payload }]);
  }
}

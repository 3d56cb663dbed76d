import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { moveCohort } from "../cohorts/index.ts";
import { type Application, moveOf } from "../profiles/index.ts";
import { editList } from "./edit-list.ts";
import type { Row } from "./list.rules.ts";
import {
  activeRows,
  conflictsOf,
  EMPTY_LIST,
  listEvent,
  NOT_LISTED,
  type RecommendationList,
  type RowAnswer,
  unansweredReturns,
  withRows,
} from "./list-record.rules.ts";
import { rowOf } from "./row-of.rules.ts";
import type { ClientSession } from "mongoose";

export type ListNeeds = Pick<
  Deps,
  "lists" | "applications" | "cases" | "interviews" | "cohorts" | "inTransaction" | "clock" | "newId"
>;

/** Applications of the list, and the row of each that is ready for it. */
async function rowsFor(
  deps: Pick<Deps, "cases" | "interviews" | "newId">,
  applications: readonly Application[],
  list: Pick<RecommendationList, "rows" | "answers">,
): Promise<Map<string, Row>> {
  const cohortId = applications[0]?.cohortId ?? "";
  const records = new Map((await deps.cases.ofCohort(cohortId)).map((record) => [record.id, record]));
  const standing = (await deps.interviews.find({ cohortId })).filter(({ state }) => state !== "cancelled");
  const interviews = new Map(standing.map((interview) => [interview.applicationId, interview]));
  const before = new Map(list.rows.map((row) => [row.applicationId, row]));
  const rows = applications.flatMap((application) => {
    const row = rowOf(
      application,
      records.get(application.id) ?? null,
      interviews.get(application.id) ?? null,
      list.answers,
      before.get(application.id) ?? null,
      deps.newId,
    );
    return row ? [row] : [];
  });
  return new Map(rows.map((row) => [row.applicationId, row]));
}

/**
 * Begins the list: every case that was handed in must have its result, after an interview where there was one. Those
 * decided by their scores are recommended with it.
 * @throws Problem `wrong-state` while a case is open, or once the list is begun
 */
export async function beginList(deps: ListNeeds, actor: Actor, cohortId: string): Promise<RecommendationList> {
  const at = deps.clock.now();
  return deps.inTransaction(async (session) => {
    if (await deps.lists.findOne({ id: cohortId }, session))
      throw new Problem("wrong-state", "The list of this cohort is begun already.");
    const all = await deps.applications.find({ cohortId }, { sort: { code: 1 }, session });
    const listed = all.filter(({ state }) => !NOT_LISTED.includes(state));
    const rows = await rowsFor(deps, listed, { rows: [], answers: [] });
    refuseOpen(actor, listed, rows);
    for (const application of listed.filter(({ state }) => state === "banded"))
      await recommend(deps, application, at, session);
    await moveCohort(deps, actor, cohortId, "build-list", session);
    const list: RecommendationList = {
      ...EMPTY_LIST,
      id: cohortId,
      version: 0,
      cohortId,
      rows: [...rows.values()],
      history: [{ state: "building", at, byRole: actor.role, byId: actor.personId }],
    };
    const { version: _, ...fresh } = list;
    return deps.lists.insert(fresh, [listEvent(list, "begun", deps.newId(), at)], session);
  });
}

async function recommend(deps: ListNeeds, application: Application, at: Date, session: ClientSession): Promise<void> {
  const [moved, happened] = moveOf(application, "recommend", { actor: SYSTEM, at, eventId: deps.newId() });
  await deps.applications.save(moved, [happened], session);
}

/** Names the cases that are open, but never one that the asker may not see. */
function refuseOpen(actor: Actor, listed: readonly Application[], rows: ReadonlyMap<string, Row>): void {
  const ready = ["banded", "recommended"];
  const open = listed.filter(({ id, state }) => !rows.has(id) || !ready.includes(state));
  if (open.length === 0) return;
  const hidden = conflictsOf(open, actor.personId);
  const codes = open.filter(({ id }) => !hidden.includes(id)).map(({ code }) => code);
  throw new Problem(
    "wrong-state",
    `Not every case is ready for the list${codes.length > 0 ? `: ${codes.join(", ")}` : ""}.`,
  );
}

/**
 * The list follows its cases: a row that changed or came back unsigns itself and the total; one whose case left is
 * taken off while the list is being built, and passed over once it is signed. Safe to repeat.
 */
export async function followCases(deps: ListNeeds, cohortId: string): Promise<void> {
  const existing = await deps.lists.findOne({ id: cohortId });
  if (!existing || existing.state === "released") return;
  await editList(deps, cohortId, async (list) => {
    const at = deps.clock.now();
    const all = await deps.applications.ofCohort(cohortId);
    const listed = all.filter(({ state }) => state === "recommended" || state === "approved" || state === "on-hold");
    const gone = new Set(all.filter(({ state }) => NOT_LISTED.includes(state)).map(({ id }) => id));
    const rows = await rowsFor(deps, listed, list);
    const stays = (row: Row) => gone.has(row.applicationId) && list.state !== "building";
    const wanted = [...list.rows.filter(stays), ...rows.values()];
    const changed = withRows(list, wanted, SYSTEM, at);
    const isRebuilt = changed !== list;
    const left = changed.rows
      .filter(({ applicationId }) => gone.has(applicationId))
      .map(
        ({ applicationId }) => changed.left.find((one) => one.applicationId === applicationId) ?? { applicationId, at },
      );
    const isBack = isRebuilt && list.state !== "building";
    return {
      // Back in the making, those who left are off the list for good.
      list: isBack ? { ...changed, rows: changed.rows.filter((row) => !stays(row)) } : { ...changed, left },
      events: isBack ? [listEvent(changed, "changed", deps.newId(), at)] : [],
      ...(isBack &&
        list.state !== "signed" && { also: (session: ClientSession) => backInCohort(deps, cohortId, session) }),
    };
  });
}

async function backInCohort(deps: ListNeeds, cohortId: string, session: ClientSession): Promise<void> {
  const { state } = await deps.cohorts.get({ id: cohortId }, session);
  if (state === "deciding" || state === "approved") await moveCohort(deps, SYSTEM, cohortId, "return-list", session);
}

/**
 * The JGP answers a row that came back, in words that go on the row; after an interview also with another
 * recommendation. The row and the total are to be signed anew.
 * @throws Problem `not-found` for a row that is hidden, `wrong-state`, `invalid-input` without words
 */
export async function answerRow(
  deps: ListNeeds,
  actor: Actor,
  cohortId: string,
  { applicationId, text, recommendation }: Pick<RowAnswer, "applicationId" | "text" | "recommendation">,
): Promise<RecommendationList> {
  await deps.applications.visibleTo(actor).get(applicationId);
  refuseIfAny(text.trim() === "" ? [{ field: `answer-${applicationId}`, message: "Please write an answer." }] : []);
  return editList(deps, cohortId, async (list) => {
    const isBack = unansweredReturns(list).some((one) => one.applicationId === applicationId);
    if (list.state !== "building" || !isBack) throw new Problem("wrong-state", "This row does not wait for an answer.");
    const at = deps.clock.now();
    const answer = { applicationId, text: text.trim(), recommendation, byId: actor.personId, at };
    const answers = [...list.answers, answer];
    const listed = await deps.applications.byIds(activeRows(list).map((row) => row.applicationId));
    const rows = await rowsFor(deps, listed, { ...list, answers });
    const wanted = list.rows.map((row) => rows.get(row.applicationId) ?? row);
    const changed = withRows({ ...list, answers }, wanted, actor, at);
    return { list: changed, events: [listEvent(changed, "row-answered", deps.newId(), at)] };
  });
}

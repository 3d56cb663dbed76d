import type { Actor, PersonId } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { Problem, refuseIfAny } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { rulesOfCohort } from "../outcomes/index.ts";
import { moveOf } from "../profiles/index.ts";
import { indicatorIds } from "../programs/index.ts";
import { interviewEvent, type InterviewRecord, noted } from "./interview-record.rules.ts";
import { stepInterview } from "./interview.rules.ts";
import { panelOf } from "./panel-of.ts";
import { faultsOfOpinion, faultsOfPanel, type Opinion, panelVerdict } from "./panel.rules.ts";
import { interviewedOf } from "./usable-slots.ts";
import type { VisibleInterview } from "./visible-interview.ts";

type Needs = Pick<
  Deps,
  "interviews" | "applications" | "people" | "cohorts" | "programs" | "rubrics" | "inTransaction" | "clock" | "newId"
>;

/**
 * One member's yes or no with reasons tied to indicators. With the last one the panel's recommendation stands, or the
 * panel is to be widened, or, widened already, it is divided and the JOC decides the case by itself.
 * @throws Problem `not-allowed` for one outside the panel, `wrong-state` before it was held, `invalid-input`
 */
export async function giveOpinion(
  deps: Needs,
  actor: Actor,
  { record, application }: VisibleInterview,
  { isYes, reasons }: Pick<Opinion, "isYes" | "reasons">,
): Promise<InterviewRecord> {
  const { rubric } = await rulesOfCohort(deps, record.cohortId);
  const member = record.panel.find(({ personId }) => personId === actor.personId);
  if (!member) throw new Problem("not-allowed", "Only the members of this panel write down what they think.");
  if (record.state !== "held")
    throw new Problem("wrong-state", "The panel writes after the interview, until its recommendation stands.");
  refuseIfAny(faultsOfOpinion({ reasons }, indicatorIds(rubric)));
  const at = deps.clock.now();
  const mine = { byId: actor.personId, side: member.side, isYes, reasons, at };
  const opinions = [...record.opinions.filter(({ byId }) => byId !== actor.personId), mine];
  const verdict = panelVerdict(record.panel, opinions, record.isWidened);
  if (verdict === "waiting" || verdict === "widen") {
    const waiting = { ...record, opinions };
    const event = interviewEvent(waiting, verdict === "widen" ? "split" : "opinion-given", deps.newId(), at);
    return deps.interviews.save(waiting, [event]);
  }
  const { state } = stepInterview(record, "recommend", actor);
  const recommended = noted({ ...record, state, opinions, recommendation: { says: verdict, at } }, actor, at);
  const [moved, happened] = moveOf(application, "recommend", { actor: SYSTEM, at, eventId: deps.newId() });
  return deps.inTransaction(async (session) => {
    await deps.applications.save(moved, [happened], session);
    return deps.interviews.save(recommended, [interviewEvent(recommended, "recommended", deps.newId(), at)], session);
  });
}

/** True when every member has written and the sides differ: one more of each side is to join. */
export function isToBeWidened({ state, panel, opinions, isWidened }: InterviewRecord): boolean {
  return state === "held" && panelVerdict(panel, opinions, isWidened) === "widen";
}

/**
 * One more member a side joins a panel whose sides differ.
 * @throws Problem `wrong-state` where they do not, `invalid-input` for people who may not sit
 */
export async function widenPanel(
  deps: Needs,
  actor: Actor,
  { record, application }: VisibleInterview,
  personIds: readonly PersonId[],
): Promise<InterviewRecord> {
  if (!isToBeWidened(record)) throw new Problem("wrong-state", "This panel needs no more members now.");
  const joining = await panelOf(deps, personIds);
  const sides = joining.map(({ side }) => side).sort();
  const isOneASide = sides.join() === "district,union" && personIds.length === 2;
  refuseIfAny([
    ...(isOneASide ? [] : [{ field: "personIds", message: "Choose one more member of each side." }]),
    ...faultsOfPanel([...record.panel, ...joining], interviewedOf(application)).map(({ message }) => ({
      field: "personIds",
      message,
    })),
  ]);
  const at = deps.clock.now();
  const widened = noted({ ...record, panel: [...record.panel, ...joining], isWidened: true }, actor, at, "widened");
  return deps.interviews.save(widened, [interviewEvent(widened, "widened", deps.newId(), at)]);
}

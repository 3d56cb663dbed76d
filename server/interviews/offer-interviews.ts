import type { Actor } from "../kernel/actor.ts";
import { SYSTEM } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { type CaseRecord, rulesOfCohort, verdictNow } from "../outcomes/index.ts";
import { type Application, type ApplicationState, moveOf } from "../profiles/index.ts";
import { moveCohort } from "../cohorts/index.ts";
import { chooseByFrom } from "./interview.rules.ts";
import { interviewEvent, type InterviewRecord } from "./interview-record.rules.ts";
import { type CohortCase, interviewOffers, notYetBanded } from "./offers.rules.ts";
import { slotBookOf, usableSlots } from "./usable-slots.ts";

/** Past their band already: a later offer does not wait for them. */
const BEYOND: readonly ApplicationState[] = [
  "interview-offered",
  "interview-scheduled",
  "interview-held",
  "recommended",
];

type Needs = Pick<
  Deps,
  | "applications"
  | "cases"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "interviews"
  | "interviewSlots"
  | "people"
  | "inTransaction"
  | "clock"
  | "newId"
  | "faults"
>;

/** Cases with their bands, those left out that are beyond theirs. */
export function casesToOffer(
  applications: readonly Application[],
  records: readonly Pick<CaseRecord, "id" | "outcomes">[],
): CohortCase[] {
  const bands = new Map(
    records.map((record) => {
      const verdict = record.outcomes.at(-1)?.verdict;
      return [record.id, verdict?.stage === "banded" ? verdict.band : null];
    }),
  );
  return applications
    .filter(({ state }) => !BEYOND.includes(state))
    .map(({ id, code, state }) => ({ applicationId: id, code, state, band: bands.get(id) ?? null }));
}

/**
 * Offers interviews to everyone in the band, all in one transaction, once every case of the cohort is banded.
 * @throws Problem `wrong-state` before that or with nobody in the band, `invalid-input` without times enough
 */
export async function offerInterviews(deps: Needs, actor: Actor, cohortId: string): Promise<InterviewRecord[]> {
  const { settings, cohort } = await rulesOfCohort(deps, cohortId);
  const now = deps.clock.now();
  const chooseBy = chooseByFrom(now, cohort.calendar.zone, settings.interviewAnswerDays);
  return deps.inTransaction(async (session) => {
    const applications = await deps.applications.find({ cohortId }, { session });
    const records = await deps.cases.find({ cohortId }, { session });
    const cases = casesToOffer(applications, records);
    if (notYetBanded(cases).length > 0)
      throw new Problem("wrong-state", "Not every case has its result yet. Everybody in the band is asked together.");
    const offers = interviewOffers(cases);
    if (offers.length === 0) throw new Problem("wrong-state", "Nobody waits for an interview offer.");
    const asked = offers.flatMap(({ applicationId }) => applications.filter(({ id }) => id === applicationId));
    await refuseWithoutTimes(deps, asked, settings.interviewNoticeDays);
    if (cohort.state === "reviewing") await moveCohort(deps, actor, cohortId, "offer-interviews", session);
    else if (cohort.state !== "interviewing" && cohort.state !== "recommending")
      throw new Problem("wrong-state", "Interviews are offered between the reviews and the recommendation list.");
    const made: InterviewRecord[] = [];
    for (const application of asked) {
      const record = newInterview(application, verdictVersion(records, application.id), deps.newId(), now, chooseBy);
      const [moved, happened] = moveOf(application, "offer-interview", {
        actor: SYSTEM,
        at: now,
        eventId: deps.newId(),
      });
      await deps.applications.save(moved, [happened], session);
      const { version: _, ...fresh } = record;
      made.push(await deps.interviews.insert(fresh, [interviewEvent(record, "offered", deps.newId(), now)], session));
    }
    deps.faults.reach("offer-interviews.before-commit");
    return made;
  });
}

async function refuseWithoutTimes(deps: Needs, asked: readonly Application[], noticeDays: number): Promise<void> {
  const [first] = asked;
  if (!first) return;
  const book = await slotBookOf(deps, first.cohortId);
  const usable = await Promise.all(asked.map((application) => usableSlots(deps, application, noticeDays, book)));
  const ids = new Set(usable.flatMap((slots) => slots.map(({ id }) => id)));
  if (ids.size >= asked.length && usable.every((slots) => slots.length > 0)) return;
  const message = `Open more times first: everyone in the band needs one to choose, ${noticeDays} days ahead, with a panel that may meet them.`;
  throw new Problem("invalid-input", message, [{ field: "startsAt", message }]);
}

function verdictVersion(records: readonly CaseRecord[], applicationId: string): number {
  const record = records.find(({ id }) => id === applicationId);
  return record && verdictNow(record) ? (record.outcomes.at(-1)?.version ?? 0) : 0;
}

function newInterview(
  application: Application,
  outcomeVersion: number,
  id: string,
  at: Date,
  chooseBy: Date,
): InterviewRecord {
  return {
    id,
    version: 0,
    cohortId: application.cohortId,
    applicationId: application.id,
    applicantId: application.applicantId,
    outcomeVersion,
    code: application.code,
    state: "offered",
    slotId: null,
    movesUsed: 0,
    offeredAt: at,
    chooseBy,
    appointments: [],
    sequence: 0,
    needs: "",
    panel: [],
    isWidened: false,
    opinions: [],
    recommendation: null,
    history: [{ state: "offered", at, byRole: "system", byId: SYSTEM.personId, reason: null }],
  };
}

import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { percentText } from "../kernel/percent.ts";
import { queueMessage } from "../letters/index.ts";
import { type CohortRules, rulesOfCohort } from "../outcomes/index.ts";
import { SAMPLE_SALARY_SCHEDULE } from "../programs/index.ts";
import type { Application } from "../profiles/index.ts";
import { type Decision, letterKey } from "./decision.rules.ts";
import { comparisonText, letterFactsFor, longDay, moneyText } from "./letter.rules.ts";
import {
  activeRows,
  type RecommendationList,
  type ReleasePlan,
  type RowStanding,
  standingsOf,
} from "./list-record.rules.ts";
import { PAYROLL_ID } from "./payroll.rules.ts";
import { readerTotals } from "./readers.ts";

export type LetterNeeds = Pick<
  Deps,
  | "lists"
  | "decisions"
  | "letterWishes"
  | "payroll"
  | "applications"
  | "reviews"
  | "people"
  | "cohorts"
  | "programs"
  | "rubrics"
  | "messages"
  | "mailTemplates"
  | "clock"
  | "newId"
  | "config"
  | "faults"
>;

/**
 * Writes every decision and its letter, held until the release. Run again after a change (another moment, another wish,
 * somebody who left), it writes anew what is still held and never touches what has gone out.
 */
export async function prepareLetters(deps: LetterNeeds, cohortId: string): Promise<void> {
  const list = await deps.lists.get({ id: cohortId });
  if (list.state === "released") return;
  if (list.state !== "approved" || list.plan === null) return takeBack(deps, cohortId, []);
  const rules = await rulesOfCohort(deps, cohortId);
  const applications = await deps.applications.ofCohort(cohortId);
  const standings = standingsOf(list, applications, rules.settings.jocQuorumPerSide);
  const byId = new Map(applications.map((one) => [one.id, one]));
  const payroll = await deps.payroll.findOne({ id: PAYROLL_ID });
  const intervals = new Map(payroll?.places.map(({ email, interval }) => [email, interval]));
  for (const standing of standings) {
    const application = byId.get(standing.row.applicationId);
    if (application) await prepareLetter(deps, list.plan, rules, standing, application, intervals);
  }
  await takeBack(
    deps,
    cohortId,
    activeRows(list).map(({ applicationId }) => applicationId),
  );
}

/** Decisions that are not to go out (any more) leave nothing behind. */
async function takeBack(deps: LetterNeeds, cohortId: string, keptIds: readonly string[]): Promise<void> {
  for (const { id, releasedAt } of await deps.decisions.ofCohort(cohortId)) {
    if (releasedAt !== null || keptIds.includes(id)) continue;
    await deps.messages.remove({ key: letterKey(id), state: "held" });
    await deps.decisions.remove({ id, releasedAt: null });
  }
}

async function prepareLetter(
  deps: LetterNeeds,
  plan: ReleasePlan,
  rules: CohortRules,
  { row, decision }: RowStanding,
  application: Application,
  intervals: ReadonlyMap<string, number>,
): Promise<void> {
  const person = await deps.people.get({ id: application.applicantId });
  const made = decisionFor(plan, rules, row, decision === "promote", application, {
    schoolId: person.schoolId,
    professionalInterval: intervals.get(person.email) ?? null,
  });
  const before = await deps.decisions.findOne({ id: row.applicationId });
  if (before?.releasedAt) return;
  if (before) await deps.decisions.save({ ...made, version: before.version });
  else await deps.decisions.insert(made);
  const wish = await deps.letterWishes.findOne({ id: application.applicantId });
  const scores = wish?.wants === "scores" ? await scoresText(deps, made) : "";
  const order = letterOrder(deps, made, person.name, scores);
  const held = await deps.messages.byKey(order.key);
  if (held && held.state !== "held") return;
  const words = deps.mailTemplates.render(order.template, { baseUrl: deps.config.baseUrl, ...order.model });
  if (held?.text === words.text && held.html === words.html) return;
  if (held) await deps.messages.remove({ id: held.id, state: "held" });
  deps.faults.reach("prepare-letters.between");
  await queueMessage(deps, { ...order, isHeld: true });
}

function decisionFor(
  plan: ReleasePlan,
  { cohort, settings }: CohortRules,
  row: RecommendationList["rows"][number],
  isPromoted: boolean,
  application: Application,
  { schoolId, professionalInterval }: { schoolId: string | null; professionalInterval: number | null },
): Omit<Decision, "version"> {
  const facts = letterFactsFor(
    {
      isPromoted,
      basis: row.basis,
      professionalInterval,
      releasedOn: dayIn(cohort.calendar.zone, plan.releaseAt),
      effectiveOn: plan.effectiveOn,
      cohortClosesOn: cohort.calendar.closesOn,
      schedule: SAMPLE_SALARY_SCHEDULE,
    },
    settings,
  );
  return {
    id: row.applicationId,
    cohortId: cohort.id,
    cohortName: cohort.name,
    applicantId: application.applicantId,
    code: row.code,
    schoolId: application.declaration?.schoolId ?? schoolId,
    isPromoted,
    basis: row.basis,
    points: row.points,
    of: row.of,
    outcomeVersion: row.outcomeVersion,
    facts,
    call: plan.call,
    releasedAt: null,
  };
}

async function scoresText(deps: LetterNeeds, decision: Omit<Decision, "version">): Promise<string> {
  const totals = await readerTotals(deps, decision.id);
  const each = totals.map(({ name, points, of }) => `${name} ${points} of ${of}`).join(", ");
  return `${each}. Together ${decision.points} of ${decision.of} points, ${percentText(decision)} percent.`;
}

function letterOrder(deps: LetterNeeds, decision: Omit<Decision, "version">, name: string, scores: string) {
  const { facts, id, call } = decision;
  const base = `${deps.config.baseUrl}/results/${id}`;
  const common = {
    name,
    cohortName: decision.cohortName,
    scores,
    link: base,
    callName: call.name,
    callPhone: call.phone,
    deletedOn: longDay(facts.videoDeletedOn),
    reviewBy: longDay(facts.proceduralReviewUntilOn),
    reviewLink: `${base}/procedural-review`,
    why: "You get this because you submitted a Profile in this cohort. Everybody hears at the same time.",
  };
  const pay = facts.pay && {
    moneyAfter: moneyText(facts.pay.yearlyPay),
    placementAfter: `${facts.pay.pathway} pathway, interval ${facts.pay.interval}`,
    comparison: comparisonText(facts.pay, SAMPLE_SALARY_SCHEDULE),
    payFrom: longDay(facts.pay.fromOn),
    renewalText: `It is renewed on ${longDay(facts.pay.renewalDueOn)}, or on reaching interval 5, whichever is first.`,
  };
  const talk = facts.counsellingUntilOn && {
    counselBy: longDay(facts.counsellingUntilOn),
    counselLink: `${base}/counselling`,
  };
  return {
    key: letterKey(id),
    to: decision.applicantId,
    template: facts.template,
    model: { ...common, ...pay, ...talk },
  };
}

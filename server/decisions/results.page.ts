import { csvOf } from "../kernel/csv.ts";
import { percentText } from "../kernel/percent.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { InterviewRecord } from "../interviews/index.ts";
import type { OutcomeVersion } from "../outcomes/index.ts";
import { maxPointsOf, type Rubric, SAMPLE_SALARY_SCHEDULE } from "../programs/index.ts";
import { countedLevel, type Review, totalOf } from "../reviews/index.ts";
import type { SummaryRow, TableModel } from "../platform/part-models.ts";
import { dateTimeText, pluralText } from "../platform/wording.ts";
import type { Decision } from "./decision.rules.ts";
import type { FollowUp, FollowUpKind } from "./follow-up.rules.ts";
import { comparisonText, longDay, moneyText } from "./letter.rules.ts";
import type { Payroll } from "./payroll.rules.ts";
import type { planPayroll } from "./record-payroll.ts";

export type ResultInput = {
  decision: Decision;
  outcome: OutcomeVersion | null;
  readers: readonly { name: string; review: Review }[];
  interview: InterviewRecord | null;
  followUps: readonly FollowUp[];
  todayOn: string;
};

/** The applicant's result: the decision in the first line, then what it means, then every score with its note. */
export function resultPage(input: ResultInput) {
  const { decision, readers, interview, outcome } = input;
  const rubric = readers[0]?.review.rubric ?? null;
  const verdict = outcome?.verdict.stage === "banded" ? outcome.verdict : null;
  return {
    title: decision.isPromoted ? "You are promoted" : "Not promoted this time",
    isNarrow: false,
    id: decision.id,
    cohortName: decision.cohortName,
    isPromoted: decision.isPromoted,
    firstLine: decision.facts.firstLine,
    meaning: meaningOf(input),
    fraction: `${decision.points} of ${decision.of} points: ${percentText(decision)} percent`,
    signs: verdict ? verdict.signs.map((sign) => `${sign.slice(0, 1).toUpperCase()}${sign.slice(1)}.`) : [],
    totals: readers.map(({ name, review }) => ({
      label: name,
      value: `${totalOf(review.sheets.at(-1)?.answers ?? [], review.rubric)} of ${maxPointsOf(review.rubric)} points`,
    })),
    domains: rubric ? domainsOf(rubric, readers) : [],
    panel:
      interview?.opinions.map(({ isYes, reasons }, i) => ({
        name: `Panel member ${i + 1}: ${isYes ? "for promotion" : "against"}`,
        reasons: reasons.map(({ indicatorId, text }) => `${indicatorId}: ${text}`),
      })) ?? [],
    offers: decision.facts.counsellingUntilOn === null ? [] : [offerOf(input, "counselling")],
    review: offerOf(input, "procedural-review"),
    callName: decision.call.name,
    callPhone: decision.call.phone,
    deletedOn: longDay(decision.facts.videoDeletedOn),
    viewsHref: `/profiles/${decision.id}/views`,
    isAdvisedToWait: decision.facts.isAdvisedToWaitOneCycle,
  };
}

function meaningOf({ decision }: ResultInput): SummaryRow[] {
  const { pay } = decision.facts;
  if (pay === null) return [];
  return [
    { label: "Your place", value: `${pay.pathway} pathway, interval ${pay.interval}` },
    {
      label: "Your pay",
      value: `${moneyText(pay.yearlyPay)} a year`,
      note: comparisonText(pay, SAMPLE_SALARY_SCHEDULE),
    },
    { label: "From", value: longDay(pay.fromOn) },
    { label: "Renewal", value: `${longDay(pay.renewalDueOn)}, or on reaching interval 5` },
  ];
}

function offerOf({ decision, followUps, todayOn }: ResultInput, kind: FollowUpKind) {
  const until = kind === "counselling" ? decision.facts.counsellingUntilOn : decision.facts.proceduralReviewUntilOn;
  const asked = followUps.find((one) => one.kind === kind);
  return {
    href: `/results/${decision.id}/${kind}`,
    until: until === null ? "" : longDay(until),
    isOpen: until !== null && todayOn <= until && asked === undefined,
    isAsked: asked !== undefined,
    answer: asked?.answer?.text ?? "",
  };
}

function domainsOf(rubric: Rubric, readers: ResultInput["readers"]) {
  return rubric.domains.map((domain) => ({
    name: domain.name,
    indicators: domain.indicators.map(({ id, name }) => ({
      heading: `${id} ${name}`,
      levels: readers
        .map(({ name: reader, review }) => {
          const answer = review.sheets.at(-1)?.answers.find((one) => one.indicatorId === id);
          return `${reader.replace("Reader ", "")} ${answer?.code ?? (answer ? countedLevel(answer) : "")}`;
        })
        .join(" · "),
      marks: readers.map(({ name: reader, review }) => {
        const answer = review.sheets.at(-1)?.answers.find((one) => one.indicatorId === id);
        const level = answer ? countedLevel(answer) : 1;
        const levelName = rubric.levels.find((one) => one.level === level)?.name ?? "";
        return {
          reader,
          level: answer?.code ? `not scorable (${answer.code}), counted as level 1` : `level ${level}, ${levelName}`,
          note: answer?.note ?? "",
        };
      }),
    })),
  }));
}

export type AskInput = { decision: Decision; kind: FollowUpKind; text: string; errors: readonly FieldError[] };

/** The form for a talk or for a procedural review. */
export function askPage({ decision, kind, text, errors }: AskInput) {
  const isTalk = kind === "counselling";
  const until = isTalk ? decision.facts.counsellingUntilOn : decision.facts.proceduralReviewUntilOn;
  return {
    title: isTalk ? "Ask for a talk" : "Ask for a review of the procedure",
    isNarrow: true,
    breadcrumbs: [{ text: "My result", href: `/results/${decision.id}` }],
    action: `/results/${decision.id}/${kind}`,
    backHref: `/results/${decision.id}`,
    intro: isTalk
      ? "A member of the Joint Governing Panel goes through your report with you: what your readers saw, and what would help next time."
      : "People who were not involved in your case look at whether the procedure was followed: the right readers, the right rules, the right dates. They do not look at the scores. This can be asked for once.",
    label: isTalk ? "When and how would it suit you?" : "What, in your view, was not done as the rules say?",
    hint: isTalk ? "Days, times, at your school or by phone." : "As exactly as you can: what, when, who.",
    until: until === null ? "" : longDay(until),
    button: isTalk ? "Ask for a talk" : "Ask for the review",
    text,
    errors: [...errors],
  };
}

export type PlacementRow = { decision: Decision; name: string; email: string; schoolName: string };

export type PayrollInput = {
  payroll: Payroll | null;
  list: string;
  plan: Awaited<ReturnType<typeof planPayroll>> | null;
  errors: readonly FieldError[];
  zone: string;
};

/** HR hands over payroll's list; what it would change is shown before it is kept. It names no applicant. */
export function payrollPage({ payroll, list, plan, errors, zone }: PayrollInput) {
  return {
    title: "Professional intervals",
    breadcrumbs: [{ text: "Placements", href: "/placements" }],
    isNarrow: true,
    errors: [...errors],
    list,
    standsText: payroll
      ? `The list of ${dateTimeText(payroll.recordedAt, zone)} stands: ${pluralText(payroll.places.length, "person", "people")}.`
      : "No list has been handed over yet. Until then letters compare with the top of the Professional pathway.",
    preview: plan && [
      { label: "People on this list", value: String(plan.people) },
      { label: "New on it", value: String(plan.added) },
      { label: "At another interval than before", value: String(plan.moved) },
      { label: "No longer on it, so not recorded any more", value: String(plan.gone) },
    ],
  };
}

/** What HR takes to payroll. */
export function placementsPage(rows: readonly PlacementRow[]) {
  const table: TableModel = {
    caption: "Promoted to the Model pathway",
    columns: [
      { text: "Name" },
      { text: "School" },
      { text: "Came from" },
      { text: "Place" },
      { text: "Pay a year", isNumber: true },
      { text: "From" },
      { text: "Renewal" },
      { text: "Cohort" },
    ],
    rows: rows.map(({ decision, name, email, schoolName }) => {
      const { pay } = decision.facts;
      return {
        cells: [
          { text: name, note: email },
          { text: schoolName },
          pay?.before
            ? {
                text: `Professional, interval ${pay.before.interval}`,
                note: `${moneyText(pay.before.change)} a year less`,
              }
            : { text: "Not recorded" },
          { text: pay ? `${pay.pathway}, interval ${pay.interval}` : "" },
          { text: pay ? moneyText(pay.yearlyPay) : "" },
          { text: pay?.fromOn ?? "" },
          { text: pay?.renewalDueOn ?? "" },
          { text: decision.cohortName },
        ],
      };
    }),
    emptyText: "Placements come with a release",
  };
  return { title: "Placements", table, hasRows: rows.length > 0 };
}

/** The same for a spreadsheet. */
export function placementsCsv(rows: readonly PlacementRow[]): string {
  const head = [
    "name",
    "email",
    "school",
    "professional_interval",
    "change_usd",
    "pathway",
    "interval",
    "yearly_pay_usd",
    "pay_from",
    "renewal_due",
    "cohort",
  ];
  const lines = rows.map(({ decision, name, email, schoolName }) => {
    const { pay } = decision.facts;
    return [
      name,
      email,
      schoolName,
      pay?.before?.interval ?? "",
      pay?.before?.change ?? "",
      pay?.pathway ?? "",
      pay?.interval ?? "",
      pay?.yearlyPay ?? "",
      pay?.fromOn ?? "",
      pay?.renewalDueOn ?? "",
      decision.cohortName,
    ];
  });
  return csvOf([head, ...lines]);
}

/** A principal reads who of their own school is promoted, and nothing else. */
export function promotionsPage(rows: readonly PlacementRow[], schoolName: string) {
  return {
    title: "Promotions at your school",
    schoolName,
    table: {
      caption: "Promoted to the Model pathway",
      columns: [{ text: "Name" }, { text: "Cohort" }, { text: "From" }],
      rows: rows.map(({ decision, name }) => ({
        cells: [{ text: name }, { text: decision.cohortName }, { text: decision.facts.pay?.fromOn ?? "" }],
      })),
      emptyText: "Nobody yet. You hear after a release.",
    },
  };
}

import { percentText } from "../kernel/percent.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { InterviewRecord } from "../interviews/index.ts";
import type { OutcomeVersion } from "../outcomes/index.ts";
import { maxPointsOf, type Rubric } from "../programs/index.ts";
import { countedLevel, type Review, totalOf } from "../reviews/index.ts";
import type { SummaryRow, TableModel } from "../platform/part-models.ts";
import type { Decision } from "./decision.rules.ts";
import type { FollowUp, FollowUpKind } from "./follow-up.rules.ts";
import { longDay } from "./letter.rules.ts";

export type ResultInput = {
  decision: Decision;
  outcome: OutcomeVersion | null;
  readers: readonly { name: string; review: Review }[];
  interview: InterviewRecord | null;
  followUps: readonly FollowUp[];
  comparison: string;
  todayOn: string;
};

const money = (amount: number) => `$${amount.toLocaleString("en-US")}`;

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

function meaningOf({ decision, comparison }: ResultInput): SummaryRow[] {
  const { pay } = decision.facts;
  if (pay === null) return [];
  return [
    { label: "Your place", value: `${pay.pathway} pathway, interval ${pay.interval}` },
    { label: "Your pay", value: `${money(pay.yearlyPay)} a year`, note: comparison },
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

/** What HR takes to payroll. */
export function placementsPage(rows: readonly PlacementRow[]) {
  const table: TableModel = {
    caption: "Promoted to the Model pathway",
    columns: [
      { text: "Name" },
      { text: "School" },
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
          { text: pay ? `${pay.pathway}, interval ${pay.interval}` : "" },
          { text: pay ? money(pay.yearlyPay) : "" },
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

const cell = (value: string | number) => {
  // A cell that a spreadsheet would take for a formula is told to be text.
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
};

/** RFC 4180, with a byte-order mark so that spreadsheets read names rightly. */
export function placementsCsv(rows: readonly PlacementRow[]): string {
  const head = [
    "name",
    "email",
    "school",
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
      pay?.pathway ?? "",
      pay?.interval ?? "",
      pay?.yearlyPay ?? "",
      pay?.fromOn ?? "",
      pay?.renewalDueOn ?? "",
      decision.cohortName,
    ];
  });
  return `\uFEFF${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
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

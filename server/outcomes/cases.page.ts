import { percentText } from "../kernel/percent.ts";
import type { FieldError } from "../kernel/problem.ts";
import type { Cohort } from "../cohorts/index.ts";
import type { SummaryRow, TableModel, Tone } from "../platform/part-models.ts";
import { dateTimeText, pluralText } from "../platform/wording.ts";
import { indicatorsOf, maxPointsOf, type Rubric } from "../programs/index.ts";
import type { Application } from "../profiles/index.ts";
import { countedLevel, type EvidenceItem, type Review, totalOf } from "../reviews/index.ts";
import { type CaseRecord, FOURTH_PLACE, verdictNow } from "./case.rules.ts";
import { blindLookOf } from "./outcome-version.rules.ts";
import type { Band } from "./outcome.rules.ts";
import type { Basis, Verdict } from "./verdict.rules.ts";
import type { VisibleCase } from "./visible-cases.ts";

const STAGES: Record<Verdict["stage"], { text: string; tone: Tone }> = {
  waiting: { text: "In review", tone: "waiting" },
  stopped: { text: "Stopped by a reader", tone: "bad" },
  "held-not-scorable": { text: "Not scorable", tone: "attention" },
  "returned-for-fix": { text: "Back for a fix", tone: "waiting" },
  void: { text: "Void", tone: "bad" },
  held: { text: "Held", tone: "attention" },
  "fourth-read": { text: "Fourth read", tone: "waiting" },
  banded: { text: "Banded", tone: "good" },
};
const BANDS: Record<Band, { text: string; tone: Tone }> = {
  promote: { text: "Promote", tone: "good" },
  interview: { text: "Interview", tone: "attention" },
  "not-promoted": { text: "Not promoted", tone: "bad" },
};
const BASES: Record<Basis, string> = {
  "three-readers": "three readers",
  "let-stand": "three readers, let stand by the panel after its look",
  "fourth-read": "with a fourth reader",
  "no-fourth-reader": "no fourth reader was found in time, so it goes to interview",
};
const TRIGGERS: Record<string, string> = {
  a: "On several indicators both the lowest and the highest level were given.",
  b: "The readers are far apart overall.",
};
/** Stages that wait on a member of the panel. */
export const WAITS_ON_PANEL: readonly Verdict["stage"][] = ["held", "held-not-scorable", "stopped"];

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;

/** Every case of a cohort that the reader may see, those that wait on the panel first. Nothing of a held one's points. */
export function casesPage(cohort: Cohort, cases: readonly VisibleCase[], names: ReadonlyMap<string, string>) {
  const stageOf = ({ record }: VisibleCase) => (record ? (verdictNow(record)?.stage ?? "waiting") : "waiting");
  const waiting = cases.filter((one) => WAITS_ON_PANEL.includes(stageOf(one)));
  const rest = cases.filter((one) => !WAITS_ON_PANEL.includes(stageOf(one)));
  const table = (caption: string, of: readonly VisibleCase[], emptyText: string): TableModel => ({
    caption,
    columns: [{ text: "Case" }, { text: "Stage" }, { text: "Result" }, { text: "Signs" }],
    rows: of.map((one) => {
      const verdict = one.record && verdictNow(one.record);
      const isBanded = verdict?.stage === "banded";
      return {
        cells: [
          {
            text: one.application.code,
            href: `/cases/${one.application.id}`,
            note: names.get(one.application.applicantId) ?? "",
          },
          STAGES[stageOf(one)],
          isBanded
            ? {
                ...BANDS[verdict.band],
                note: `${verdict.share.points} of ${verdict.share.of}, ${percentText(verdict.share)} %`,
              }
            : { text: "" },
          { text: isBanded ? verdict.signs.join(", ") : "" },
        ],
      };
    }),
    emptyText,
  });
  return {
    title: "Outcomes",
    cohort: { name: cohort.name },
    lead: `${pluralText(cases.length, "case")} of ${cohort.name}.`,
    waiting: table("Waiting for the panel’s look", waiting, "Nothing waits for the panel"),
    rest: table("All others", rest, "No cases yet"),
  };
}

export type CaseInput = {
  application: Application;
  record: CaseRecord | null;
  reviews: readonly Review[];
  rubric: Rubric;
  applicantName: string;
  schoolName: string;
  evidence: readonly EvidenceItem[];
  zone: string;
  errors: readonly FieldError[];
  form: { decision: string; ruling: string; reason: string };
};

/** One case for the panel. While it is held, only the split indicators and their evidence: no total, percent or side. */
export function casePage(input: CaseInput) {
  const { application, record, applicantName, schoolName, zone } = input;
  const verdict = record && verdictNow(record);
  const stage = verdict?.stage ?? "waiting";
  const sheets = input.reviews.filter(({ state }) => state === "submitted");
  return {
    title: application.code,
    breadcrumbs: [{ text: "Outcomes", href: `/cases?cohort=${application.cohortId}` }],
    id: application.id,
    stage,
    tag: STAGES[stage],
    rows: [
      { label: "Applicant", value: applicantName, note: schoolName, href: `/profiles/${application.id}` },
      { label: "Sheets in", value: String(sheets.length) },
    ] satisfies SummaryRow[],
    look: verdict ? lookOf(verdict, input) : null,
    coded: verdict ? codedOf(verdict, input) : null,
    fourth: verdict?.stage === "fourth-read" ? fourthOf(record) : "",
    result: verdict?.stage === "banded" ? resultOf(verdict, input) : null,
    isReturned: stage === "returned-for-fix",
    reopenable:
      record && record.sealedAt === null && (stage === "banded" || stage === "returned-for-fix")
        ? sheets.map(({ id, reviewerCode, place }) => ({
            value: id,
            text: `${reviewerCode}${place === FOURTH_PLACE ? " (fourth read)" : ""}`,
          }))
        : [],
    canAskFourth: stage === "banded" && record?.sealedAt === null && record.fourthRead === null,
    history: (record?.outcomes ?? []).map(({ version, verdict: was, at }) => ({
      when: dateTimeText(at, zone),
      at,
      text: `${version}: ${STAGES[was.stage].text}`,
      // While the case is held again, its earlier points would tell the side of the cut.
      detail: stage === "banded" && was.stage === "banded" ? `${was.share.points} of ${was.share.of}` : "",
    })),
    rulings: record ? rulingsOf(record, zone) : [],
    errors: [...input.errors],
    form: input.form,
  };
}

/** The blind look. */
function lookOf(verdict: Verdict, { reviews, rubric, evidence }: CaseInput) {
  const look = blindLookOf(verdict);
  if (look === null) return null;
  const ids = new Set(look.indicatorIds);
  return {
    why: look.triggers.flatMap((trigger) => (TRIGGERS[trigger] ? [TRIGGERS[trigger]] : [])),
    indicators: indicatorsOf(rubric)
      .filter(({ id }) => ids.has(id))
      .map(({ id, name, lookFor }) => ({
        heading: `${id} ${name}`,
        lookFor,
        marks: marksOf(reviews, id),
        narrative: evidence.filter((item) => item.kind === "narrative" && item.id === id).map(({ text }) => text ?? ""),
      })),
    evidence: evidence
      .filter(({ href }) => href !== null)
      .map(({ label, href }) => ({ text: label, href: href ?? "" })),
  };
}

function marksOf(reviews: readonly Review[], indicatorId: string) {
  return counted(reviews).flatMap((review) => {
    const answer = review.sheets.at(-1)?.answers.find((one) => one.indicatorId === indicatorId);
    if (!answer) return [];
    const says = answer.code === null ? `level ${countedLevel(answer)}` : `not scorable (${answer.code})`;
    return [{ who: review.reviewerCode, says, note: answer.note }];
  });
}

const counted = (reviews: readonly Review[]) =>
  reviews.filter(({ state }) => state === "submitted").toSorted((a, b) => a.place - b.place);

/** What could not be scored, or what stopped the case. */
function codedOf(verdict: Verdict, { reviews, rubric }: CaseInput) {
  const meaning = new Map(rubric.notScorable.map(({ code, meaning: text }) => [code, text]));
  if (verdict.stage === "stopped")
    return {
      heading: "A reader stopped this case",
      items: verdict.codes.map((code) => ({
        heading: `${code}: ${meaning.get(code) ?? ""}`,
        marks: reviews.flatMap(({ reviewerCode, state, sheets, draft, stopped }) =>
          (state === "submitted" ? (sheets.at(-1)?.answers ?? []) : stopped ? draft : [])
            .filter((answer) => answer.code === code)
            .map(({ indicatorId, note }) => ({ who: `${reviewerCode}, ${indicatorId}`, says: code, note })),
        ),
      })),
    };
  if (verdict.stage !== "held-not-scorable") return null;
  const names = new Map(indicatorsOf(rubric).map(({ id, name }) => [id, name]));
  return {
    heading: "Two readers could not score the same indicator",
    items: verdict.indicatorIds.map((id) => ({
      heading: `${id} ${names.get(id) ?? ""}`,
      marks: marksOf(reviews, id).filter(({ says }) => says.startsWith("not scorable")),
    })),
  };
}

function fourthOf(record: CaseRecord | null): string {
  const rule = record?.fourthRead?.resolution.rule;
  if (rule === "middle-two") return "With the fourth sheet, the two middle totals of four count.";
  if (rule === "all-four") return "With the fourth sheet, all four totals count.";
  return "With the fourth sheet, its levels count on the split indicators; the rest stays.";
}

type Banded = Extract<Verdict, { stage: "banded" }>;
function resultOf(verdict: Banded, { reviews, rubric }: CaseInput) {
  const readers = counted(reviews);
  return {
    band: BANDS[verdict.band],
    fraction: `${verdict.share.points} of ${verdict.share.of} points, ${percentText(verdict.share)} percent`,
    basis: BASES[verdict.basis],
    signs: verdict.signs.map(sentence),
    matrix: {
      caption: "Levels by reader",
      columns: [
        { text: "Indicator" },
        ...readers.map(({ reviewerCode, place }) => ({
          text: place === FOURTH_PLACE ? `${reviewerCode} (4th)` : reviewerCode,
          isNumber: true,
        })),
      ],
      rows: [
        ...indicatorsOf(rubric).map(({ id, name }) => ({
          cells: [
            { text: `${id} ${name}` },
            ...readers.map(({ sheets }) => {
              const answer = sheets.at(-1)?.answers.find((one) => one.indicatorId === id);
              return { text: answer ? (answer.code ?? String(countedLevel(answer))) : "" };
            }),
          ],
        })),
        {
          cells: [
            { text: "Points" },
            ...readers.map(({ sheets }) => ({
              text: `${totalOf(sheets.at(-1)?.answers ?? [], rubric)} of ${maxPointsOf(rubric)}`,
            })),
          ],
        },
      ],
    } satisfies TableModel,
  };
}

/** Rulings and requests on record, with their reasons. */
function rulingsOf(record: CaseRecord, zone: string) {
  const line = (text: string, reason: string, at: Date) => ({ when: dateTimeText(at, zone), at, text, detail: reason });
  const files = [...record.earlierFiles, record];
  return files.flatMap(({ look, requests, nsRulings }) => [
    ...nsRulings.map(({ ruling, about, reason, at }) => line(`${about.join(", ")}: ${RULED[ruling]}`, reason, at)),
    ...(look
      ? [line(look.decision === "let-stand" ? "Let stand" : "Fourth read asked for", look.reason, look.at)]
      : []),
    ...requests.map(({ reason, at }) => line("Fourth read asked for", reason, at)),
  ]);
}

const RULED = { "returned-for-fix": "back for a fix", "let-stand": "let stand", void: "void" } as const;

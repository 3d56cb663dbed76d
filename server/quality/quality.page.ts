import type { TableModel } from "../platform/part-models.ts";
import { type Agreement, type Group, type QualityFigures, shownCounts } from "./quality.rules.ts";
import type { QualitySnapshot } from "./quality.store.ts";

/** Below this many Profiles a figure could be traced to people; used where a snapshot does not say its own. */
const TOO_FEW = 10;

/** What everybody may read about a released cohort. */
export function qualityPage(snapshots: readonly QualitySnapshot[], chosen: QualitySnapshot | null) {
  return {
    title: "Quality of the reviews",
    cohorts: snapshots.map(({ id, cohortName }) => ({
      href: `/quality?cohort=${id}`,
      text: cohortName,
      isCurrent: id === chosen?.id,
    })),
    cohort: chosen && cohortModel(chosen),
    overTime: snapshots.length < 2 ? null : overTime(snapshots),
  };
}

function cohortModel({ cohortName, frozenAt, figures }: QualitySnapshot) {
  const under = figures.suppressUnder ?? TOO_FEW;
  const isTooFew = figures.cases < under;
  const [promote, interview, below] = shownCounts(
    [figures.byScore.promote, figures.byScore.interview, figures.byScore["not-promoted"]],
    under,
  );
  return {
    name: cohortName,
    frozenAt,
    under,
    isTooFew,
    tiles: [
      { figure: String(figures.cases), label: "Profiles decided" },
      { figure: String(figures.reviews), label: "reviews" },
      fourthReadTile(figures, under),
      {
        figure: figures.daysToRelease === null ? "–" : String(figures.daysToRelease),
        label: "days from deadline to release",
      },
    ],
    bands: isTooFew
      ? []
      : [
          { label: "80 % and more", value: count(promote, under) },
          { label: "75 up to 80 %", value: count(interview, under) },
          { label: "below 75 %", value: count(below, under) },
        ],
    agreement: isTooFew ? [] : agreementRows(figures),
    tables: isTooFew
      ? []
      : [
          table("By domain", figures.byDomain),
          table("By indicator", figures.byIndicator),
          table("By subject", figures.bySubject),
          table("By grade band", figures.byBand),
        ],
  };
}

function fourthReadTile({ fourthReads, cases }: QualityFigures, under: number) {
  const [shown] = shownCounts([fourthReads, cases - fourthReads], under);
  const label = "had a fourth read";
  if (typeof shown !== "number") return { figure: "–", label, note: `too few to show (under ${under})` };
  return { figure: share(shown, cases), label, note: `${shown} of ${cases}` };
}

function agreementRows({ overall, reliability }: QualityFigures) {
  return [
    {
      label: "Two readers gave the same level",
      value: percent(overall.exact),
      note: "Of all pairs of readers on the same indicator. Levels dealt at random would agree a third of the time or more.",
    },
    {
      label: "Weighted kappa (quadratic)",
      value: figure(overall.kappa),
      note: "How far readers come from chance (0) to perfect agreement (1). Two levels apart counts four times as much as one.",
    },
    {
      label: "Krippendorff's alpha (ordinal)",
      value: figure(overall.alpha),
      note: "The same question asked another way; indicators that somebody could not score are left out.",
    },
    {
      label: "Intraclass correlation of one reader",
      value: interval(reliability?.one),
      note: `${partly(reliability?.one)} In brackets the range that holds it in 19 of 20 such cohorts.`,
    },
    {
      label: "Intraclass correlation of three readers",
      value: interval(reliability?.all),
      note: "The same for the sum of three readers, which is what decides.",
    },
  ];
}

/** The intraclass correlation in plain words. */
function partly(one: { value: number } | undefined): string {
  if (!one || one.value < 0)
    return "How far one reader's total says something about the Profile, not about the reader.";
  const pct = Math.round(100 * one.value);
  return `Of all differences between single totals, about ${pct} % lie between Profiles and ${100 - pct} % between readers of the same Profile.`;
}

/** Whether readers drift: the same figures from cohort to cohort, the newest first. */
function overTime(snapshots: readonly QualitySnapshot[]): TableModel {
  return {
    caption: "From cohort to cohort",
    columns: [
      { text: "Cohort" },
      { text: "Profiles", isNumber: true },
      { text: "Same level", isNumber: true },
      { text: "Kappa", isNumber: true },
      { text: "Three readers", isNumber: true },
      { text: "Days to release", isNumber: true },
    ],
    rows: snapshots.map(({ id, cohortName, figures }) => {
      const isTooFew = figures.cases < (figures.suppressUnder ?? TOO_FEW);
      const { overall, reliability, daysToRelease } = figures;
      return {
        cells: [
          { text: cohortName, href: `/quality?cohort=${id}` },
          { text: String(figures.cases) },
          { text: isTooFew ? "–" : percent(overall.exact) },
          { text: isTooFew ? "–" : figure(overall.kappa) },
          { text: isTooFew || !reliability ? "–" : reliability.all.value.toFixed(2) },
          { text: daysToRelease === null ? "–" : String(daysToRelease) },
        ],
      };
    }),
  };
}

function count(shown: number | null | undefined, under: number): string {
  return typeof shown === "number" ? String(shown) : `too few to show (under ${under}, or next to one that is)`;
}

function table(caption: string, groups: readonly Group[]): TableModel {
  const columns = [
    { text: caption.replace("By ", "").replace(/^./, (letter) => letter.toUpperCase()) },
    { text: "Profiles", isNumber: true },
    { text: "Same level", isNumber: true },
    { text: "Kappa", isNumber: true },
    { text: "Alpha", isNumber: true },
  ];
  return {
    caption,
    columns,
    rows: groups.map(({ label, agreement }) => ({ cells: [{ text: label }, ...cells(agreement)] })),
  };
}

function cells(agreement: Agreement | null) {
  if (!agreement) return [{ text: "too few to show" }, { text: "–" }, { text: "–" }, { text: "–" }];
  const { cases, exact, kappa, alpha } = agreement;
  return [{ text: String(cases) }, { text: percent(exact) }, { text: figure(kappa) }, { text: figure(alpha) }];
}

/** All readings alike, say: then nothing can be said about agreement beyond chance. */
const UNDEFINED = "cannot be computed here";
const percent = (value: number | null) => (value === null ? UNDEFINED : `${(100 * value).toFixed(1)} %`);
const figure = (value: number | null) => (value === null ? UNDEFINED : value.toFixed(2));
const share = (part: number, of: number) => (of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`);
const interval = (one: { value: number; low: number; high: number } | undefined) =>
  one ? `${one.value.toFixed(2)} (${one.low.toFixed(2)} to ${one.high.toFixed(2)})` : UNDEFINED;

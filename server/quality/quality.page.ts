import type { TableModel } from "../platform/part-models.ts";
import type { Agreement, Group } from "./quality.rules.ts";
import type { QualitySnapshot } from "./quality.store.ts";

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
  };
}

function cohortModel({ cohortName, frozenAt, figures }: QualitySnapshot) {
  const { overall, reliability, byScore } = figures;
  return {
    name: cohortName,
    frozenAt,
    tiles: [
      { figure: String(figures.cases), label: "Profiles decided" },
      { figure: String(figures.reviews), label: "reviews" },
      {
        figure: share(figures.fourthReads, figures.cases),
        label: "had a fourth read",
        note: `${figures.fourthReads} of ${figures.cases}`,
      },
      {
        figure: figures.daysToRelease === null ? "–" : String(figures.daysToRelease),
        label: "days from deadline to release",
      },
    ],
    bands: [
      { label: "80 % and more", value: String(byScore.promote) },
      { label: "75 up to 80 %", value: String(byScore.interview) },
      { label: "below 75 %", value: String(byScore["not-promoted"]) },
    ],
    agreement: [
      {
        label: "Two readers gave the same level",
        value: percent(overall.exact),
        note: "Of all pairs of readers on the same indicator. Chance alone would give about a third.",
      },
      {
        label: "Weighted kappa (quadratic)",
        value: figure(overall.kappa),
        note: "Agreement beyond chance, pooled over all pairs: 0 is chance, 1 is perfect.",
      },
      {
        label: "Krippendorff's alpha (ordinal)",
        value: figure(overall.alpha),
        note: "The same question, with missing levels left out.",
      },
      {
        label: "Intraclass correlation of one reader",
        value: interval(reliability?.one),
        note: "One-way, with its 95 % interval. It is not cut at 0.",
      },
      {
        label: "Intraclass correlation of three readers",
        value: interval(reliability?.all),
        note: "How far the sum of three readers can be relied on.",
      },
    ],
    tables: [
      table("By domain", figures.byDomain),
      table("By indicator", figures.byIndicator),
      table("By subject", figures.bySubject),
      table("By grade band", figures.byBand),
    ],
  };
}

function table(caption: string, groups: readonly Group[]): TableModel {
  const columns = [
    { text: caption.replace("By ", "") },
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

const UNDEFINED = "undefined here";
const percent = (value: number | null) => (value === null ? UNDEFINED : `${(100 * value).toFixed(1)} %`);
const figure = (value: number | null) => (value === null ? UNDEFINED : value.toFixed(2));
const share = (part: number, of: number) => (of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`);
const interval = (one: { value: number; low: number; high: number } | undefined) =>
  one ? `${one.value.toFixed(2)} (${one.low.toFixed(2)} to ${one.high.toFixed(2)})` : UNDEFINED;

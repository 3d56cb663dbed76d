import { indicatorIds, type Rubric } from "../programs/index.ts";
import type { Mark } from "../reviews/index.ts";
import type { Band } from "../outcomes/index.ts";
import { exactAgreement, ordinalAlpha, quadraticKappa, type Ratings } from "./agreement.rules.ts";
import { type Interval, intraclass } from "./reliability.rules.ts";

/** One released case as the quality page counts it: no names, no codes. */
export type QualityCase = {
  subject: string;
  band: string;
  /** The marks and points of the first three readers. */
  readers: readonly { marks: readonly Mark[]; points: number }[];
  hadFourthRead: boolean;
  /** What the points say. */
  scoreBand: Band;
};

/** Cases in a group, and how well its readers agreed; null where it is undefined. */
export type Agreement = { cases: number; exact: number | null; kappa: number | null; alpha: number | null };
/** `isHidden`: too few cases to show, or the one that would give a hidden neighbour away. */
export type Group = { label: string; isHidden: boolean; agreement: Agreement | null };

/** What stands on the page for one cohort, frozen at its release. */
export type QualityFigures = {
  cases: number;
  reviews: number;
  /** Cells with fewer cases are not shown. Left out in snapshots from before it was kept. */
  suppressUnder?: number;
  /** Cases by what their points say, before any interview. */
  byScore: Record<Band, number>;
  fourthReads: number;
  daysToRelease: number | null;
  overall: Agreement;
  reliability: { one: Interval; all: Interval } | null;
  byDomain: Group[];
  byIndicator: Group[];
  bySubject: Group[];
  byBand: Group[];
};

/** All figures of one cohort. `suppressUnder`: groups with fewer cases are not shown. */
export function qualityOf(
  cases: readonly QualityCase[],
  rubric: Rubric,
  suppressUnder: number,
  daysToRelease: number | null,
): QualityFigures {
  const ids = indicatorIds(rubric);
  const agreement = (some: readonly QualityCase[], only: readonly string[] = ids) => agreementOf(some, only);
  const inBand = (one: Band) => cases.filter(({ scoreBand }) => scoreBand === one).length;
  const isTooFew = cases.length < suppressUnder;
  const complete = cases.filter(({ readers }) => readers.length === 3);
  return {
    cases: cases.length,
    suppressUnder,
    reviews: cases.reduce((sum, { readers }) => sum + readers.length, 0),
    byScore: { promote: inBand("promote"), interview: inBand("interview"), "not-promoted": inBand("not-promoted") },
    fourthReads: cases.filter(({ hadFourthRead }) => hadFourthRead).length,
    daysToRelease,
    overall: isTooFew ? { cases: cases.length, exact: null, kappa: null, alpha: null } : agreement(cases),
    reliability: isTooFew ? null : intraclass(complete.map(({ readers }) => readers.map(({ points }) => points))),
    byDomain: rubric.domains.map(({ name, indicators }) =>
      shown(
        name,
        agreement(
          cases,
          indicators.map(({ id }) => id),
        ),
        suppressUnder,
      ),
    ),
    byIndicator: rubric.domains.flatMap(({ indicators }) =>
      indicators.map(({ id, name }) => shown(`${id} ${name}`, agreement(cases, [id]), suppressUnder)),
    ),
    bySubject: partition(cases, ({ subject }) => subject, agreement, suppressUnder),
    byBand: partition(cases, ({ band }) => band, agreement, suppressUnder),
  };
}

function agreementOf(cases: readonly QualityCase[], ids: readonly string[]): Agreement {
  const units = cases.flatMap(({ readers }) => ids.map((id) => ratingsOn(readers, id)));
  return {
    cases: cases.length,
    exact: exactAgreement(units),
    kappa: quadraticKappa(units),
    alpha: ordinalAlpha(units),
  };
}

/**
 * Counts that add up to a known total, with those under `under` hidden (null). Where just one would be, the next smallest
 * is hidden with it: else the small one could be had by subtraction.
 */
export function shownCounts(counts: readonly number[], under: number): (number | null)[] {
  const bySize = counts.map((count, i) => ({ count, i })).sort((a, b) => a.count - b.count || a.i - b.i);
  const small = bySize.filter(({ count }) => count < under);
  const hidden = new Set((small.length === 1 ? bySize.slice(0, 2) : small).map(({ i }) => i));
  return counts.map((count, i) => (hidden.has(i) ? null : count));
}

/** An indicator that a reader could not score is missing, not level 1. */
function ratingsOn(readers: QualityCase["readers"], indicatorId: string): Ratings {
  return readers.flatMap(({ marks }) =>
    marks.flatMap((mark) => (mark.indicatorId === indicatorId && mark.level !== null ? [mark.level] : [])),
  );
}

function shown(label: string, agreement: Agreement, suppressUnder: number): Group {
  const isHidden = agreement.cases < suppressUnder;
  return { label, isHidden, agreement: isHidden ? null : agreement };
}

/**
 * Groups that together are all cases. Where just one is too small, the next smallest is hidden with it: else the small
 * one could be had by subtraction.
 */
function partition(
  cases: readonly QualityCase[],
  keyOf: (one: QualityCase) => string,
  agreement: (some: readonly QualityCase[]) => Agreement,
  suppressUnder: number,
): Group[] {
  const groups = [...Map.groupBy(cases, keyOf)].map(([label, some]) => ({ label, agreement: agreement(some) }));
  const bySize = groups.toSorted((a, b) => a.agreement.cases - b.agreement.cases || (a.label < b.label ? -1 : 1));
  const small = bySize.filter((group) => group.agreement.cases < suppressUnder);
  const hidden = new Set(small.length === 1 ? bySize.slice(0, 2) : small);
  return groups
    .toSorted((a, b) => (a.label < b.label ? -1 : 1))
    .map((group) => ({
      label: group.label,
      isHidden: hidden.has(group),
      agreement: hidden.has(group) ? null : group.agreement,
    }));
}

import { DateTime } from "luxon";
import { plusDays } from "../cohorts/index.ts";
import { payAt, type Placement, placementFor, type ProgramSettings, type SalarySchedule } from "../programs/index.ts";
import type { RowBasis } from "./list.rules.ts";

export const LETTER_TEMPLATES = [
  "decision-promoted",
  "decision-promoted-after-interview",
  "decision-not-promoted",
  "decision-not-promoted-after-interview",
  "decision-not-promoted-no-interview",
] as const;
export type LetterTemplate = (typeof LETTER_TEMPLATES)[number];

/** Which letter a result gets. */
export function letterTemplateFor(isPromoted: boolean, basis: RowBasis): LetterTemplate {
  if (isPromoted) return basis === "scores" ? "decision-promoted" : "decision-promoted-after-interview";
  if (basis === "scores") return "decision-not-promoted";
  return basis === "interview" ? "decision-not-promoted-after-interview" : "decision-not-promoted-no-interview";
}

export type LetterInput = {
  isPromoted: boolean;
  basis: RowBasis;
  /** Interval on the Professional pathway, null when payroll has not told us. */
  professionalInterval: number | null;
  releasedOn: string;
  /** The day the new pay begins. */
  effectiveOn: string;
  cohortClosesOn: string;
  schedule: SalarySchedule;
};

/** What a letter says, top to bottom. Days are `YYYY-MM-DD`; money in whole units of the schedule's currency. */
export type LetterFacts = {
  template: LetterTemplate;
  firstLine: string;
  pay: (Placement & { fromOn: string }) | null;
  counsellingUntilOn: string | null;
  proceduralReviewUntilOn: string;
  videoDeletedOn: string;
  isAdvisedToWaitOneCycle: boolean;
};

/** The facts of a decision letter: the result in the first line, then what it means for pay and from when. */
export function letterFactsFor(input: LetterInput, settings: ProgramSettings): LetterFacts {
  const { isPromoted, basis, releasedOn, schedule } = input;
  const placed = isPromoted
    ? placementFor(schedule, input.professionalInterval, input.effectiveOn, settings.renewalYears)
    : null;
  return {
    template: letterTemplateFor(isPromoted, basis),
    firstLine: isPromoted
      ? "You are promoted to the Model pathway."
      : "This time you are not promoted to the Model pathway; your pay and your place on the Professional pathway stay as they are.",
    pay: placed && { ...placed, fromOn: input.effectiveOn },
    counsellingUntilOn: isPromoted ? null : plusDays(releasedOn, settings.counsellingWithinDays),
    proceduralReviewUntilOn: plusDays(releasedOn, settings.proceduralReviewWithinDays),
    videoDeletedOn: plusDays(input.cohortClosesOn, settings.mediaKeptDaysAfterClose),
    isAdvisedToWaitOneCycle: !isPromoted,
  };
}

/** `85337` as a letter says it: `$85,337`. */
export function moneyText(amount: number): string {
  return `$${amount.toLocaleString("en-US")}`;
}

/** What the new pay is compared with: the teacher's own interval, or the top of their pathway where payroll has not said. */
export function comparisonText(pay: Pick<Placement, "before"> | null, schedule: SalarySchedule): string {
  if (pay?.before) {
    const { interval, yearlyPay, change } = pay.before;
    return `That is ${moneyText(change)} a year more than the ${moneyText(yearlyPay)} of the Professional pathway, interval ${interval}, where payroll has you now.`;
  }
  const top = schedule.pathways["Professional"]?.length ?? 0;
  const topPay = payAt(schedule, "Professional", top);
  return topPay === null
    ? ""
    : `For comparison: the Professional pathway ends with ${moneyText(topPay)} at interval ${top}.`;
}

/** `2026-07-01` as a letter says it: `July 1, 2026`. */
export function longDay(on: string): string {
  return DateTime.fromISO(on, { zone: "utc" }).setLocale("en-US").toFormat("LLLL d, yyyy");
}

import type { Rubric } from "../programs/index.ts";
import type { Review } from "./review-record.rules.ts";

/** The rubric to try out: nothing of it is sent or kept. */
export function practicePage(rubric: Rubric) {
  return {
    domains: rubric.domains.map(({ id, name, question, indicators }) => ({
      id,
      name,
      question,
      indicators: indicators.map((indicator) => ({
        id: indicator.id,
        fieldId: `p${indicator.id.replace(".", "-")}`,
        name: indicator.name,
        lookFor: indicator.lookFor,
        levels: rubric.levels
          .toSorted((a, b) => a.level - b.level)
          .map(({ level, name: levelName }) => ({
            value: String(level),
            inputId: `p${indicator.id.replace(".", "-")}-${level}`,
            name: levelName,
            text: indicator.descriptors[`${level}`],
          })),
      })),
    })),
  };
}

/** Proof of the work a reader did, for their file; Profiles by code only. */
export function certificatePage(
  name: string,
  done: readonly Review[],
  hoursPerReview: number,
  now: Date,
  zone: string,
) {
  return {
    title: "Certificate of service",
    isNarrow: true,
    name,
    count: done.length,
    hours: done.length * hoursPerReview,
    now,
    zone,
    rows: done.map(({ profileCode, submittedAt, offeredAt }) => ({ code: profileCode, at: submittedAt ?? offeredAt })),
  };
}

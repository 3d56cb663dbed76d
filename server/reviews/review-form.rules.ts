import { indicatorIds } from "../programs/index.ts";
import type { DraftAnswer, Review } from "./review-record.rules.ts";
import type { AnswerDraft } from "./score-sheet.rules.ts";

/** What a form brought that could not be kept: the typed answers, and what another tab had written meanwhile. */
export type Unkept = { mine: AnswerDraft; other: DraftAnswer | null };

/** Reads the whole form as a browser without scripts sends it: `level:1.1=3`, `note:1.1=...`. */
export function answersOfForm(review: Review, form: Readonly<Record<string, unknown>>): AnswerDraft[] {
  const text = (key: string) => (typeof form[key] === "string" ? form[key] : "");
  return indicatorIds(review.rubric).map((indicatorId) => {
    const chosen = text(`level:${indicatorId}`);
    const code = chosen === "NS" ? text(`code:${indicatorId}`) || null : null;
    const level = chosen === "NS" || chosen === "" ? null : Number(chosen);
    return { indicatorId, level, code, note: text(`note:${indicatorId}`) };
  });
}

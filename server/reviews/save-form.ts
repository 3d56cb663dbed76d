import type { Actor } from "../kernel/actor.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { draftMark, isSame, type Review } from "./review-record.rules.ts";
import { answersOfForm, type Unkept } from "./review-form.rules.ts";
import { saveAnswer } from "./score-review.ts";

type Fault = FieldError & { isConflict: boolean };

/**
 * A browser without scripts sends all answers at once, with the revision and a mark of each as the form was drawn. Only
 * what was changed in this form is written; what cannot be kept (changed in another tab too, or not an answer at all)
 * comes back with what was typed, so that the page shows it again.
 */
export async function saveForm(
  deps: Pick<Deps, "reviews" | "clock" | "newId">,
  actor: Actor,
  review: Review,
  form: Readonly<Record<string, unknown>>,
): Promise<{ unkept: Unkept[]; faults: Fault[] }> {
  const unkept: Unkept[] = [];
  const faults: Fault[] = [];
  const text = (key: string) => (typeof form[key] === "string" ? form[key] : null);
  for (const answer of answersOfForm(review, form)) {
    const { indicatorId } = answer;
    const before = review.draft.find((one) => one.indicatorId === indicatorId);
    const now = before ?? { indicatorId, level: null, code: null, note: "" };
    if (isSame(now, answer) || draftMark([answer]) === text(`drawn:${indicatorId}`)) continue;
    const drawnWith = text(`revision:${indicatorId}`);
    const revision = drawnWith === null ? (before?.revision ?? 0) : Number(drawnWith);
    try {
      const written = await saveAnswer(deps, actor, review.id, answer, revision);
      if (!("conflict" in written)) continue;
      unkept.push({ mine: answer, other: written.conflict });
      faults.push({
        field: indicatorId,
        message: "You wrote here in another tab too. Your words from this page stand below; save again to keep them.",
        isConflict: true,
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.name !== "invalid-input") throw error;
      unkept.push({ mine: answer, other: null });
      faults.push({ field: indicatorId, message: error.detail, isConflict: false });
    }
  }
  return { unkept, faults };
}

import type { ClientSession } from "mongoose";
import type { Actor } from "../kernel/actor.ts";
import { event } from "../kernel/event.ts";
import { isRace, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { idsOf, onceMore } from "./answer-offer.ts";
import { IS_OPEN, stepReview } from "./review.rules.ts";
import { type DraftAnswer, draftMark, type Review, withAnswer } from "./review-record.rules.ts";
import { type AnswerDraft, faultOfDraft, sealSheet } from "./score-sheet.rules.ts";

type Needs = Pick<Deps, "reviews" | "clock" | "newId">;
/** A page that comes back to the network sends all its answers at once; of those that meet, one is written a round. */
const TRIES = 50;

/** Opening the review room for the first time: the case is now in progress, and never moves by itself. */
export async function startReview({ reviews, clock, newId }: Needs, actor: Actor, reviewId: string): Promise<Review> {
  return onceMore(async () => {
    const review = await reviews.visibleTo(actor).get(reviewId);
    if (review.state !== "accepted") return review;
    const now = clock.now();
    return reviews.save({ ...review, state: stepReview(review, "start", actor), startedAt: now }, [
      event(newId(), "review.started", now, idsOf(review)),
    ]);
  });
}

/**
 * Keeps one answer while it is being written. Answers to different indicators never disturb each other; the same one
 * changed in another tab is handed back instead of being overwritten.
 * @throws Problem `not-found`, `wrong-state` when it is not this reader's to write, `invalid-input` for a foreign indicator
 */
export async function saveAnswer(
  { reviews, clock }: Needs,
  actor: Actor,
  reviewId: string,
  answer: AnswerDraft,
  expectedRevision: number,
): Promise<{ saved: DraftAnswer } | { conflict: DraftAnswer }> {
  for (let attempt = 1; ; attempt += 1) {
    const review = await reviews.visibleTo(actor).get(reviewId);
    refuseUnlessOpen(review);
    const fault = faultOfDraft(answer, review.rubric);
    if (fault !== null) throw new Problem("invalid-input", fault, [{ field: answer.indicatorId, message: fault }]);
    const written = withAnswer(review.draft, answer, expectedRevision, clock.now());
    if ("conflict" in written) return written;
    try {
      await reviews.save({ ...review, draft: written.draft });
      return { saved: written.saved };
    } catch (error) {
      if (!isRace(error) || attempt === TRIES) throw error;
    }
  }
}

/**
 * Seals all 14 answers as one locked sheet. A second press finds it done and changes nothing.
 * @throws Problem `invalid-input` one entry an indicator, `changed-meanwhile` for another rubric, `wrong-state`, `not-found`
 */
export async function submitReview(
  deps: Needs & Pick<Deps, "faults" | "reviewers">,
  actor: Actor,
  reviewId: string,
  answers: readonly AnswerDraft[],
  filledFor: string,
): Promise<Review> {
  return seal(deps, actor, await deps.reviews.visibleTo(actor).get(reviewId), answers, filledFor);
}

/**
 * Seals what is written, if it is what the reader saw on the summary (`draftMark`): what another tab changed since is
 * shown first. A second press finds the sheet in and changes nothing.
 * @throws Problem as `submitReview`, and `changed-meanwhile` when it is not what was seen
 */
export function submitWhatWasSeen(
  deps: Needs & Pick<Deps, "faults" | "reviewers">,
  actor: Actor,
  reviewId: string,
  filledFor: string,
  seen: string,
): Promise<Review> {
  return onceMore(async () => {
    const review = await deps.reviews.visibleTo(actor).get(reviewId);
    if (review.state === "submitted") return review;
    if (draftMark(review.draft) !== seen)
      throw new Problem("changed-meanwhile", "Something changed since you looked. Please read it once more.");
    const answers = review.draft.map(({ revision: _r, savedAt: _s, ...answer }) => answer);
    return seal(deps, actor, review, answers, filledFor);
  });
}

async function seal(
  { reviews, reviewers, clock, newId, faults }: Needs & Pick<Deps, "faults" | "reviewers">,
  actor: Actor,
  review: Review,
  answers: readonly AnswerDraft[],
  filledFor: string,
): Promise<Review> {
  if (review.state === "submitted")
    throw new Problem("wrong-state", "This review is in already. Thank you; nothing more is needed.");
  const pool = await reviewers.findOne({ id: review.reviewerId });
  if (pool?.conflicts.some(({ personId }) => personId === review.applicantId))
    throw new Problem("wrong-state", "You declared a conflict for this person; another reader takes the case over.");
  const now = clock.now();
  const sheet = sealSheet(answers, filledFor, review.rubric, review.sheets.length + 1, now);
  const state = stepReview(review, "submit", actor);
  faults.reach("submit-review.before-save");
  const saved = await reviews.save({ ...review, state, sheets: [...review.sheets, sheet], submittedAt: now }, [
    event(newId(), "review.submitted", now, { ...idsOf(review), sheetVersion: sheet.version }),
  ]);
  faults.reach("submit-review.after-save");
  return saved;
}

/**
 * The JGP opens a locked sheet again, with a reason; the old version stays on record.
 * @throws Problem `not-allowed`, `wrong-state`, `invalid-input` without a reason
 */
export async function reopenReview(
  { reviews, clock, newId }: Needs,
  actor: Actor,
  reviewId: string,
  reason: string,
  session: ClientSession | null = null,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  const now = clock.now();
  // Revisions go on from where they stood: a tab from before the submission is behind, and cannot overwrite unseen.
  const before = Math.max(0, ...review.draft.map(({ revision }) => revision));
  const draft = (review.sheets.at(-1)?.answers ?? []).map((answer) => ({
    ...answer,
    revision: before + 1,
    savedAt: now,
  }));
  return reviews.save(
    { ...review, state: stepReview(review, "reopen", actor, reason), reason, draft },
    [event(newId(), "review.reopened", now, idsOf(review))],
    session,
  );
}

function refuseUnlessOpen(review: Review): void {
  if (!IS_OPEN.includes(review.state)) {
    throw new Problem(
      "wrong-state",
      "This review is not open for writing. What you wrote stays on your screen; you can copy it.",
    );
  }
}

/**
 * The JGP takes an accepted case back from its reader, with a reason; the next on the bench is asked at once.
 * @throws Problem `not-allowed`, `wrong-state`, `invalid-input` without a reason
 */
export async function takeBackReview(
  { reviews, applications, clock, newId }: Needs & Pick<Deps, "applications">,
  actor: Actor,
  reviewId: string,
  reason: string,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  await applications.visibleTo(actor).get(review.profileId); // a conflict of the coordinator's
  const now = clock.now();
  return reviews.save({ ...review, state: stepReview(review, "take-back", actor, reason), reason, endedAt: now }, [
    event(newId(), "review.passed-on", now, { ...idsOf(review), why: "taken-back" }),
  ]);
}

/**
 * A sheet whose reader turned out to have a conflict: it stays on record and does not count; the next on the bench is
 * asked. The caller looks whether the case is still open.
 * @throws Problem `not-found`, `not-allowed`, `wrong-state`, `invalid-input` without a reason
 */
export async function setAsideReview(
  { reviews, clock, newId }: Needs,
  actor: Actor,
  reviewId: string,
  reason: string,
  session: ClientSession | null = null,
): Promise<Review> {
  const review = await reviews.visibleTo(actor).get(reviewId);
  const now = clock.now();
  return reviews.save(
    { ...review, state: stepReview(review, "set-aside", actor, reason), reason, endedAt: now },
    [event(newId(), "review.conflicted", now, { ...idsOf(review), why: "conflicted" })],
    session,
  );
}

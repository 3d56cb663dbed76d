import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { dayIn } from "../cohorts/index.ts";
import { queueMessage } from "../letters/index.ts";
import type { Review } from "./review-record.rules.ts";

type Needs = Pick<
  Deps,
  "reviews" | "applications" | "people" | "messages" | "mailTemplates" | "clock" | "newId" | "config"
>;

/** One mail of a nudge: to whom (by code), and what it would say. */
export type Nudge = { reviewerId: string; reviewerCode: string; reviews: Review[] };

/** Every review that waits on its reader, of the cases this coordinator may see. */
export async function waitingFor(
  { reviews, applications }: Pick<Deps, "reviews" | "applications">,
  actor: Actor,
): Promise<Review[]> {
  const [waiting, visible] = await Promise.all([reviews.waitingOnReader(), applications.visibleTo(actor).find()]);
  const seen = new Set(visible.map(({ id }) => id));
  return waiting.filter(({ profileId }) => seen.has(profileId));
}

/** The end of a case's own way: nothing of it can be set aside any more. */
const OVER = ["released", "closed", "withdrawn", "void"];

/** Sheets that are in although their reader has a conflict on record with the applicant: the coordinators decide. */
export async function sheetsInConflict(
  { reviews, applications, reviewers }: Pick<Deps, "reviews" | "applications" | "reviewers">,
  actor: Actor,
): Promise<Review[]> {
  const visible = await applications.visibleTo(actor).find();
  const open = new Set(visible.filter(({ state }) => !OVER.includes(state)).map(({ id }) => id));
  const found: Review[] = [];
  for (const { id, conflicts } of await reviewers.all()) {
    const declared = conflicts.filter(({ kind }) => kind !== "earlier-reviewer").map(({ personId }) => personId);
    if (declared.length === 0) continue;
    const own = await reviews.find({ reviewerId: id, state: "submitted" });
    found.push(...own.filter(({ applicantId, profileId }) => declared.includes(applicantId) && open.has(profileId)));
  }
  return found;
}

/** The chosen reviews by reader: each gets one mail, however many wait. Those answered or submitted meanwhile fall out. */
export async function nudgesFor(
  deps: Pick<Deps, "reviews" | "applications">,
  actor: Actor,
  reviewIds: readonly string[],
): Promise<Nudge[]> {
  const chosen = (await waitingFor(deps, actor)).filter(({ id }) => reviewIds.includes(id));
  return [...Map.groupBy(chosen, ({ reviewerId }) => reviewerId)]
    .map(([reviewerId, reviews]) => ({ reviewerId, reviewerCode: reviews[0]?.reviewerCode ?? "", reviews }))
    .sort((a, b) => (a.reviewerCode < b.reviewerCode ? -1 : 1));
}

/** What a nudge says; `name` is the reader's, or their code in a preview. */
export function nudgeModel({ reviews }: Nudge, name: string, note: string, now: Date, baseUrl: string) {
  return {
    name,
    note,
    count: reviews.length,
    items: reviews.map((review) => {
      const isOffer = review.state === "offered";
      const dueAt = isOffer ? review.respondBy : review.reviewBy;
      const waitingFor = isOffer ? "your answer" : "your scores";
      return { profileCode: review.profileCode, waitingFor, dueAt, isLate: dueAt < now };
    }),
    link: `${baseUrl}/reviews`,
    why: "You get this because reviews wait for you.",
  };
}

/**
 * Sends one mail to each reader of the chosen reviews, at most one a day and reader: a second press sends nothing more.
 * @returns how many readers were written to
 * @throws Problem `invalid-input` when none is chosen, or none waits any more
 */
export async function nudgeReaders(
  deps: Needs,
  actor: Actor,
  reviewIds: readonly string[],
  note: string,
): Promise<number> {
  const nudges = await nudgesFor(deps, actor, reviewIds);
  if (nudges.length === 0) {
    const message = "Nobody is chosen who still waits. Please choose again.";
    throw new Problem("invalid-input", message, [{ field: "chosen", message }]);
  }
  const now = deps.clock.now();
  for (const nudge of nudges) {
    const { name } = await deps.people.get({ id: nudge.reviewerId });
    await queueMessage(deps, {
      key: `review-nudge-${nudge.reviewerId}-${dayIn(deps.config.zone, now)}`,
      to: nudge.reviewerId,
      template: "review-nudge",
      model: nudgeModel(nudge, name, note, now, deps.config.baseUrl),
    });
  }
  return nudges.length;
}

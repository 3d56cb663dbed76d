import type { Response } from "express";
import type { Actor } from "../kernel/actor.ts";
import type { Deps } from "../deps.ts";
import { playerOf } from "../media/index.ts";
import { DEFAULT_SETTINGS } from "../programs/index.ts";
import { evidenceFor } from "./evidence-for.ts";
import { STATE_WORDS } from "./review-queue.page.ts";
import {
  leavingModel,
  NOTHING_REFUSED,
  quietModel,
  type RoomFaults,
  reviewRoomPage,
  reviewSummaryPage,
} from "./review-room.page.ts";
import type { Review } from "./review-record.rules.ts";
import { IS_OPEN } from "./review.rules.ts";
import { startReview } from "./score-review.ts";

/** The page of one review as it stands: the offer, the room, or what is left of it afterwards. */
export async function showReview(
  deps: Deps,
  actor: Actor,
  review: Review,
  res: Response,
  faults: RoomFaults = {},
): Promise<void> {
  if (review.state === "offered") res.render("reviews/offer", offerPage(deps, review, faults));
  else if (IS_OPEN.includes(review.state)) {
    const open = await startReview(deps, actor, review.id);
    res.render("reviews/room", await roomPage(deps, open, faults));
  } else res.render("reviews/closed", closedPage(deps, review));
}

function offerPage(deps: Deps, review: Review, { leaving = NOTHING_REFUSED }: RoomFaults) {
  return {
    title: `Will you read ${review.profileCode}?`,
    isNarrow: true,
    review: { id: review.id, code: review.profileCode, respondBy: review.respondBy, reviewBy: review.reviewBy },
    hours: DEFAULT_SETTINGS.hoursPerReview,
    errors: [...leaving.errors],
    leaving: leavingModel(leaving),
    quiet: quietModel(review),
    now: deps.clock.now(),
    zone: deps.config.zone,
  };
}

function closedPage(deps: Deps, review: Review) {
  const isSubmitted = review.state === "submitted";
  return {
    title: `Review of ${review.profileCode}`,
    isNarrow: true,
    code: review.profileCode,
    words: STATE_WORDS[review.state],
    isSubmitted,
    submittedAt: review.submittedAt,
    canAskFourth: isSubmitted && review.fourthReadAsked === null,
    reviewId: review.id,
    zone: deps.config.zone,
    summary: isSubmitted ? reviewSummaryPage({ ...review, draft: sheetAsDraft(review) }) : null,
  };
}

async function roomPage(deps: Deps, review: Review, faults: RoomFaults) {
  const evidence = await evidenceFor(deps, review);
  const players = evidence.flatMap(({ label, video }) =>
    video ? [{ ...playerOf(video.item, video.captions), label }] : [],
  );
  return {
    ...reviewRoomPage(review, evidence, players, faults),
    scripts: ["review-room.js", "player.js"],
    zone: deps.config.zone,
  };
}

function sheetAsDraft(review: Review): Review["draft"] {
  const at = review.submittedAt ?? review.offeredAt;
  return (review.sheets.at(-1)?.answers ?? []).map((answer) => ({ ...answer, revision: 0, savedAt: at }));
}

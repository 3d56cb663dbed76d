import { z } from "zod";
import type { Request, Response } from "express";
import type { Actor } from "../kernel/actor.ts";
import { type FieldError, Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { playerOf } from "../media/index.ts";
import { DEFAULT_SETTINGS, SAMPLE_RUBRIC } from "../programs/index.ts";
import { actorOf, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { acceptReview, declareConflict, declineReview } from "./answer-offer.ts";
import { evidenceFor } from "./evidence-for.ts";
import { reviewQueuePage, STATE_WORDS } from "./review-queue.page.ts";
import { certificatePage, practicePage } from "./practice.page.ts";
import { answersOfForm, reviewRoomPage, reviewSummaryPage } from "./review-room.page.ts";
import type { Review } from "./review-record.rules.ts";
import { saveAnswer, startReview, submitReview, takeBackReview } from "./score-review.ts";
import { askForMoreTime, askReadersFourth } from "./ask-for.ts";

const Reason = z.object({ reason: z.string().trim().max(2000).default("") });
const AnswerBody = z.object({
  level: z.int().min(1).max(3).nullable(),
  code: z.string().max(10).nullable(),
  note: z.string().max(4000),
  revision: z.int().min(0),
});
const Submission = z.object({ rubric: z.string().max(200) });
const MoreTime = z.object({ reason: z.string().trim().min(1).max(2000), until: z.iso.date() });

const READERS = { object: "scores-by-reviewer", roles: ["reviewer"] } as const;

/** A reviewer's queue, the offer, the review room, the summary. Everything is theirs alone: the store's filter says so. */
export function reviewsRoutes(deps: Deps): Route[] {
  const mine = (actor: Actor, req: Request) => deps.reviews.visibleTo(actor).get(pathId(req));
  const back = (req: Request, res: Response, text: string) => redirectWith(req, res, `/reviews/${pathId(req)}`, text);
  return [
    {
      method: "get",
      path: "/reviews",
      policy: READERS,
      async handle(req, res) {
        const reviews = await deps.reviews.visibleTo(actorOf(req)).find();
        res.render("reviews/queue", reviewQueuePage(reviews, DEFAULT_SETTINGS, deps.clock.now(), deps.config.zone));
      },
    },
    {
      method: "get",
      path: "/reviews/practice",
      policy: READERS,
      handle(_req, res) {
        res.render("reviews/practice", { title: "Practice sheet", ...practicePage(SAMPLE_RUBRIC) });
      },
    },
    {
      method: "get",
      path: "/reviews/certificate",
      policy: READERS,
      async handle(req, res) {
        const actor = actorOf(req);
        const done = await deps.reviews.visibleTo(actor).find({ state: "submitted" });
        const { name } = await deps.people.get({ id: actor.personId });
        res.render(
          "reviews/certificate",
          certificatePage(name, done, DEFAULT_SETTINGS.hoursPerReview, deps.clock.now(), deps.config.zone),
        );
      },
    },
    {
      method: "get",
      path: "/reviews/:id",
      policy: READERS,
      async handle(req, res) {
        const actor = actorOf(req);
        await showReview(deps, actor, await mine(actor, req), res);
      },
    },
    {
      method: "post",
      path: "/reviews/:id/acceptance",
      policy: READERS,
      async handle(req, res) {
        await acceptReview(deps, actorOf(req), pathId(req));
        back(req, res, "Thank you. The Profile is open for you now.");
      },
    },
    {
      method: "post",
      path: "/reviews/:id/decline",
      policy: READERS,
      async handle(req, res) {
        await declineReview(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
        redirectWith(req, res, "/reviews", "You gave it back. The next reader is being asked.");
      },
    },
    {
      method: "post",
      path: "/reviews/:id/conflict",
      policy: READERS,
      async handle(req, res) {
        await declareConflict(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
        redirectWith(
          req,
          res,
          "/reviews",
          "Thank you for saying so. You will not be asked for this person's work again.",
        );
      },
    },
    {
      method: "put",
      path: "/reviews/:id/answers/:indicatorId",
      policy: READERS,
      async handle(req, res) {
        const { revision, ...answer } = readBody(req, AnswerBody);
        const written = await saveAnswer(
          deps,
          actorOf(req),
          pathId(req),
          { indicatorId: pathId(req, "indicatorId"), ...answer },
          revision,
        );
        res.status("conflict" in written ? 409 : 200).json(written);
      },
    },
    {
      method: "post",
      path: "/reviews/:id/answers",
      policy: READERS,
      async handle(req, res) {
        const actor = actorOf(req);
        const review = await mine(actor, req);
        await saveForm(deps, actor, review, req.body as Record<string, unknown>);
        res.redirect(303, `/reviews/${review.id}/summary`);
      },
    },
    {
      method: "get",
      path: "/reviews/:id/summary",
      policy: READERS,
      async handle(req, res) {
        const review = await mine(actorOf(req), req);
        if (review.state === "submitted") return res.redirect(303, `/reviews/${review.id}`);
        res.render("reviews/summary", reviewSummaryPage(review));
      },
    },
    {
      method: "post",
      path: "/reviews/:id/submission",
      policy: READERS,
      async handle(req, res) {
        const actor = actorOf(req);
        const review = await mine(actor, req);
        const { rubric } = readBody(req, Submission);
        try {
          await submitReview(
            deps,
            actor,
            review.id,
            review.draft.map(({ revision: _r, savedAt: _s, ...answer }) => answer),
            rubric,
          );
        } catch (error) {
          if (!(error instanceof Problem) || error.name !== "invalid-input") throw error;
          res.status(422).render("reviews/room", await roomPage(deps, review, error.errors));
          return;
        }
        redirectWith(req, res, "/reviews", `Your review of ${review.profileCode} is in. Thank you.`);
      },
    },
    {
      method: "post",
      path: "/reviews/:id/more-time",
      policy: READERS,
      async handle(req, res) {
        const { reason, until } = readBody(req, MoreTime);
        await askForMoreTime(deps, actorOf(req), pathId(req), reason, until);
        back(req, res, "The coordinator sees your request. Nothing changes until they answer.");
      },
    },
    {
      method: "post",
      path: "/reviews/:id/fourth-read",
      policy: READERS,
      async handle(req, res) {
        await askReadersFourth(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
        back(req, res, "Your request is on record.");
      },
    },
    {
      method: "post",
      path: "/reviews/:id/taking-back",
      policy: { object: "assignments", roles: ["jgp"] },
      async handle(req, res) {
        const review = await takeBackReview(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
        redirectWith(
          req,
          res,
          `/matching/${review.cohortId}/profiles/${review.profileId}`,
          "Taken back. The next reader is being asked.",
        );
      },
    },
  ];
}

async function showReview(deps: Deps, actor: Actor, review: Review, res: Response): Promise<void> {
  const zone = deps.config.zone;
  if (review.state === "offered") {
    res.render("reviews/offer", {
      title: `Will you read ${review.profileCode}?`,
      isNarrow: true,
      review: { id: review.id, code: review.profileCode, respondBy: review.respondBy, reviewBy: review.reviewBy },
      hours: DEFAULT_SETTINGS.hoursPerReview,
      now: deps.clock.now(),
      zone,
    });
  } else if (["accepted", "in-progress", "reopened"].includes(review.state)) {
    const open = await startReview(deps, actor, review.id);
    res.render("reviews/room", await roomPage(deps, open));
  } else {
    res.render("reviews/closed", {
      title: `Review of ${review.profileCode}`,
      isNarrow: true,
      code: review.profileCode,
      words: STATE_WORDS[review.state],
      isSubmitted: review.state === "submitted",
      submittedAt: review.submittedAt,
      canAskFourth: review.state === "submitted" && review.fourthReadAsked === null,
      reviewId: review.id,
      zone,
      summary: review.state === "submitted" ? reviewSummaryPage({ ...review, draft: sheetAsDraft(review) }) : null,
    });
  }
}

async function roomPage(deps: Deps, review: Review, errors: readonly FieldError[] = []) {
  const evidence = await evidenceFor(deps, review);
  const players = evidence.flatMap(({ label, video }) =>
    video ? [{ ...playerOf(video.item, video.captions), label }] : [],
  );
  return { ...reviewRoomPage(review, evidence, players, errors), scripts: ["review-room.js", "player.js"] };
}

function sheetAsDraft(review: Review): Review["draft"] {
  const at = review.submittedAt ?? review.offeredAt;
  return (review.sheets.at(-1)?.answers ?? []).map((answer) => ({ ...answer, revision: 0, savedAt: at }));
}

/** A browser without scripts sends all answers at once; only those that changed are written. */
async function saveForm(deps: Deps, actor: Actor, review: Review, form: Record<string, unknown>): Promise<void> {
  for (const answer of answersOfForm(review, form)) {
    const before = review.draft.find(({ indicatorId }) => indicatorId === answer.indicatorId);
    const isEmpty = answer.level === null && answer.code === null && answer.note === "";
    const isSame = before
      ? before.level === answer.level && before.code === answer.code && before.note === answer.note
      : isEmpty;
    if (!isSame) await saveAnswer(deps, actor, review.id, answer, before?.revision ?? 0);
  }
}

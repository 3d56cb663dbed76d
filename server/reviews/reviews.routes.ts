import { z } from "zod";
import type { Request, Response } from "express";
import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import type { Deps } from "../deps.ts";
import { DEFAULT_SETTINGS, SAMPLE_RUBRIC } from "../programs/index.ts";
import { actorOf, orShowAgain, pathId, readBody, redirectWith, type Route } from "../platform/request.ts";
import { acceptReview, declareConflict, declineReview } from "./answer-offer.ts";
import { IS_OPEN } from "./review.rules.ts";
import { reviewQueuePage } from "./review-queue.page.ts";
import { certificatePage, practicePage } from "./practice.page.ts";
import { reviewSummaryPage } from "./review-room.page.ts";
import { saveForm } from "./save-form.ts";
import { showReview } from "./show-review.routes.ts";
import { saveAnswer, submitWhatWasSeen, takeBackReview } from "./score-review.ts";
import { stopCase } from "./stop-case.ts";
import { snoozeReview } from "./snooze-review.ts";
import { askForMoreTime, askReadersFourth } from "./ask-for.ts";

const Reason = z.object({ reason: z.string().trim().max(2000).default("") });
const AnswerBody = z.object({
  level: z.int().min(1).max(3).nullable(),
  code: z.string().max(10).nullable(),
  /** How long a note may be is the sheet's to say, in its words. */
  note: z.string().max(100_000),
  revision: z.int().min(0),
});
const Submission = z.object({ rubric: z.string().max(200), seen: z.string().max(64).default("") });
const Snooze = z.object({ days: z.coerce.number().int().min(1).max(7) });
const MoreTime = z.object({
  reason: z.string().trim().max(2000).default(""),
  until: z.iso.date("Please choose a day."),
});

type LeavingForm = "decline" | "conflict" | "more-time";
/** Where on the page each form's fields stand. */
const LEAVING_FIELDS: Record<LeavingForm, Record<string, string>> = {
  decline: { reason: "decline-reason" },
  conflict: { reason: "conflict-reason" },
  "more-time": { reason: "time-reason", until: "until" },
};

const READERS = { object: "scores-by-reviewer", roles: ["reviewer"] } as const;

/** A reviewer's queue, the offer, the review room, the summary. Everything is theirs alone: the store's filter says so. */
export function reviewsRoutes(deps: Deps): Route[] {
  const mine = (actor: Actor, req: Request) => deps.reviews.visibleTo(actor).get(pathId(req));
  const back = (req: Request, res: Response, text: string) => redirectWith(req, res, `/reviews/${pathId(req)}`, text);
  /** A form beside the sheet that was refused: the same page again, with the form open and marked. */
  const orMark = (req: Request, res: Response, form: LeavingForm, act: () => Promise<void>) =>
    orShowAgain(act, async (errors, status) => {
      const actor = actorOf(req);
      const typed = req.body as Record<string, unknown>;
      const text = (name: string) => (typeof typed[name] === "string" ? typed[name] : "");
      const marked = errors.map(({ field, message }) => ({ field: LEAVING_FIELDS[form][field] ?? field, message }));
      res.status(status);
      await showReview(deps, actor, await mine(actor, req), res, {
        leaving: { form, errors: marked, reason: text("reason"), until: text("until") },
      });
    });
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
        await orMark(req, res, "decline", async () => {
          await declineReview(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
          redirectWith(req, res, "/reviews", "You gave it back. The next reader is being asked.");
        });
      },
    },
    {
      method: "post",
      path: "/reviews/:id/conflict",
      policy: READERS,
      async handle(req, res) {
        await orMark(req, res, "conflict", async () => {
          await declareConflict(deps, actorOf(req), pathId(req), readBody(req, Reason).reason);
          redirectWith(
            req,
            res,
            "/reviews",
            "Thank you for saying so. You will not be asked for this person's work again.",
          );
        });
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
        const { unkept, faults } = await saveForm(deps, actor, review, req.body as Record<string, unknown>);
        if (unkept.length === 0) return res.redirect(303, `/reviews/${review.id}/summary`);
        res.status(faults.every(({ isConflict }) => isConflict) ? 409 : 422);
        await showReview(deps, actor, await mine(actor, req), res, { sheet: faults, unkept });
      },
    },
    {
      method: "get",
      path: "/reviews/:id/summary",
      policy: READERS,
      async handle(req, res) {
        const review = await mine(actorOf(req), req);
        if (!IS_OPEN.includes(review.state)) return res.redirect(303, `/reviews/${review.id}`);
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
        const { rubric, seen } = readBody(req, Submission);
        try {
          await submitWhatWasSeen(deps, actor, review.id, rubric, seen);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          const now = await mine(actor, req);
          if (error.name === "invalid-input") {
            res.status(422);
            return showReview(deps, actor, now, res, { sheet: error.errors });
          }
          if (error.name !== "changed-meanwhile" || !IS_OPEN.includes(now.state)) throw error;
          return res.status(409).render("reviews/summary", { ...reviewSummaryPage(now), hasChanged: true });
        }
        redirectWith(req, res, "/reviews", `Your review of ${review.profileCode} is in. Thank you.`);
      },
    },
    {
      method: "post",
      path: "/reviews/:id/more-time",
      policy: READERS,
      async handle(req, res) {
        await orMark(req, res, "more-time", async () => {
          const { reason, until } = readBody(req, MoreTime);
          await askForMoreTime(deps, actorOf(req), pathId(req), reason, until);
          back(req, res, "The coordinator sees your request. Nothing changes until they answer.");
        });
      },
    },
    {
      method: "post",
      path: "/reviews/:id/stop",
      policy: READERS,
      async handle(req, res) {
        await stopCase(deps, actorOf(req), pathId(req));
        back(req, res, "The case is stopped. A coordinator looks at it at once; what you wrote is kept.");
      },
    },
    {
      method: "post",
      path: "/reviews/:id/snooze",
      policy: READERS,
      async handle(req, res) {
        const { days } = readBody(req, Snooze);
        await snoozeReview(deps, actorOf(req), pathId(req), days);
        back(req, res, `No reminders about this Profile for ${days === 1 ? "a day" : `${days} days`}. The date stays.`);
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

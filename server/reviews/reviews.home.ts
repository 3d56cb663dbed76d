import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import { DEFAULT_SETTINGS } from "../programs/index.ts";
import { waitingFor } from "./nudge-readers.ts";
import { reviewQueuePage } from "./review-queue.page.ts";

/** A reviewer's “what now?”: the first thing of their queue, and the count of the rest. */
export const reviewsHome: readonly HomeProvider<Deps>[] = [
  {
    role: "reviewer",
    async load(deps, actor) {
      const reviews = await deps.reviews.visibleTo(actor).find();
      const { first, tiles } = reviewQueuePage(reviews, DEFAULT_SETTINGS, deps.clock.now(), deps.config.zone);
      return {
        tiles,
        now: first
          ? [
              {
                urgency: 2,
                heading: first.heading,
                text: first.text,
                dueAt: first.dueAt,
                dueLabel: first.dueLabel,
                actionHref: first.href,
                actionText: first.action,
                otherHref: "/reviews",
                otherText: "All my reviews",
              },
            ]
          : [],
        links: [
          { text: "My reviews", href: "/reviews" },
          { text: "Practice sheet", href: "/reviews/practice" },
        ],
        ...(first === null && {
          emptyState: {
            heading: "Nothing waits for you",
            text: "We write to you when a Profile of your subject and grade band needs a reader.",
            icon: "check_circle",
          },
        }),
      };
    },
  },
  {
    role: "jgp",
    async load(deps, actor) {
      const [waiting, now] = [await waitingFor(deps, actor), deps.clock.now()];
      const asking = waiting.filter(({ moreTimeAsked }) => moreTimeAsked !== null && !moreTimeAsked.answer).length;
      const late = waiting.filter(({ state, reviewBy }) => state !== "offered" && reviewBy < now).length;
      const item = (urgency: 1 | 2, heading: string, text: string, actionText: string): NowItem => ({
        urgency,
        heading,
        text,
        dueAt: null,
        dueLabel: null,
        actionHref: "/readings",
        actionText,
      });
      const asks = asking === 1 ? "1 reader asks for more time" : `${asking} readers ask for more time`;
      const lateText = late === 1 ? "1 review is late" : `${late} reviews are late`;
      return {
        now: [
          ...(asking > 0 ? [item(2, asks, "They write on until you answer; the date stays as it is.", "Answer")] : []),
          ...(late > 0 ? [item(1, lateText, "Reminders went out. A word from you may help.", "See who is late")] : []),
        ],
        links: [{ text: "Reviews under way", href: "/readings" }],
      };
    },
  },
];

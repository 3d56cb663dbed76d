import type { Deps } from "../deps.ts";
import type { HomeProvider } from "../platform/home-part.ts";
import { DEFAULT_SETTINGS } from "../programs/index.ts";
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
];

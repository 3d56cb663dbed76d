import type { Deps } from "../deps.ts";
import type { HomeProvider, NowItem } from "../platform/home-part.ts";
import type { ReviewerState } from "../people/index.ts";

const WAITS: Partial<Record<ReviewerState, string>> = {
  applied: "applied and wait to be selected",
  "agreement-signed": "signed and wait for training",
  trained: "are trained and wait to be qualified",
  qualified: "are qualified and wait to be activated",
};

/** The administrator's pool: who waits for which step. */
export const poolHome: readonly HomeProvider<Deps>[] = [
  {
    role: "pprc-admin",
    async load(deps) {
      const reviewers = await deps.reviewers.all();
      const count = (state: ReviewerState) => reviewers.filter((one) => one.state === state).length;
      const now: NowItem[] = Object.entries(WAITS).flatMap(([state, words]) => {
        const waiting = count(state as ReviewerState);
        return waiting === 0
          ? []
          : [
              {
                urgency: 2 as const,
                heading: `${waiting} ${words}`,
                text: null,
                dueAt: null,
                dueLabel: null,
                actionHref: "/reviewers",
                actionText: "Open the pool",
              },
            ];
      });
      return {
        now,
        tiles: [
          { figure: String(count("active")), label: "active reviewers", href: "/reviewers" },
          { figure: String(count("paused")), label: "paused" },
        ],
        links: [{ text: "Reviewer pool", href: "/reviewers" }],
      };
    },
  },
  {
    role: "applicant",
    load: () => Promise.resolve({ links: [{ text: "Become a reviewer", href: "/reviewers/application" }] }),
  },
  {
    role: "reviewer",
    load: () => Promise.resolve({ links: [{ text: "My place in the pool", href: "/reviewers/mine" }] }),
  },
];

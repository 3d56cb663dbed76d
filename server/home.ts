import { submissionDeadlineAt } from "./cohorts/index.ts";
import type { Deps } from "./deps.ts";
import { homePage } from "./home.page.ts";
import type { Actor } from "./kernel/actor.ts";
import type { HomePart, HomeProvider } from "./platform/home-part.ts";
import { ROLE_NAMES } from "./platform/page-frame.ts";
import type { Route } from "./platform/request.ts";
import { decisionsHome } from "./decisions/index.ts";
import { outcomesHome } from "./outcomes/index.ts";
import { interviewsHome } from "./interviews/index.ts";
import { matchingHome, poolHome } from "./matching/index.ts";
import { profilesHome } from "./profiles/index.ts";
import { reviewsHome } from "./reviews/index.ts";

/** Every feature's share of the first pages, left to right. A feature adds its list here: `...matchingHome`. */
export const HOME_PROVIDERS: readonly HomeProvider<Deps>[] = [
  ...profilesHome,
  ...matchingHome,
  ...poolHome,
  ...reviewsHome,
  ...outcomesHome,
  ...interviewsHome,
  ...decisionsHome,
];

const AUDIENCES = [
  {
    label: "Teachers and related service providers",
    value: "Hand in a Profile, follow it, and read every score of it after the release.",
  },
  { label: "Reviewers (PPRC)", value: "Score Profiles alone, against the rubric, with the video beside it." },
  { label: "Joint Governing Panel", value: "Runs a cohort from registration to release and holds the interviews." },
  { label: "Joint Oversight Committee", value: "Approves the rules and the list, and sees how good the reviews are." },
];

/** The address `/`: what this is, for a visitor; “what now?”, for whoever is signed in. */
export function homeRoutes(deps: Deps): Route[] {
  return [
    {
      method: "get",
      path: "/",
      policy: { open: "anyone", why: "says what this is, and leads on" },
      async handle(req, res) {
        if (!req.actor)
          return res.render("home/landing", {
            title: "Peer review for the Model pathway",
            audiences: AUDIENCES,
            cohort: await openCohortCard(deps),
          });
        const parts = await partsFor(deps, req.actor);
        res.render("home/now", homePage(parts, ROLE_NAMES[req.actor.role], deps.config.zone));
      },
    },
  ];
}

async function partsFor(deps: Deps, actor: Actor): Promise<HomePart[]> {
  const mine = HOME_PROVIDERS.filter(({ role }) => role === actor.role);
  const parts = await Promise.all(mine.map((provider) => provider.load(deps, actor)));
  return parts.filter((part) => part !== null);
}

/** The cohort that anyone may read about before signing in: the newest that is open. */
async function openCohortCard({ cohorts }: Pick<Deps, "cohorts">) {
  const [open] = await cohorts.inStates("open");
  if (!open) return null;
  const text = "Teachers and related service providers on the Professional pathway may nominate themselves.";
  return { name: open.name, text, dueAt: submissionDeadlineAt(open.calendar) };
}

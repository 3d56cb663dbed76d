import type { Deps } from "../deps.ts";
import type { HomeProvider } from "../platform/home-part.ts";
import { factsOf } from "./application-facts.ts";
import { joinable } from "./applications.page.ts";
import { joinPage, whatWaitsPage } from "./home.page.ts";
import { whereIsPage } from "./where-is.page.ts";

const ENDED = ["withdrawn", "void", "closed"];

/** “Where is my Profile?” for the applicant, “What waits” for the coordinator. */
export const profilesHome: readonly HomeProvider<Deps>[] = [
  {
    role: "applicant",
    async load(deps, actor) {
      const mine = await deps.applications.visibleTo(actor).find();
      const newest = mine
        .filter(({ state }) => !ENDED.includes(state))
        .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())[0];
      if (newest) return whereIsPage(await factsOf(deps, actor, newest.id));
      return joinPage(joinable(await deps.cohorts.all(), mine, deps.clock.now()), mine.length > 0);
    },
  },
  {
    role: "jgp",
    async load(deps, actor) {
      const visible = deps.applications.visibleTo(actor);
      const cohorts = (await deps.cohorts.all()).filter(({ state }) => state !== "closed");
      const shown = await Promise.all(
        cohorts.map(async (cohort) => ({ cohort, counts: await visible.counts({ cohortId: cohort.id }) })),
      );
      const [submitted, returned, asking] = await Promise.all([
        visible.find({ state: "submitted" }),
        visible.find({ state: "returned" }),
        visible.asking(),
      ]);
      return whatWaitsPage({ shown, submitted, returned, asking, now: deps.clock.now() });
    },
  },
];
